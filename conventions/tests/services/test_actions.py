"""The actions of a plan: written, changed, taken out, carried over; and what is done of them by each measure."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from conventions.enums import PlanState
from conventions.models import Action, ActionTarget
from conventions.periodic import close_plans
from conventions.queries.actions import chain_of, granted_money, tied_by_programme, tied_projects
from conventions.queries.plans import plan_rows, rows_over_years
from conventions.services.actions import (
    Ties,
    add_action,
    carry_over,
    change_action,
    record_deed,
    remove_action,
    tie_action,
)
from conventions.services.plans import PlanRefused
from conventions.tests.factories import ActionFactory, PlanFactory, committee
from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.money import Money

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 11, 20, 9, 0, tzinfo=UTC)
FUNDED = [("OFQJ France", Money(Decimal("64000.00"), "EUR")), ("OFQJ Québec", Money(Decimal("10000.00"), "CAD"))]


@pytest.fixture
def by():
    return committee().unml.user


@pytest.fixture
def plan():
    return PlanFactory(year=2026)


def columns(plan, **changes):
    return {
        "objective": plan.convention.objectives.get(number=2), "title": "Séjours", "aim": "Faire partir.",
        "owner": "ofqj_fr", "partners": ["unml"], "other_partners": "ARML", "measure": "projects", "target": 4,
        "starts_on": date(plan.year, 3, 1), "ends_on": date(plan.year, 6, 30),
    } | changes  # fmt: skip


def added(plan, by, **changes):
    said = {"fundings": FUNDED, "targets": {"deeds": 3, "projects": 9}} | changes
    return add_action(plan=plan, by=by, now=NOW, **columns(plan), **said)


def test_an_action_says_who_with_whom_and_has_a_target_for_each_measure(plan, by):
    action = added(plan, by)
    assert action.partner_labels == ["UNML", "ARML"]
    assert [str(row) for row in action.fundings.all()] == [
        "OFQJ France · 64000.00 EUR", "OFQJ Québec · 10000.00 CAD",
    ]  # fmt: skip
    record_deed(action=action, title="Salon", kind="fair", done_on=date(2026, 4, 1), by=by, now=NOW)
    (row,) = plan_rows(plan, date(2026, 1, 1), date(2026, 12, 31))
    assert [(g.measure, g.target, g.done) for g in row.gauges] == [("projects", 4, 0), ("deeds", 3, 1)]


def test_an_action_is_written_anew_until_its_plan_is_proposed(plan, by):
    action = added(plan, by)
    said = {"action": action, "by": by, "now": NOW}
    new = columns(plan, title="Séjours longs", measure="deeds", partners=[])
    change_action(**said, ties=Ties(targets={"projects": 2}), seen_version=1, **new)
    action = Action.objects.get(pk=action.pk)
    assert (action.title, action.version, action.fundings.count()) == ("Séjours longs", 2, 0)
    assert list(action.targets.values_list("measure", "target")) == [("projects", 2)]
    with pytest.raises(EditedMeanwhile):
        change_action(**said, ties=Ties(), seen_version=1, **new)
    with pytest.raises(PlanRefused):
        change_action(**said, ties=Ties(), seen_version=2, **columns(plan, ends_on=date(2027, 1, 1)))
    type(plan).objects.filter(pk=plan.pk).update(state=PlanState.PROPOSED, proposed_at=NOW)
    with pytest.raises(WrongState):
        change_action(**said, ties=Ties(), seen_version=2, **new)
    with pytest.raises(WrongState):
        remove_action(**said)
    assert Action.objects.get(pk=action.pk).title == "Séjours longs"


def test_an_action_is_taken_out_unless_something_was_done_of_it(plan, by):
    first, second = added(plan, by), added(plan, by)
    record_deed(action=second, title="Salon", done_on=date(2026, 4, 1), by=by, now=NOW)
    remove_action(action=first, by=by, now=NOW)
    with pytest.raises(PlanRefused):
        remove_action(action=second, by=by, now=NOW)
    assert [action.number for action in plan.actions.all()] == [2]
    assert added(plan, by).number == 3


def test_an_action_is_carried_over_once_with_its_history(plan, by, year_2025):
    before = PlanFactory(year=2025)
    former = ActionFactory(plan=before, title="Séjours", calls=[year_2025.to_quebec], target=3)
    ActionTarget.objects.create(action=former, measure="young_people", target=20)
    (carried,) = carry_over(plan=plan, actions=[former], by=by, now=NOW)
    assert (carried.title, carried.carried_from, carried.calls.count()) == ("Séjours", former, 0)
    assert [(row.action.plan.year, row.done) for row in chain_of(carried)] == [(2025, 2), (2026, 0)]
    assert [(row.action.plan.year, row.done) for row in chain_of(former)] == [(2025, 2), (2026, 0)]
    assert [gauge.done for gauge in chain_of(former)[0].gauges] == [2, 21]
    with pytest.raises(PlanRefused):
        carry_over(plan=plan, actions=[former], by=by, now=NOW)
    with pytest.raises(PlanRefused):
        carry_over(plan=plan, actions=[carried], by=by, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionFactory(plan=plan, carried_from=former)


def test_an_action_is_tied_after_the_vote_and_what_was_voted_stays(by, year_2025):
    plan = PlanFactory(year=2025, state="validated", proposed_at=NOW)
    action = ActionFactory(plan=plan, target=3)
    said = {"action": action, "calls": [year_2025.to_quebec], "projects": [year_2025.third], "by": by, "now": NOW}
    tie_action(seen_version=1, **said)
    action = Action.objects.get(pk=action.pk)
    assert (action.version, action.target, action.title) == (2, 3, said["action"].title)
    assert [row.done for row in rows_over_years(plan.convention)] == [3]
    with pytest.raises(EditedMeanwhile):
        tie_action(**said | {"calls": []}, seen_version=1)
    assert list(action.calls.all()) == [year_2025.to_quebec]


def test_what_is_tied_is_counted_by_programme_and_by_currency(by, year_2025):
    plan = PlanFactory(year=2025)
    both = [year_2025.to_quebec, year_2025.to_france]
    action = ActionFactory(plan=plan, calls=both, projects=[year_2025.first])
    assert {row["programme"]: (row["accepted"], row["gone"]) for row in tied_by_programme(action)} == {
        "group_stay": (2, 2), "chantier": (1, 1),
    }  # fmt: skip
    assert set(tied_projects(action)) == {year_2025.first, year_2025.second, year_2025.third}
    assert granted_money(action) == [Money(Decimal("6300.00"), "CAD"), Money(Decimal("10500.50"), "EUR")]


def test_each_year_counts_what_was_done_in_it(by, year_2025):
    for year in (2024, 2025):
        calls = [year_2025.to_quebec, year_2025.before.call]
        ActionFactory(plan=PlanFactory(year=year), calls=calls, measure="young_people")
    convention = PlanFactory(year=2026).convention
    assert [(row.action.plan.year, row.done) for row in rows_over_years(convention)] == [(2024, 10), (2025, 21)]


def test_a_validated_plan_closes_by_itself_after_its_year(by):
    def state_of(plan):
        plan.refresh_from_db()
        return plan.state

    plan, draft = PlanFactory(year=2025, state="validated", proposed_at=NOW), PlanFactory(year=2024)
    close_plans(datetime(2025, 12, 31, 22, 30, tzinfo=UTC))
    assert state_of(plan) == PlanState.VALIDATED
    close_plans(datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    assert (state_of(plan), state_of(draft)) == (PlanState.CLOSED, PlanState.DRAFT)
