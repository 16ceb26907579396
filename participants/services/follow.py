"""The group follows its project: called off with it, and told when its dates leave somebody behind."""

from datetime import datetime

from django.db import transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.journal import record
from participants.enums import (
    BEFORE_DEPARTURE,
    InterruptionReason,
    ParticipationState,
    ProfessionalState,
    WithdrawalReason,
)
from participants.models import Participation, ProfessionalParticipation
from participants.services.moves import lock_project, move
from projects.enums import ProjectState
from projects.models import Project


@transaction.atomic
def follow_project(*, project: Project, now: datetime, by: User | None = None) -> list[Participation]:
    """Bring the group in line with its project; return the participations that changed. Doing it twice changes nothing.

    A cancelled project withdraws whoever had not left (« projet annulé ») and ends the stay of whoever was away. Any
    other state leaves everybody where she is: whether she may leave is computed when read, from the dates of that day.
    """
    project = lock_project(project)
    if project.state != ProjectState.CANCELLED:
        return []
    rows = Participation.objects.select_for_update(of=("self",)).select_related("participant")
    moving = (*BEFORE_DEPARTURE, ParticipationState.DEPARTED)
    changed = list(rows.filter(project=project, state__in=moving).order_by("pk"))
    for row in changed:
        _called_off(row, now=now, by=by)
    _team_called_off(project, now)
    for row in changed:
        record(row, f"participation.{row.state}", by=by, project=project.pk)
    return changed


def _called_off(row: Participation, *, now: datetime, by: User | None) -> None:
    if row.departed_on:
        day = max(now.astimezone(PARIS).date(), row.departed_on)
        reason = InterruptionReason.STAY_STOPPED.value
        move(row, ParticipationState.INTERRUPTED, by=by, now=now, returned_on=day, interruption_reason=reason)
        return
    reason = WithdrawalReason.PROJECT_CANCELLED.value
    move(row, ParticipationState.WITHDRAWN, by=by, now=now, withdrawn_at=now, withdrawal_reason=reason)


def _team_called_off(project: Project, now: datetime) -> None:
    team = ProfessionalParticipation.objects.filter(project=project)
    team.filter(state=ProfessionalState.PLANNED).update(state=ProfessionalState.WITHDRAWN)
    today = now.astimezone(PARIS).date()
    team.filter(state=ProfessionalState.DEPARTED).update(state=ProfessionalState.RETURNED, returned_on=today)
