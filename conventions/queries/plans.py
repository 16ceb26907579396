"""Plans against what was done. What is done is never typed in: it is counted on what the actions are tied to."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Sum
from django.db.models.functions import Coalesce

from conventions.enums import Measure
from conventions.models import Action, ActionDeed, ActionFunding, ActionPlan
from ofqj_portal.core.money import Money
from ofqj_portal.core.small_cells import is_small
from participants.enums import PROFESSIONAL_HAS_LEFT
from participants.models import ProfessionalParticipation
from participants.queries.departures import departures
from partners.models import Agreement
from projects.models import Project


@dataclass(frozen=True)
class ActionRow:
    """One action beside what was done of it, in the unit of its measure. `gap` is done minus target."""

    action: Action
    done: int
    fundings: tuple[Money, ...]

    @property
    def gap(self) -> int:
        return self.done - self.action.target

    @property
    def missing(self) -> int:
        return max(0, -self.gap)

    @property
    def is_hidden(self) -> bool:
        """Say whether so few young people are behind it that the count is hidden (R18)."""
        return self.action.measure == Measure.YOUNG_PEOPLE and is_small(self.done)


def plan_rows(plan: ActionPlan, starts_on: date, ends_on: date) -> list[ActionRow]:
    """List the actions of a plan with what was done of each between the two days, both included."""
    actions = list(
        plan.actions.select_related("objective")
        .prefetch_related(Prefetch("fundings", ActionFunding.objects.order_by("funder", "currency")))
        .order_by("number")
    )
    counts = _done(plan, starts_on, ends_on)
    return [
        ActionRow(
            action=action,
            done=counts[Measure(action.measure)][action.pk],
            fundings=tuple(Money(row.amount, row.currency) for row in action.fundings.all()),
        )
        for action in actions
    ]


def planned_money(plan: ActionPlan) -> list[Any]:
    """Sum what funders mean to put into a plan: dicts of `funder`, `currency`, `amount`; never across currencies."""
    rows = ActionFunding.objects.filter(action__plan=plan).order_by()
    return list(rows.values("funder", "currency").annotate(amount=Sum("amount")).order_by("funder", "currency"))


def _done(plan: ActionPlan, starts_on: date, ends_on: date) -> dict[Measure, Counter[int]]:
    bounds = (starts_on, ends_on)
    gone = Project.objects.filter(departed_on__range=bounds)
    ties = _ties(plan, gone)
    young = departures(starts_on, ends_on).values("project").annotate(count=Count("pk"))
    professionals = (
        ProfessionalParticipation.objects.filter(state__in=PROFESSIONAL_HAS_LEFT, departed_on__range=bounds)
        .order_by()
        .values("project")
        .annotate(count=Count("pk"))
    )
    deeds = ActionDeed.objects.filter(action__plan=plan, done_on__range=bounds).order_by()
    return {
        Measure.PROJECTS: Counter({action: len(projects) for action, projects in ties.items()}),
        Measure.YOUNG_PEOPLE: _summed(ties, young),
        Measure.PROFESSIONALS: _summed(ties, professionals),
        Measure.AGREEMENTS: _agreements(plan, starts_on, ends_on),
        Measure.DEEDS: Counter(dict(deeds.values_list("action").annotate(count=Count("pk")))),
    }


def _ties(plan: ActionPlan, gone: Any) -> dict[int, set[int]]:
    """List, for each action, the projects that left and count for it: named one by one, or by their call."""
    ties: dict[int, set[int]] = defaultdict(set)
    named = Action.projects.through.objects.filter(action__plan=plan, project__in=gone.values("pk"))
    for action, project in named.values_list("action", "project"):
        ties[action].add(project)
    calls = dict[int, set[int]]()
    for action, call in Action.calls.through.objects.filter(action__plan=plan).values_list("action", "call"):
        calls.setdefault(call, set()).add(action)
    for project, call in gone.filter(call__in=calls).order_by().values_list("pk", "call"):
        for action in calls[call]:
            ties[action].add(project)
    return ties


def _summed(ties: dict[int, set[int]], rows: Any) -> Counter[int]:
    counts = {row["project"]: row["count"] for row in rows}
    return Counter({action: sum(counts.get(project, 0) for project in ties[action]) for action in ties})


def _agreements(plan: ActionPlan, starts_on: date, ends_on: date) -> Counter[int]:
    """Every entente signed in the period counts for each action that counts ententes."""
    actions = plan.actions.filter(measure=Measure.AGREEMENTS).order_by().values_list("pk", flat=True)
    born = Agreement.objects.confirmed().annotate(born_on=Coalesce(F("signed_on"), F("starts_on")))
    count = born.filter(born_on__range=(starts_on, ends_on)).count()
    return Counter(dict.fromkeys(actions, count))
