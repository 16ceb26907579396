"""One search over everything one may see, and nothing else."""

import pytest
from django.urls import reverse

from conventions.tests.factories import ActionFactory, MandateFactory, MeetingFactory, ReportFactory
from ofqj_portal.dashboard.queries.search import search
from participants.tests.factories import ParticipantFactory
from partners.tests.factories import AgreementFactory, MembershipFactory, StructureFactory, member
from projects.tests.factories import CallFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def found(user, text):
    return {group.title: [hit.label for hit in group.hits] for group in search(user, text)}


@pytest.fixture
def carrier():
    return StructureFactory(ml=True, name="Mission Locale des Hibiscus")


def test_each_finds_what_she_may_see_and_no_more(carrier):
    host = StructureFactory(cje=True, name="CJE des Hibiscus")
    ProjectFactory(carrier=carrier, title="Hibiscus en hiver")
    CallFactory(always_open=True, title="Appel des hibiscus")
    ParticipantFactory(structure=carrier, first_name="Hibiscus", last_name="Essai")
    AgreementFactory(first_structure=carrier, second_structure=host, title="Entente Hibiscus")
    public = {"Structures": [host.name, carrier.name], "Appels à projets": ["Appel des hibiscus"]}
    entente = {"Ententes": ["Entente Hibiscus"]}
    own = {"Projets": ["Hibiscus en hiver"], "Jeunes": ["Hibiscus Essai"]}
    assert found(member(carrier), "hibiscus") == public | entente | own
    assert found(member(StructureFactory(ml=True)), "hibiscus") == public | entente
    assert found(MembershipFactory(officer_fr=True).user, "HIBISCUS") == public | entente


def test_a_visitor_searches_what_is_public(client, carrier):
    ProjectFactory(carrier=carrier, title="Hibiscus en hiver")
    page = client.get(reverse("dashboard:search"), {"q": "hibiscus"}).content.decode()
    assert (carrier.name in page, "Hibiscus en hiver" in page) == (True, False)


@pytest.mark.parametrize("q", ["", "a", "\x00", "x" * 101, "zzzzzz introuvable", "<script>"])
def test_any_words_are_answered(client, q):
    client.force_login(MembershipFactory().user)
    answer = client.get(reverse("dashboard:search"), {"q": q})
    assert (answer.status_code, answer.context["groups"]) == (200, [])


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_whatever_it_finds(client, count, carrier, django_assert_num_queries):
    for _ in range(count):
        ProjectFactory(carrier=carrier, title="Hibiscus en hiver")
        ParticipantFactory(structure=carrier, first_name="Hibiscus")
        AgreementFactory(first_structure=carrier, title="Hibiscus")
        CallFactory(always_open=True, title="Hibiscus")
        MeetingFactory(title="Hibiscus")
    client.force_login(member(carrier))
    with django_assert_num_queries(9):
        page = client.get(reverse("dashboard:search"), {"q": "hibiscus"})
    assert [len(group.hits) for group in page.context["groups"]] == [count, count, 1, count, count, count]


def test_actions_meetings_and_reports_are_found_by_whoever_reads_them(client, carrier):
    action, meeting = ActionFactory(title="Hibiscus à deux"), MeetingFactory(title="Comité des hibiscus")
    report, adviser = ReportFactory(), member(carrier)
    told = "Convention et bilans"
    assert found(adviser, "hibiscus")[told] == [meeting.title, action.title]
    assert (found(adviser, report.period), found(MandateFactory().user, report.period)) == ({}, {told: [report.period]})
    assert told not in found(MembershipFactory(admin=True).user, "hibiscus")
    client.force_login(adviser)
    group = next(group for group in search(adviser, "hibiscus") if group.title == told)
    assert [client.get(hit.url).status_code for hit in group.hits] == [200, 200]
