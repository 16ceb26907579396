"""Writing a dossier through its pages, without any script: saved, refused, changed meanwhile, filed once."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ofqj_portal.core.models import JournalEntry, OutboxMail
from partners.tests.factories import AgreementFactory, StructureFactory, member
from projects.enums import ProjectState
from projects.models import Project
from projects.tests.factories import CallFactory, InformationRequestFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def project():
    project = ProjectFactory(departs_on="2059-05-04", returns_on="2059-05-15")
    project.refresh_from_db()
    EnvelopeFactory(call=project.call)
    return project


@pytest.fixture
def adviser(client, project):
    adviser = member(project.carrier)
    client.force_login(adviser)
    return adviser


def url(project, slug="projet", name="section"):
    return reverse(f"projects:{name}", args=[project.number, slug] if name == "section" else [project.number])


def fields_of(client, address: str) -> dict:
    """Read the fields of the section's form, as a browser would post them back."""
    form = client.get(address).context["form"]
    return {bound.html_name: "" if bound.value() is None else bound.value() for bound in form}


def test_a_draft_begins_with_a_call_and_a_title(client):
    ml, call = StructureFactory(ml=True), CallFactory(always_open=True)
    client.force_login(member(ml))
    page = client.get(f"/projets/nouveau/?appel={call.code}")
    assert page.context["form"].initial["call"] == call
    token = str(page.context["form"]["form_token"].value())
    typed = {"call": call.pk, "carrier": ml.pk, "title": "Premiers pas", "form_token": token}

    first, second = client.post("/projets/nouveau/", typed), client.post("/projets/nouveau/", typed)

    project = Project.objects.get()
    assert project.title == "Premiers pas"
    assert first.url == url(project, "structures")
    assert second.url == project.get_absolute_url()
    assert JournalEntry.objects.filter(verb="project.created").count() == 1


def test_nobody_begins_a_dossier_for_a_stranger_s_structure(client):
    client.force_login(member(StructureFactory(ml=True)))
    typed = {"call": CallFactory(always_open=True).pk, "carrier": StructureFactory(ml=True).pk, "title": "X"}

    response = client.post("/projets/nouveau/", typed | {"form_token": str(uuid.uuid4())})

    assert (response.status_code, Project.objects.count()) == (200, 0)


def test_a_section_is_saved_and_leads_to_the_next(client, project, adviser):
    typed = fields_of(client, url(project)) | {"aims": "Trouver sa voie", "suite": "continuer"}

    response = client.post(url(project), typed)

    assert (response.status_code, response.url) == (302, url(project, "sejour"))
    assert Project.objects.get(pk=project.pk).aims == "Trouver sa voie"


def test_a_date_that_makes_no_sense_is_said_beside_its_field_and_nothing_typed_is_lost(client, project, adviser):
    typed = fields_of(client, url(project, "sejour")) | {"returns_on": "2059-02-31", "lodging": "Au gîte, texte long"}

    response = client.post(url(project, "sejour"), typed)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["returns_on"]
    assert "Au gîte, texte long" in response.content.decode()


def test_a_return_before_the_departure_is_refused_in_words(client, project, adviser):
    typed = fields_of(client, url(project, "sejour")) | {"returns_on": "2059-05-01"}

    response = client.post(url(project, "sejour"), typed)

    assert response.context["form"].non_field_errors() == ["Le retour vient après le départ."]
    assert str(Project.objects.get(pk=project.pk).returns_on) == "2059-05-15"


def test_phases_are_described_emptied_and_refused_when_half_said(client, project, adviser):
    address = url(project, "sejour")
    typed = fields_of(client, address)
    dates = {"phase-preparation-starts_on": "2059-03-03", "phase-preparation-ends_on": "2059-04-25"}

    assert client.post(address, typed | dates).status_code == 302
    assert project.phases.get().weeks == 7
    half = client.post(address, typed | {"phase-preparation-starts_on": "2059-03-03"})
    assert (half.status_code, project.phases.count()) == (200, 1)
    assert client.post(address, fields_of(client, address)).status_code == 302
    assert project.phases.count() == 0


def test_two_people_on_one_section_both_see_both_texts(client, project, adviser):
    typed = fields_of(client, url(project)) | {"aims": "Ma version"}
    Project.objects.filter(pk=project.pk).update(aims="Leur version")

    response = client.post(url(project), typed)

    html = response.content.decode()
    assert (response.status_code, "Leur version" in html, "Ma version" in html) == (409, True, True)
    assert Project.objects.get(pk=project.pk).aims == "Leur version"

    again = {field.html_name: field.value() or "" for field in response.context["form"]}
    assert client.post(url(project), again).status_code == 302
    assert Project.objects.get(pk=project.pk).aims == "Ma version"


def test_the_budget_is_typed_in_the_words_of_the_shore_and_totals_are_the_server_s(client, project, adviser):
    address = url(project, "budget")
    page = client.get(address)
    posted = {"seen": page.context["aid"]["seen"].value(), "aid_fr": "3 500,00", "suite": "rester"}
    for formset in page.context["formsets"].values():
        posted |= {field.html_name: field.value() for field in formset.management_form}
        for form in formset:
            posted |= {field.html_name: field.value() for field in form if field.value() not in (None, "", False)}
    posted["income-0-amount"] = "4 500,00"

    response = client.post(address, posted)

    assert response.status_code == 302
    assert project.aid_requests.get().requested_amount == 3500
    assert client.get(address).context["budget"].is_balanced


