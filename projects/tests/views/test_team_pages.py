"""Notes and labels on the desk, and nowhere a structure looks."""

import pytest
from django.urls import reverse

from partners.enums import Section
from partners.tests.factories import MembershipFactory, member
from projects.models import InternalNote, Label, ProjectLabel
from projects.services.team import label_project, write_note

pytestmark = pytest.mark.django_db
CANARY = "canari-de-l-équipe"


@pytest.fixture
def noted(project, officer, now):
    same = {"project": project, "section": Section.FRANCE, "by": officer, "now": now}
    write_note(body=f"Note {CANARY}", **same)
    label_project(labels=[], new=CANARY, **same)
    return project


def url(name, project, *more):
    return reverse(f"projects:{name}", args=[project.number, *more])


def test_the_team_reads_its_notes_and_labels_on_the_desk(client, noted, decider):
    client.force_login(decider)
    page = client.get(url("review", noted)).content.decode()
    assert page.count(CANARY) == 2
    assert "Retirer ma note" not in page


@pytest.mark.parametrize("page", ["detail", "messages", "decision", "report"])
@pytest.mark.parametrize("side", ["carrier", "host"])
def test_no_page_of_a_structure_tells_of_them(client, noted, page, side):
    client.force_login(member(noted.structures.get(side=side).structure))
    assert CANARY not in client.get(url(page, noted)).content.decode()


def test_the_other_section_reads_none_of_them(client, noted):
    noted.aid_requests.create(section="qc", requested_amount=1000, currency="EUR", converted_amount=1000)
    client.force_login(MembershipFactory(officer_qc=True).user)
    response = client.get(url("review", noted))
    assert response.status_code == 200
    assert CANARY not in response.content.decode()


def test_a_note_is_written_once_and_taken_back_by_its_author(client, project, officer, decider):
    client.force_login(officer)
    token = client.get(url("review", project)).context["note_form"]["form_token"].value()
    for _ in range(2):
        client.post(url("add_note", project), {"body": "Voir le devis.", "form_token": token})
    note = InternalNote.objects.get()
    assert (note.author, note.section) == (officer, Section.FRANCE)
    client.force_login(decider)
    assert client.post(url("drop_note", project, note.pk)).status_code == 403
    client.force_login(officer)
    assert client.post(url("drop_note", project, note.pk)).status_code == 302
    assert not InternalNote.objects.exists()


def test_an_empty_note_is_refused_in_words(client, project, officer):
    client.force_login(officer)
    response = client.post(url("add_note", project), {"body": ""})
    assert response.status_code == 200
    assert response.context["note_form"].errors


def test_labels_are_chosen_from_those_of_the_section(client, project, officer):
    theirs = Label.objects.create(section=Section.QUEBEC, name="Zénith")
    client.force_login(officer)
    client.post(url("labels", project), {"new": "Prioritaire"})
    ours = Label.objects.get(section=Section.FRANCE)
    page = client.get(url("labels", project)).content.decode()
    assert "Prioritaire" in page
    assert "Zénith" not in page
    assert client.post(url("labels", project), {"labels": [theirs.pk]}).status_code == 200
    assert list(ProjectLabel.objects.values_list("label", flat=True)) == [ours.pk]
