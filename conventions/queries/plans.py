"""Plans against what was done. What is done is never typed in: it is counted on what the actions are tied to."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, QuerySet
from django.db.models.functions import Coalesce

from conventions.enums import MEASURED_ON_PROJECTS, Measure
from conventions.models import Action, ActionDeed, ActionFunding, ActionPlan, ActionTarget, Convention
from conventions.periods import read_period
from ofqj_portal.core.money import Money
from ofqj_portal.core.small_cells import is_small
from participants.enums import PROFESSIONAL_HAS_LEFT
from participants.models import ProfessionalParticipation
from participants.queries.departures import departures
from partners.models import Agreement

Bounds = Mapping[int, tuple[date, date]]


@dataclass(frozen=True)
class Gauge:
    """One thing an action is measured by: its target, and what was done, in the unit of the measure."""

    measure: str
    target: int
    done: int

    @property
    def label(self) -> str:
        return str(Measure(self.measure).label)

    @property
    def gap(self) -> int:
        return self.done - self.target

    @property
    def missing(self) -> int:
        return max(0, -self.gap)

    @property
    def is_hidden(self) -> bool:
        """Say whether so few young people are behind it that the count is hidden (R18)."""
        return self.measure == Measure.YOUNG_PEOPLE and is_small(self.done)


@dataclass(frozen=True)
class ActionRow:
    """One action beside what was done of it, by each of its measures. `gap` is done minus target, for the first."""

    action: Action
    gauges: tuple[Gauge, ...]
    fundings: tuple[Money, ...]

    @property
    def done(self) -> int:
        return self.gauges[0].done

    @property
    def gap(self) -> int:
        return self.gauges[0].gap

    @property
    def missing(self) -> int:
        return self.gauges[0].missing

    @property
    def is_hidden(self) -> bool:
        return self.gauges[0].is_hidden


def plan_rows(plan: ActionPlan, starts_on: date, ends_on: date) -> list[ActionRow]:
    """List the actions of a plan with what was done of each between the two days, both included."""
    actions = with_parts(Action.objects.filter(plan=plan)).order_by("number")
    return _rows(actions, {plan.pk: (starts_on, ends_on)})


def rows_of_plan(plan: ActionPlan) -> list[ActionRow]:
    """List the actions of a plan with what was done of each in its year."""
    return rows_of_own_year(with_parts(Action.objects.filter(plan=plan)).order_by("number"))


def rows_over_years(convention: Convention) -> list[ActionRow]:
    """List the actions of every plan of a convention with what was done in its year; by objective, then by year."""
    actions = with_parts(Action.objects.filter(plan__convention=convention))
    return rows_of_own_year(actions.order_by("objective__number", "plan__year", "number"))


def rows_of_own_year(actions: Iterable[Action]) -> list[ActionRow]:
    """Count each of `actions` (as `with_parts` gives them) over the calendar year of its plan."""
    actions = list(actions)
    periods = {action.plan_id: read_period(str(action.plan.year)) for action in actions}
    return _rows(actions, {plan: (period.starts_on, period.ends_on) for plan, period in periods.items()})


def with_parts(actions: "QuerySet[Action]") -> "QuerySet[Action]":
    """Have actions come with what a row needs: plan, objective, funders, further measures."""
    return actions.select_related("plan__convention", "objective").prefetch_related(*parts_to_fetch())


def parts_to_fetch() -> "tuple[Prefetch[Any], ...]":
    """What a row needs beside its action: funders and further measures."""
    return (
        Prefetch("fundings", ActionFunding.objects.order_by("funder", "currency")),
        Prefetch("targets", ActionTarget.objects.order_by("measure")),
    )


def planned_money(rows: Iterable[ActionRow]) -> list[tuple[str, Money]]:
    """Sum what funders mean to put into the actions of `rows`: (funder, amount); never across currencies."""
    found: dict[tuple[str, str], Money] = {}
    for funding in (funding for row in rows for funding in row.action.fundings.all()):
        key, money = (funding.funder, funding.currency), Money(funding.amount, funding.currency)
        found[key] = found[key] + money if key in found else money
    return [(funder, money) for (funder, _currency), money in sorted(found.items(), key=lambda item: item[0])]


def _rows(actions: Iterable[Action], bounds: Bounds) -> list[ActionRow]:
    """Put what was done beside each action, counted within the bounds of its plan (by plan id)."""
    actions = list(actions)
    counts = _done(actions, bounds) if actions else {}
    return [
        ActionRow(
            action=action,
            gauges=tuple(
                Gauge(measure, target, counts[Measure(measure)][action.pk])
                for measure, target in [
                    (action.measure, action.target),
                    *((row.measure, row.target) for row in action.targets.all()),
                ]
            ),
            fundings=tuple(Money(row.amount, row.currency) for row in action.fundings.all()),
        )
        for action in actions
    ]


def _done(actions: list[Action], bounds: Bounds) -> dict[Measure, Counter[int]]:
    """Count by each measure that one of `actions` uses: no query for the others."""
    window = min(first for first, _last in bounds.values()), max(last for _first, last in bounds.values())
    within = {action.pk: bounds[action.plan_id] for action in actions}
    used = {action.measure for action in actions} | {row.measure for action in actions for row in action.targets.all()}
    ties = _ties(within, window) if used & MEASURED_ON_PROJECTS else {}
    counters: dict[Measure, Callable[[], Counter[int]]] = {
        Measure.PROJECTS: lambda: Counter({action: len(projects) for action, projects in ties.items()}),
        Measure.YOUNG_PEOPLE: lambda: _summed(ties, departures(*window)),
        Measure.PROFESSIONALS: lambda: _summed(ties, _professionals(window)),
        Measure.AGREEMENTS: lambda: _agreements(within, window),
        Measure.DEEDS: lambda: _deeds(within, window),
    }
    return {measure: count() for measure, count in counters.items() if measure in used}


def _is_within(day: date, bounds: tuple[date, date]) -> bool:
    return bounds[0] <= day <= bounds[1]


def _ties(within: Bounds, window: tuple[date, date]) -> dict[int, set[int]]:
    """List, for each action, the projects that left and count for it: named one by one, or by their call."""
    named = Action.projects.through.objects.filter(action__in=within, project__departed_on__range=window)
    called = Action.calls.through.objects.filter(action__in=within, call__projects__departed_on__range=window)
    rows = named.order_by().values_list("action", "project", "project__departed_on")
    of_calls = called.order_by().values_list("action", "call__projects", "call__projects__departed_on")
    ties: dict[int, set[int]] = {action: set() for action in within}
    for action, project, day in rows.union(of_calls):
        if _is_within(day, within[action]):
            ties[action].add(project)
    return ties


def _professionals(window: tuple[date, date]) -> Any:
    return ProfessionalParticipation.objects.filter(
        state__in=PROFESSIONAL_HAS_LEFT, departed_on__range=window
    ).order_by()


def _summed(ties: dict[int, set[int]], travellers: Any) -> Counter[int]:
    tied = set().union(*ties.values())
    rows = travellers.filter(project__in=tied).values_list("project").annotate(count=Count("pk"))
    counts = dict(rows)
    return Counter({action: sum(counts.get(project, 0) for project in ties[action]) for action in ties})


def _deeds(within: Bounds, window: tuple[date, date]) -> Counter[int]:
    rows = ActionDeed.objects.filter(action__in=within, done_on__range=window).order_by()
    return Counter(action for action, day in rows.values_list("action", "done_on") if _is_within(day, within[action]))


def _agreements(within: Bounds, window: tuple[date, date]) -> Counter[int]:
    """Every entente signed in the period counts for each action that counts ententes."""
    born = Agreement.objects.confirmed().annotate(born_on=Coalesce(F("signed_on"), F("starts_on")))
    days = list(born.filter(born_on__range=window).order_by().values_list("born_on", flat=True))
    return Counter({action: sum(_is_within(day, bounds) for day in days) for action, bounds in within.items()})
