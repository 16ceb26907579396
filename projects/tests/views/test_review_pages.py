"""The officer's pages: who opens them, what they show, what they do."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar
from partners.tests.factories import MembershipFactory, member
from projects.enums import ProjectState
from projects.models import InformationRequest, Review
from projects.tests.factories import InformationRequestFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer_client(client, officer):
    client.force_login(officer)
    return client


def titles(response):
    return [row.project.title for row in response.context["rows"]]


def test_the_queue_shows_the_dossiers_of_one_s_own_section_oldest_first(officer_client):
    later = ProjectFactory(under_review=True, submitted_at=datetime(2026, 2, 2, tzinfo=UTC))
    first = ProjectFactory(submitted=True, submitted_at=datetime(2026, 1, 25, tzinfo=UTC))
    ProjectFactory(submitted=True, title="CANARI Québec seulement").aid_requests.update(section="qc")
    ProjectFactory(title="CANARI brouillon")
    ProjectFactory(accepted=True, title="CANARI accepté")
    response = officer_client.get(reverse("projects:queue"))
    assert titles(response) == [first.title, later.title]
    assert "CANARI" not in response.content.decode()


def test_the_queue_filters_by_what_stands_in_the_address(officer_client, officer):
    mine = ProjectFactory(under_review=True, officer=officer)
    free = ProjectFactory(submitted=True)
    late = InformationRequestFactory(due_at=datetime(2026, 3, 6, tzinfo=UTC)).project
    closed = ProjectFactory(closed=True)
    EnvelopeFactory(call=free.call)
    queue = reverse("projects:queue")
    assert titles(officer_client.get(queue, {"officer": officer.pk})) == [mine.title]
    assert titles(officer_client.get(queue, {"state": "closed"})) == [closed.title]
    assert titles(officer_client.get(queue, {"call": free.call.code})) == [free.title]
    assert titles(officer_client.get(queue, {"late": "on"})) == [late.title]
    assert titles(officer_client.get(queue, {"text": free.number})) == [free.title]
    assert sorted(titles(officer_client.get(queue, {"officer": "personne"}))) == sorted([free.title, late.title])


@pytest.mark.parametrize(
    "query", [{"officer": "x"}, {"state": "nope"}, {"call": "\x00"}, {"page": "-1"}, {"page": "x"}, {"text": "\x00"}]
)
def test_a_filter_that_makes_no_sense_keeps_everything(officer_client, query):
    ProjectFactory(submitted=True)
    response = officer_client.get(reverse("projects:queue"), query)
    assert (response.status_code, len(titles(response))) == (200, 1)


def test_the_queue_does_not_exist_for_a_carrier(client):
    client.force_login(MembershipFactory().user)
    assert client.get(reverse("projects:queue")).status_code == 404


def test_a_dossier_of_one_s_own_structure_is_not_there(client):
    project = ProjectFactory(under_review=True)
    officer = MembershipFactory(officer_fr=True).user
    MembershipFactory(user=officer, structure=project.structures.get(side="host").structure, role="dpo")
    client.force_login(officer)
    assert client.get(reverse("projects:review", args=[project.number])).status_code == 404


def test_the_desk_leads_to_what_comes_next_once_the_answer_is_given(officer_client):
    project = ProjectFactory(report_submitted=True)
    page = officer_client.get(reverse("projects:review", args=[project.number]))
    assert (page.context["step"].mine, page.context["step"].url) == (
        True,
        reverse("projects:report", args=[project.number]),
    )
    assert page.context["step"].what in page.content.decode()


def test_the_carrier_reads_no_opinion(client, project):
    client.force_login(member(project.carrier))
    assert client.get(reverse("projects:review", args=[project.number])).status_code == 403


def test_an_officer_takes_a_dossier_in_charge(officer_client, officer):
    project = ProjectFactory(submitted=True)
    page = officer_client.get(reverse("projects:review", args=[project.number]))
    assert "Ce dossier attend quelqu’un" in page.content.decode()
    response = officer_client.post(reverse("projects:take", args=[project.number]))
    assert response.status_code == 302
    project.refresh_from_db()
    assert (project.state, project.officer) == (ProjectState.UNDER_REVIEW, officer)


def test_the_second_officer_is_told_that_it_is_taken(officer_client):
    project = ProjectFactory(under_review=True)
    response = officer_client.post(reverse("projects:take", args=[project.number]))
    assert response.status_code == 409
    assert "quelqu’un l’a pris en charge avant vous" in response.content.decode()


def test_complements_are_asked_field_by_field(officer_client, project):
    day = calendar.today().replace(year=calendar.today().year + 1)
    posted = {"fields_asked": ["lodging", "insurance"], "reason": "Où dort le groupe ?", "due_on": day.isoformat()}
    response = officer_client.post(reverse("projects:ask_complements", args=[project.number]), posted)
    assert response.status_code == 302
    assert InformationRequest.objects.get(project=project).fields == ["lodging", "insurance"]
    page = officer_client.get(reverse("projects:review", args=[project.number])).content.decode()
    assert "La structure complète son dossier" in page


def test_a_refused_request_keeps_what_was_typed(officer_client, project):
    posted = {"fields_asked": ["lodging"], "reason": "Où dort le groupe ?", "due_on": "2020-01-01"}
    response = officer_client.post(reverse("projects:ask_complements", args=[project.number]), posted)
    assert response.status_code == 200
    assert "Laissez du temps pour répondre" in response.content.decode()
    assert "Où dort le groupe ?" in response.content.decode()


def test_the_same_form_twice_gives_one_opinion_and_one_line_of_history(officer_client, officer):
    project = ProjectFactory(under_review=True)
    url = reverse("projects:opinion", args=[project.number])
    token = officer_client.get(url).context["form"]["form_token"].value()
    posted = {"opinion": "favourable", "comment": "Solide.", "form_token": token}
    assert [officer_client.post(url, posted).status_code for _ in range(2)] == [302, 302]
    page = officer_client.get(reverse("projects:review", args=[project.number]))
    assert Review.objects.filter(project=project, reviewer=officer).count() == 1
    assert [line.verb for line in page.context["lines"]] == ["project.reviewed"]


def test_a_decider_gives_no_opinion(client, project, decider):
    client.force_login(decider)
    assert client.get(reverse("projects:opinion", args=[project.number])).status_code == 403


def test_a_dossier_is_handed_to_a_colleague(officer_client, project):
    colleague = MembershipFactory(officer_fr=True).user
    response = officer_client.post(reverse("projects:assign", args=[project.number]), {"officer": colleague.pk})
    assert response.status_code == 302
    project.refresh_from_db()
    assert project.officer == colleague
