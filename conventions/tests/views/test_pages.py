"""The pages of the convention, its plans and its committee: who reads, who acts, what is said."""

import pytest
from django.urls import reverse

from conventions.enums import PlanState
from conventions.models import Action, ActionPlan, Meeting, Vote
from conventions.tests.factories import ActionFactory, MeetingFactory, PlanFactory
from projects.tests.factories import CallFactory

pytestmark = pytest.mark.django_db
READ = ("adviser", "manager", "officer_fr", "decider_fr", "finance", "unml", "arml", "dpo", "member_unml", "member_qc")
NOT = ("admin", "former", "nobody")


def address(name, *args):
    return reverse(f"conventions:{name}", args=args)


@pytest.fixture
def pages(people):
    plan, meeting = PlanFactory(), MeetingFactory()
    slug = people.convention.slug
    return [
        address("list"),
        address("convention", slug),
        address("plan", slug, plan.year),
        address("meeting", meeting.pk),
    ]


def test_whoever_works_for_a_party_or_a_structure_reads_the_convention(people, pages, knock):
    for url in pages:
        assert {role: knock(getattr(people, role), url).status_code for role in READ} == dict.fromkeys(READ, 200)
        assert {role: knock(getattr(people, role), url).status_code for role in NOT} == dict.fromkeys(NOT, 404)
        assert knock(None, url).status_code == 302


def test_the_convention_shows_its_term_beside_its_title_and_its_disagreements(people, knock):
    text = knock(people.adviser, address("convention", people.convention.slug)).content.decode()
    for words in ("2024-2028", "30\u00a0septembre 2029", "Article 9", "Hélène Drainville", "P/O", "16–29 ans"):
        assert words in text, words


def test_a_convention_a_plan_or_a_meeting_that_is_not_there_is_404(people, knock):
    slug = people.convention.slug
    for url in (address("convention", "autre"), address("plan", slug, 1999), address("meeting", 99999)):
        assert knock(people.adviser, url).status_code == 404


def test_the_plan_shows_planned_done_and_gap(people, knock, year_2025):
    plan = PlanFactory()
    ActionFactory(plan=plan, number=1, title="Séjours", calls=[year_2025.to_quebec], target=3)
    ActionFactory(plan=plan, number=2, title="Petit groupe", measure="young_people", target=5)
    text = knock(people.adviser, plan.get_absolute_url()).content.decode()
    assert "Séjours" in text
    assert "il manque 1" in text


def test_only_the_ofqj_and_the_committee_prepare_plans(people, knock):
    url = address("plan_new", people.convention.slug)
    assert {role: knock(getattr(people, role), url).status_code for role in ("officer_fr", "member_rcjeq")} == {
        "officer_fr": 200, "member_rcjeq": 200,
    }  # fmt: skip
    assert {role: knock(getattr(people, role), url).status_code for role in ("adviser", "finance", "dpo")} == {
        "adviser": 403, "finance": 403, "dpo": 403,
    }  # fmt: skip


def action_data(people, call, **changes):
    return {
        "objective": people.convention.objectives.get(number=2).pk, "title": "Séjours collectifs", "owner": "ofqj_fr",
        "measure": "projects", "target": 10, "starts_on": "2026-01-01", "ends_on": "2026-12-31", "calls": [call.pk],
        "funder": "OFQJ France", "amount": "150 000,00", "currency": "EUR",
    } | changes  # fmt: skip


def test_a_plan_is_opened_filled_and_proposed_in_the_browser(people, knock):
    slug = people.convention.slug
    knock(people.officer_fr, address("plan_new", slug), {"year": 2026})
    plan = ActionPlan.objects.get(year=2026)
    call = CallFactory(always_open=True)
    response = knock(people.officer_fr, address("action_new", slug, 2026), action_data(people, call))
    assert response.status_code == 302, response.context["form"].errors
    action = Action.objects.get(plan=plan)
    assert [str(row) for row in action.fundings.all()] == ["OFQJ France · 150000.00 EUR"]
    assert list(action.calls.all()) == [call]
    knock(people.member_unml, address("plan_propose", slug, 2026), {})
    plan.refresh_from_db()
    assert plan.state == PlanState.PROPOSED
    late = knock(people.officer_fr, address("action_new", slug, 2026), action_data(people, call))
    assert late.status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [{"ends_on": "2025-01-01"}, {"amount": ""}, {"target": "0"}, {"objective": "999"}, {"calls": ["x"]},
     {"starts_on": "2026-02-30"}, {"amount": "1.234"}],
)  # fmt: skip
def test_an_action_that_makes_no_sense_is_refused_with_its_reason(people, knock, wrong):
    PlanFactory(year=2026)
    url = address("action_new", people.convention.slug, 2026)
    response = knock(people.officer_fr, url, action_data(people, CallFactory(always_open=True), **wrong))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Action.objects.count() == 0


def test_a_member_records_a_vote_once(people, knock):
    plan, meeting = PlanFactory(proposed=True), MeetingFactory()
    ActionFactory(plan=plan)
    seats = people.seats
    data = {
        "present": [seats.ofqj_fr.pk, seats.unml.pk, seats.rcjeq.pk],
        "ofqj_choice": "yes", "ofqj_by": seats.ofqj_fr.pk, "ofqj_agreed": seats.ofqj_qc.pk,
        "unml_choice": "yes", "unml_by": seats.unml.pk, "rcjeq_choice": "abstain", "rcjeq_by": seats.rcjeq.pk,
    }  # fmt: skip
    url = address("vote_plan", meeting.pk, plan.year)
    assert knock(people.officer_fr, url, data).status_code == 403
    assert knock(people.member_unml, url, data | {"ofqj_agreed": ""}).status_code == 200
    assert knock(people.member_unml, url, data).status_code == 302
    assert Vote.objects.get().outcome == "carried"
    assert knock(people.member_unml, url, data).status_code == 409
    assert Vote.objects.count() == 1
    text = knock(people.adviser, meeting.get_absolute_url()).content.decode()
    assert "Adopté" in text


def test_a_meeting_is_planned_at_the_hour_of_one_shore(people, knock):
    data = {"title": "Réunion d’automne", "meets_on": "2026-10-06", "meets_time": "09:00", "zone": "America/Toronto"}
    knock(people.member_qc, address("meeting_new", people.convention.slug), data)
    assert Meeting.objects.get().meets_at.isoformat() == "2026-10-06T13:00:00+00:00"
