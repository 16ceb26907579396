"""Documents to fill: given with a call for a category of its pieces, found by the carrier; advised pieces said so."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from ofqj_portal.core import calendar
from ofqj_portal.core.files import FileRefused
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.models.stored_file import FileState
from partners.tests.factories import MembershipFactory, member
from projects.forms.review import ComplementsForm
from projects.models import Booking, PieceTemplate
from projects.services.piece_templates import CategoryNotAsked, put_piece_template
from projects.services.review import NothingAsked, request_complements
from projects.tests.factories import CallFactory, ProjectFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n"
PIECES = {"required_pieces": ["host_letter"], "recommended_pieces": ["insurance"]}


@pytest.fixture
def call():
    return CallFactory(always_open=True, **PIECES)


@pytest.fixture
def officer():
    return MembershipFactory(officer_fr=True).user


def put(call, by, category="host_letter", content=PDF):
    return put_piece_template(
        call=call, category=category, content=content, name="modele.pdf", by=by, now=calendar.now()
    )


def test_another_document_takes_the_place_of_the_first_and_drops_it(call, officer):
    first = put(call, officer)
    second = put(call, officer, content=PDF + b"2")
    assert list(call.piece_templates.all()) == [second]
    assert not StoredFile.objects.filter(pk=first.file_id).exists()


def test_only_pieces_of_the_call_have_one_and_only_documents_are_taken(call, officer):
    with pytest.raises(CategoryNotAsked):
        put(call, officer, category="other")
    with pytest.raises(FileRefused):
        put(call, officer, content=b"MZ\x90\x00")
    assert not PieceTemplate.objects.exists()


def test_the_base_keeps_one_a_category(call, officer):
    kept = put(call, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        PieceTemplate.objects.create(
            call=call, category="host_letter", file=put(call, officer, "insurance").file, added_at=kept.added_at
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        PieceTemplate.objects.filter(pk=kept.pk).update(category="zzz")


def test_the_ofqj_gives_one_and_takes_it_back_on_its_page(client, call, officer):
    client.force_login(officer)
    page = reverse("projects:piece_templates", args=[call.code])
    sent = {"category": "host_letter", "file": SimpleUploadedFile("modele.pdf", PDF)}
    assert client.post(page, sent).status_code == 302
    template = call.piece_templates.get()
    assert "modele.pdf" in client.get(page).content.decode()
    client.post(reverse("projects:piece_template_remove", args=[call.code, template.pk]))
    assert not PieceTemplate.objects.exists()
    refused = client.post(page, {"category": "other", "file": SimpleUploadedFile("modele.pdf", PDF)})
    assert (refused.status_code, PieceTemplate.objects.exists()) == (200, False)


def test_a_carrier_finds_the_document_and_reads_which_pieces_are_only_advised(client, call, officer):
    file = put(call, officer).file
    StoredFile.objects.update(state=FileState.CLEAN)
    project = ProjectFactory(call=call)
    client.force_login(member(project.carrier))
    page = client.get(reverse("projects:section", args=[project.number, "pieces"])).content.decode()
    assert file.get_absolute_url() in page
    assert page.count("conseillée, sans elle le dossier part aussi") == 1
    taken = client.get(file.get_absolute_url())
    assert (taken.status_code, taken.getvalue()) == (200, PDF)
    client.logout()
    assert client.get(file.get_absolute_url()).status_code == 302


def test_the_document_of_a_draft_call_opens_to_the_ofqj_alone(client, officer):
    file = put(CallFactory(is_published=False, **PIECES), officer).file
    StoredFile.objects.update(state=FileState.CLEAN)
    for reader, status in ((member(ProjectFactory().carrier), 404), (officer, 200)):
        client.force_login(reader)
        answer = client.get(file.get_absolute_url())
        assert answer.status_code == status
        if status == 200:
            answer.getvalue()


# ---- beside the steps, and what complements may ask -----------------------------------------------------------------


@pytest.mark.parametrize(("booked", "said"), [(None, "à commencer"), ("option", "à réserver")])
def test_lodging_and_travel_stand_beside_the_steps_with_what_is_left(client, booked, said):
    project = ProjectFactory(call__always_open=True)
    if booked:
        Booking.objects.create(project=project, kind="lodging", currency="EUR", state=booked)
    client.force_login(member(project.carrier))
    page = client.get(reverse("projects:section", args=[project.number, "projet"])).content.decode()
    there = page.index(reverse("projects:bookings", args=[project.number]))
    assert said in page[there : there + 300]


def test_complements_do_not_offer_what_the_programme_leaves_out(officer):
    mission = ProjectFactory(under_review=True, call__programme="cross_mission")
    offered = {
        code
        for _section, fields in ComplementsForm(project=mission).fields["fields_asked"].choices
        for code, _ in fields
    }
    assert ("observation_programme" in offered, "age_from" in offered) == (True, False)
    with pytest.raises(NothingAsked):
        request_complements(
            project=mission, fields=["age_from"], reason="Âges ?", due_on=calendar.today().replace(year=2999),
            by=officer, now=calendar.now(),
        )  # fmt: skip
