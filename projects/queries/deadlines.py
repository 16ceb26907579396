"""Dossiers whose carrier has the ball and a day to keep."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from ofqj_portal.core import calendar
from projects.enums import ProjectState
from projects.models import Condition, InformationRequest, Project

_S = ProjectState
#: How many days before its deadline a carrier hears of it, and how many days after; reports have their own (R14).
DAYS_BEFORE = {_S.DRAFT: (7, 2), _S.INCOMPLETE: (3,), _S.CONDITIONALLY_ACCEPTED: (7, 2)}
DAYS_AFTER = {_S.INCOMPLETE: (1, 15), _S.CONDITIONALLY_ACCEPTED: (1, 8), _S.ACCEPTED: (1, 8), _S.ONGOING: (1, 8)}


def projects_to_remind(now: datetime) -> "QuerySet[Project]":
    """Return the dossiers that may have a reminder due at `now`; `step_reached` says which."""
    today = now.astimezone(calendar.PARIS).date()
    soon = InformationRequest.objects.open().filter(
        project=OuterRef("pk"), due_at__lte=now + timedelta(days=max(DAYS_BEFORE[_S.INCOMPLETE]))
    )
    conditions = Condition.objects.with_carrier().filter(
        decision__project=OuterRef("pk"),
        decision__announced_at__isnull=False,
        due_at__lte=now + timedelta(days=max(DAYS_BEFORE[_S.CONDITIONALLY_ACCEPTED])),
    )
    closing = Q(call__closes_at__gt=now, call__closes_at__lte=now + timedelta(days=max(DAYS_BEFORE[_S.DRAFT])))
    rows = Project.objects.filter(
        (Q(state=_S.DRAFT) & closing)
        | (Q(state=_S.INCOMPLETE) & Exists(soon))
        | (Q(state=_S.CONDITIONALLY_ACCEPTED) & Exists(conditions))
        | Q(state=_S.ACCEPTED, departs_on__lt=today)
        | Q(state=_S.ONGOING, returns_on__lt=today)
    )
    return rows.select_related("call", "carrier").order_by("pk")


def step_reached(state: str, due_at: datetime, now: datetime) -> str:
    """Return the last reminder a carrier should have had by `now`, such as "J-3" or "J+15"; empty before the first."""
    left = due_at - now
    before = [days for days in DAYS_BEFORE.get(ProjectState(state), ()) if timedelta(0) < left <= timedelta(days=days)]
    if before:
        return f"J-{min(before)}"
    after = [days for days in DAYS_AFTER.get(ProjectState(state), ()) if -left > timedelta(days=days - 1)]
    return f"J+{max(after)}" if after else ""


def deadline_of(project: Project, due_at: datetime | None) -> datetime | None:
    """Return the instant by which the holder must act: `due_at` of what is asked, the stay's days, the report's."""
    if project.state in {_S.INCOMPLETE, _S.CONDITIONALLY_ACCEPTED}:
        return due_at
    if project.state == _S.ACCEPTED and project.departs_on:
        return calendar.end_of_day(project.departs_on, project.carrier.zone)
    if project.state == _S.ONGOING and project.returns_on:
        return calendar.end_of_day(project.returns_on, project.carrier.zone)
    if project.state in {_S.REPORT_DUE, _S.REPORT_INCOMPLETE} and project.report_due_on:
        return calendar.end_of_day(project.report_due_on, project.carrier.zone)
    if project.state == _S.DRAFT:
        return project.call.closes_at
    return None
