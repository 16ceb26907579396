"""An entente lives on: renewed, reminded before its end, with the projects born of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import JournalEntry, OutboxMail, StoredFile
from partners.files import AGREEMENT_TEXT
from partners.models import Agreement
from partners.periodic import remind_agreements
from partners.services import confirm_agreement, record_agreement
from partners.services.agreements import EndsBeforeStart
from partners.tests.factories import AgreementFactory, MembershipFactory, StructureFactory, member
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
TERMS = {"title": "Suite", "aims": "", "themes": [], "signed_on": None, "starts_on": date(2027, 1, 1), "ends_on": None}


def renew(before, **changed):
    own, partner = changed.pop("own", before.second_structure), changed.pop("partner", before.first_structure)
    by = member(own)
    return record_agreement(own=own, partner=partner, terms=TERMS | changed, by=by, on=TODAY, renews=before)


def test_either_side_renews_and_the_other_confirms():
    before = AgreementFactory(ends_on=date(2026, 12, 31))
    after = renew(before)
    assert (after.renews, before.renewed_by, after.confirmed_on) == (before, after, None)
    confirm_agreement(agreement=after, by=member(after.second_structure), on=TODAY)
    assert JournalEntry.objects.get(verb="agreement.renewed").facts == {"by_agreement": after.pk}


def test_an_entente_is_renewed_once_by_the_same_two_and_later():
    before = AgreementFactory()
    for refused, changed in (
        (WrongState, {"partner": StructureFactory(cje=True)}),
        (EndsBeforeStart, {"starts_on": before.starts_on}),
    ):
        with pytest.raises(refused):
            renew(before, **changed)
    renew(before)
    with pytest.raises(WrongState, match="déjà renouvelée"):
        renew(before)
    with pytest.raises(WrongState, match="confirmée"):
        renew(AgreementFactory(unconfirmed=True))
    assert Agreement.objects.filter(renews=before).count() == 1


def test_both_sides_are_reminded_once_two_months_before_the_end():
    def ending(**fields):
        agreement = AgreementFactory(**fields)
        return agreement, [member(agreement.first_structure).email, member(agreement.second_structure).email]

    now = datetime(2026, 11, 20, 6, tzinfo=UTC)
    _near, told = ending(ends_on=TODAY + timedelta(days=60))
    ending(ends_on=TODAY + timedelta(days=61))
    ending(ends_on=TODAY - timedelta(days=1))
    ending(ends_on=TODAY + timedelta(days=10), ended_on=TODAY, ended_reason="Arrêt")
    ending(ends_on=TODAY + timedelta(days=10), unconfirmed=True)
    renewed, _nobody = ending(ends_on=TODAY + timedelta(days=10))
    renew(renewed)
    OutboxMail.objects.all().delete()
    for _day in range(2):
        remind_agreements(now)
    assert sorted(OutboxMail.objects.values_list("to_email", flat=True)) == sorted(told)


def test_the_page_renews_and_shows_the_one_before_and_the_one_after(client):
    before = AgreementFactory(ends_on=date(2026, 12, 31), themes=["food"])
    client.force_login(member(before.second_structure))
    address = reverse("partners:agreement_renew", args=[before.pk])
    assert address in client.get(before.get_absolute_url()).content.decode()
    form = client.get(address).context["form"]
    assert (form["title"].value(), form["starts_on"].value()) == (before.title, date(2027, 1, 1))
    sent = {"title": "Suite", "starts_on": "2027-01-01", "themes": ["food"], "version": form["version"].value()}
    sent["form_token"] = form["form_token"].value()
    assert {client.post(address, sent).url for _click in range(2)} == {before.renewed_by.get_absolute_url()}
    after = Agreement.objects.get(renews=before)
    assert (after.first_structure, after.second_structure) == (before.second_structure, before.first_structure)
    assert after.get_absolute_url() in client.get(before.get_absolute_url()).content.decode()
    assert before.get_absolute_url() in client.get(after.get_absolute_url()).content.decode()
    client.force_login(MembershipFactory().user)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_projects_born_of_an_entente_show_to_who_may_see_them(client, django_assert_max_num_queries, count):
    entente = AgreementFactory()
    for _number in range(count):
        ProjectFactory(accepted=True, carrier=entente.first_structure, agreement=entente)
    client.force_login(member(entente.first_structure))
    client.get(entente.get_absolute_url())
    with django_assert_max_num_queries(24):
        born = client.get(entente.get_absolute_url()).context["born"]
    assert (born.count, len(born.shown)) == (count, count)
    client.force_login(MembershipFactory().user)
    born = client.get(entente.get_absolute_url()).context["born"]
    assert (born.count, born.shown) == (count, [])


def test_the_signed_text_is_joined_by_a_side_and_read_by_who_reads_the_entente(client):
    entente = AgreementFactory()
    client.force_login(member(entente.second_structure))
    address = reverse("partners:agreement_text", args=[entente.pk])
    wrong = client.post(address, {"file": SimpleUploadedFile("texte.txt", b"bonjour")})
    assert wrong.context["form"].errors["file"]
    for name in ("texte.pdf", "mieux.pdf"):
        assert client.post(address, {"file": SimpleUploadedFile(name, b"%PDF-1.4\n")}).url == entente.get_absolute_url()
    entente.refresh_from_db()
    assert entente.text_file.name == "mieux.pdf"
    assert StoredFile.objects.filter(kind=AGREEMENT_TEXT.code, state="clean").count() <= 1
    assert "mieux.pdf" in client.get(entente.get_absolute_url()).content.decode()
    stranger = MembershipFactory().user
    assert AGREEMENT_TEXT.may_read(stranger, entente.text_file)  # a confirmed entente is read by all
    Agreement.objects.update(confirmed_on=None)
    assert not AGREEMENT_TEXT.may_read(MembershipFactory().user, entente.text_file)
    client.force_login(stranger)
    assert client.get(address).status_code == 404
