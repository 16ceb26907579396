"""The pages of a dossier answer, for each section and each reader."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from ofqj_portal.core import calendar, files
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.enums import PhaseKind, ProjectState
from projects.models import InformationRequest
from projects.queries.next_step import next_step
from projects.sections import SECTIONS
from projects.tests.factories import (
    DECIDED_AT,
    CallFactory,
    PhaseFactory,
    ProjectFactory,
    ProjectStructureFactory,
)
from projects.tests.money_factories import EnvelopeFactory

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    project = ProjectFactory()
    EnvelopeFactory(call=project.call)
    return project


@pytest.fixture
def adviser(project):
    return member(project.carrier)


@pytest.mark.parametrize("slug", [section.slug for section in SECTIONS])
def test_each_section_of_a_draft_opens_to_its_carrier(client, project, adviser, slug):
    client.force_login(adviser)

    response = client.get(reverse("projects:section", args=[project.number, slug]))

    assert response.status_code == 200
    assert project.title in response.content.decode()


def test_the_detail_page_opens_to_carrier_host_and_officer(client):
    project = ProjectFactory(under_review=True)
    host = project.structures.get(side="host").structure
    for user in [member(project.carrier), member(host), MembershipFactory(officer_fr=True).user]:
        client.force_login(user)
        assert client.get(project.get_absolute_url()).status_code == 200


def test_a_dossier_is_not_there_for_strangers_committee_dpo_admin_and_network(client):
    project = ProjectFactory(under_review=True)
    strangers = [
        member(StructureFactory(ml=True)),
        member(StructureFactory(cje=True)),
        MembershipFactory(officer_qc=True).user,
        *(MembershipFactory(**{role: True}).user for role in ("dpo", "admin", "unml")),
    ]
    for user in strangers:
        client.force_login(user)
        response = client.get(project.get_absolute_url())
        assert (response.status_code, project.title in response.content.decode()) == (404, False)


def test_a_draft_is_not_there_for_the_ofqj(client, project):
    for user in [MembershipFactory(officer_fr=True).user, MembershipFactory(finance=True).user]:
        client.force_login(user)
        assert client.get(project.get_absolute_url()).status_code == 404


def test_a_host_reads_the_draft_but_does_not_write_it(client, project):
    client.force_login(member(project.structures.get(side="host").structure))

    assert client.get(project.get_absolute_url()).status_code == 200
    assert client.get(reverse("projects:section", args=[project.number, "projet"])).status_code == 403


def test_a_filed_dossier_is_closed_to_writing(client):
    project = ProjectFactory(submitted=True)
    client.force_login(member(project.carrier))

    assert client.get(reverse("projects:section", args=[project.number, "projet"])).status_code == 409


def test_nobody_signed_in_is_sent_to_sign_in(client, project):
    response = client.get(project.get_absolute_url())

    assert response.status_code == 302
    assert response.url.startswith("/connexion/")


def test_calls_are_read_by_anybody(client):
    call = CallFactory(always_open=True)
    EnvelopeFactory(call=call)

    assert client.get(reverse("projects:calls")).status_code == 200
    assert call.title in client.get(call.get_absolute_url()).content.decode()


def add_to(project, rows):
    """Add `rows` partners, phases, budget lines and pieces."""
    account, now = project.budget_lines.first().account, calendar.now()
    for n in range(rows):
        ProjectStructureFactory(project=project, structure=StructureFactory(cje=True), side="host")
        PhaseFactory(project=project, kind=PhaseKind.values[n])
        project.budget_lines.create(side="charge", account=account, amount=1, currency="EUR")
        file = files.store(PDF, kind="projects.piece", name=f"{n}.pdf", attached_to=project, by=None, now=now)
        project.pieces.create(category="other", file=file, added_at=now)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("who", ["adviser", "officer", "host"])
def test_a_dossier_costs_the_same_whatever_it_holds(client, who, rows, django_assert_num_queries):
    project = ProjectFactory(under_review=True)
    add_to(project, rows)
    readers = {
        "adviser": lambda: member(project.carrier),
        "officer": lambda: MembershipFactory(officer_fr=True).user,
        "host": lambda: member(project.structures.filter(side="host").first().structure),
    }
    client.force_login(readers[who]())

    page = {"adviser": 3, "officer": 3, "host": 2}[who]
    with django_assert_num_queries(3 + page):  # the session, the account, the memberships, then the page
        response = client.get(project.get_absolute_url())

    assert len(response.context["summary"][0]["partners"]) == 2 + rows


#: What each step of a draft costs to open, the session, the account and the memberships included.
STEPS = {
    **dict.fromkeys(("projet", "sejour", "groupe-prevu", "preparation"), 5),
    "pieces": 6,  # the blank documents of the call
    "depot": 6,  # the links sent to its partners
    "structures": 8,  # its links, the partners it may choose from and their addresses
    "budget": 8,  # the top-ups, the accounts, the envelopes and the rate, beside its own lines
}


@pytest.mark.parametrize("rows", [1, 3])
def test_a_step_of_a_draft_costs_the_same_whatever_it_holds(client, project, adviser, rows):
    add_to(project, rows)
    client.force_login(adviser)
    found = {}
    for spec in SECTIONS:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("projects:section", args=[project.number, spec.slug]))
        found[spec.slug] = len(queries)
    assert found == STEPS


@pytest.mark.parametrize(
    ("state", "who", "pages"),
    [
        ("under_review", "adviser", []),
        ("accepted", "adviser", ["decision/", "groupe/"]),
        ("accepted", "host", ["groupe/"]),
        ("accepted", "officer", ["decision/"]),
        ("refused", "adviser", ["decision/"]),
        ("closed", "adviser", ["decision/", "groupe/", "bilan/"]),
        ("closed", "officer", ["decision/", "bilan/"]),
    ],
)
def test_a_dossier_leads_to_its_answer_its_group_and_its_report(client, state, who, pages):
    project = ProjectFactory(**{state: True}, announced_at=DECIDED_AT)
    host = project.structures.get(side="host").structure
    people = {"adviser": lambda: member(project.carrier), "host": lambda: member(host)}
    client.force_login(people.get(who, lambda: MembershipFactory(officer_fr=True).user)())

    answers = client.get(project.get_absolute_url()).context["answers"]

    shown = [url for url in (answers.decision_url, answers.group_url, answers.report_url) if url]
    assert shown == [f"{project.get_absolute_url()}{page}" for page in pages]
    assert [client.get(url).status_code for url in shown] == [200] * len(shown)


def test_an_answer_is_not_read_before_it_is_announced(client):
    project = ProjectFactory(accepted=True, announced_at=calendar.real_now() + timedelta(minutes=10))
    client.force_login(member(project.carrier))

    assert not client.get(project.get_absolute_url()).context["answers"]


@pytest.mark.parametrize("state", ProjectState.values)
def test_the_next_step_of_every_state_leads_to_a_page_that_exists(client, state):
    project = ProjectFactory(**{state: True} if state != "draft" else {}, announced_at=DECIDED_AT)
    officer, adviser = MembershipFactory(officer_fr=True).user, member(project.carrier)

    steps = [next_step(project, user, now=calendar.now()) for user in (adviser, officer)]

    assert [step.url for step in steps if step.url and resolve(step.url).view_name == "projects:detail"] == []


def test_each_partner_of_a_dossier_leads_to_its_sheet(client, project, adviser):
    client.force_login(adviser)

    text = client.get(project.get_absolute_url()).content.decode()

    sheets = [reverse("dashboard:structure", args=[row.structure_id]) for row in project.structures.all()]
    assert [sheet for sheet in sheets if f'<a href="{sheet}">' not in text] == []


@pytest.mark.parametrize("who", ["adviser", "host"])
def test_the_structure_reads_how_long_the_review_lasts_and_why_it_stopped(client, who):
    project = ProjectFactory(under_review=True, submitted_at=calendar.now() - timedelta(days=12, hours=1))
    asked = {"reason": "Assurance.", "due_at": calendar.now(), "asked_by": MembershipFactory(officer_fr=True).user}
    at = calendar.now() - timedelta(days=9)
    InformationRequest.objects.create(
        project=project, fields=["aims"], asked_at=at, answered_at=at + timedelta(days=4), **asked
    )
    host = project.structures.get(side="host").structure
    client.force_login(member(project.carrier if who == "adviser" else host))
    text = client.get(project.get_absolute_url()).content.decode().replace("\xa0", " ")
    expected = who == "adviser"
    assert ("en cours depuis 8 jours" in text, "arrêtée pendant 4 jours" in text) == (expected, expected)


def test_the_clock_of_a_review_does_not_stop_before_the_answer_is_told(client):
    told = calendar.real_now() + timedelta(minutes=10)
    facts = {"submitted_at": calendar.now() - timedelta(days=20), "decided_at": calendar.now() - timedelta(days=5)}
    project = ProjectFactory(accepted=True, announced_at=told, **facts)
    client.force_login(member(project.carrier))
    assert "en cours depuis 20 jours" in client.get(project.get_absolute_url()).content.decode().replace("\xa0", " ")
    client.force_login(MembershipFactory(officer_fr=True).user)
    assert "a duré 15 jours" in client.get(project.get_absolute_url()).content.decode().replace("\xa0", " ")