@pytest.mark.parametrize("amount", ["NaN", "1e9", "-0,01", "0,005", "1,000.50", "１２", "100000000", "abc"])
def test_an_amount_that_makes_no_sense_is_refused_with_its_reason(client, project, adviser, amount):
    address = url(project, "budget")
    page = client.get(address)
    posted = {"aid_fr": amount}
    for formset in page.context["formsets"].values():
        posted |= {field.html_name: field.value() for field in formset.management_form}

    response = client.post(address, posted)

    assert (response.status_code, list(response.context["aid"].errors)) == (200, ["aid_fr"])
    assert project.aid_requests.get().requested_amount == 4000


def test_a_truncated_budget_page_breaks_nothing(client, project, adviser):
    assert client.post(url(project, "budget"), {"charge-0-amount": "12"}).status_code == 200
    assert project.budget_lines.count() == 2


def test_a_piece_is_joined_once_served_to_who_may_and_taken_off(client, project, adviser):
    address = url(project, "pieces")
    token = str(client.get(address).context["form"]["form_token"].value())
    for _ in range(2):
        file = SimpleUploadedFile("../lettre\r\n.pdf", PDF)
        client.post(address, {"category": "host_letter", "file": file, "form_token": token})

    piece = project.pieces.get()
    served = client.get(piece.file.get_absolute_url())
    assert (served.status_code, served.getvalue()) == (200, PDF)
    client.force_login(member(StructureFactory(ml=True)))
    assert client.get(piece.file.get_absolute_url()).status_code == 404
    client.force_login(adviser)
    assert client.post(reverse("projects:remove_piece", args=[project.number, piece.pk])).status_code == 302
    assert project.pieces.count() == 0


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 not a document", b"<html><script>alert(1)</script>"])
def test_a_wrong_file_is_refused_with_the_reason(client, project, adviser, content):
    file = SimpleUploadedFile("lettre.pdf", content)

    response = client.post(url(project, "pieces"), {"category": "other", "file": file})

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["file"])
    assert project.pieces.count() == 0


def test_the_bank_details_stay_with_those_who_carry_and_judge(client, project, adviser):
    file = SimpleUploadedFile("rib.pdf", PDF)
    client.post(url(project, "pieces"), {"category": "bank_details", "file": file})
    piece = project.pieces.get()
    client.force_login(member(project.structures.get(side="host").structure))

    assert client.get(piece.file.get_absolute_url()).status_code == 404
    assert "rib.pdf" not in client.get(project.get_absolute_url()).content.decode()


def test_a_host_is_found_invited_and_confirms_by_post_only(client, project, adviser):
    cje = StructureFactory(cje=True, name="CJE du Vieux-Canal")
    AgreementFactory(first_structure=project.carrier, second_structure=StructureFactory(cje=True, name="CJE Ami"))
    page = client.get(f"{url(project, 'structures')}?q=vieux")
    assert [row.structure.name for row in page.context["found"]] == ["CJE du Vieux-Canal"]
    suggested = client.get(url(project, "structures")).context["suggestions"]
    assert [row.structure.name for row in suggested] == ["CJE Ami"]
    client.post(url(project, name="invite"), {"structure": cje.pk, "side": "host"})

    client.force_login(member(cje))
    hosting = url(project, name="hosting")
    page = client.get(hosting)
    assert project.structures.get(structure=cje).state == "invited"
    token = str(page.context["form"]["form_token"].value())
    response = client.post(hosting, {"contribution": "Le gîte", "form_token": token, "seen": ""})

    assert response.status_code == 302
    assert project.structures.get(structure=cje).state == "confirmed"


def test_a_stranger_s_row_is_not_there(client, project, adviser):
    other = ProjectFactory()
    row = other.structures.get(side="host")

    response = client.post(reverse("projects:remove_partner", args=[project.number, row.pk]))

    assert (response.status_code, other.structures.count()) == (404, 2)


def test_filing_shows_everything_that_is_missing_at_once_with_links(client, adviser, project):
    Project.objects.filter(pk=project.pk).update(aims="", safety="", age_to=40)

    response = client.post(url(project, "depot"), {"form_token": str(uuid.uuid4())})

    html = response.content.decode()
    assert response.status_code == 200
    for field in ("projet/#div_id_aims", "preparation/#div_id_safety", "groupe-prevu/#div_id_age_to"):
        assert field in html
    assert Project.objects.get(pk=project.pk).state == ProjectState.DRAFT


def test_a_double_click_files_once(client, adviser, project):
    token = str(client.get(url(project, "depot")).context["form"]["form_token"].value())

    first = client.post(url(project, "depot"), {"form_token": token})
    second = client.post(url(project, "depot"), {"form_token": token})

    assert (first.status_code, second.status_code) == (302, 409)
    assert OutboxMail.objects.filter(kind="projects.filed").count() == 1
    assert client.post(url(project, name="withdraw"), {"form_token": str(uuid.uuid4())}).status_code == 302
    assert client.post(url(project, name="reopen"), {"form_token": str(uuid.uuid4())}).status_code == 302
    assert Project.objects.get(pk=project.pk).state == ProjectState.DRAFT


def test_complements_re_open_only_the_named_fields_and_show_what_changed(client):
    asked = InformationRequestFactory(fields=["insurance"])
    project = asked.project
    client.force_login(member(project.carrier))
    address = url(project, "preparation")
    form = client.get(address).context["form"]
    assert {name for name, field in form.fields.items() if not field.disabled} == {"seen", "insurance"}
    typed = {bound.html_name: bound.value() or "" for bound in form} | {"insurance": "Contrat 12", "safety": "Piraté"}
    assert client.post(address, typed).url == url(project, name="complements")
    assert client.get(url(project)).status_code == 409

    response = client.post(url(project, name="complements"), {"answer": "Voilà", "form_token": str(uuid.uuid4())})

    project.refresh_from_db()
    assert response.status_code == 302
    assert (project.state, project.insurance) == (ProjectState.UNDER_REVIEW, "Contrat 12")
    assert project.safety != "Piraté"
