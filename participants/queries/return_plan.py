"""The plans of return: one person's, and how many of a year's people have one."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from participants.enums import STAY_ENDED
from participants.models import Participation, ReturnStep
from participants.queries.quality import stays_of_year


@dataclass(frozen=True)
class PlanGauge:
    """How many stays of a year are over, how many have a plan of return, how many did all of it."""

    over: int
    planned: int
    done: int


def steps_by_kind(participation: Participation) -> dict[str, ReturnStep]:
    """Return the steps of a plan by their kind, in the order of their days."""
    return {step.kind: step for step in participation.return_steps.order_by("due_on", "pk")}


def plan_mark(steps: Mapping[str, ReturnStep]) -> str:
    """Return what tells this plan from any other, so that two people do not write over each other."""
    said = sorted((kind, str(step.due_on), str(step.done_on)) for kind, step in steps.items())
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def plan_gauge(structures: Collection[int], year: int) -> PlanGauge:
    """Count the plans of who left in that year and is back; one query."""
    steps = ReturnStep.objects.filter(participation=OuterRef("pk"))
    planned, open_ones = Exists(steps), Exists(steps.filter(done_on=None))
    rows = stays_of_year(structures, year).filter(state__in=STAY_ENDED)
    found = rows.annotate(has_plan=planned, has_open=open_ones).aggregate(
        over=Count("pk"),
        planned=Count("pk", filter=Q(has_plan=True)),
        done=Count("pk", filter=Q(has_plan=True, has_open=False)),
    )
    return PlanGauge(**found)
