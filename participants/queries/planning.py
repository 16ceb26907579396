"""The way back from the departure: each step of the preparation with its day, for one project."""

from dataclasses import dataclass
from datetime import date, timedelta

from participants.models import PlanningStep
from projects.models import Project


@dataclass(frozen=True)
class PlannedStep:
    """One thing to do and the day by which; `is_past` says that the day has gone."""

    due_on: date
    label: str
    details: str
    is_past: bool
    key: str


def retro_planning(project: Project, today: date) -> list[PlannedStep]:
    """List the steps of a project, the earliest first; none while its departure has no date. One query."""
    departs_on = project.departed_on or project.departs_on
    if departs_on is None:
        return []
    steps = PlanningStep.objects.for_stay(project.call_rules.programme, project.direction)
    return [_dated(step, departs_on, today, project) for step in steps]


def _dated(step: PlanningStep, departs_on: date, today: date, project: Project) -> PlannedStep:
    due_on = departs_on - timedelta(days=step.days_before)
    return PlannedStep(due_on, step.label, step.details, due_on < today, f"{project.number}-{step.pk}")
