"""The group follows its project: called off with it, and told when its dates leave somebody behind."""

from datetime import datetime

from django.db import transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core import outbox
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import OutboxMail
from ofqj_portal.core.outbox import Recipient
from participants.eligibility import Stay, stay_of
from participants.emails import DatesMoved
from participants.enums import (
    BEFORE_DEPARTURE,
    InterruptionReason,
    ParticipationState,
    ProfessionalState,
    WithdrawalReason,
)
from participants.models import Participation, ProfessionalParticipation
from participants.queries.effects import effects_on
from participants.rule_book import rule_book
from participants.services.moves import lock_project, move
from participants.services.paid_person import drop_payments
from partners.models import Structure
from partners.queries import recipients_of
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
    drop_payments(changed, by=by, now=now)
    for row in changed:
        record(row, f"participation.{row.state}", by=by, project=project.pk)
    return changed


@transaction.atomic
def tell_of_moved_dates(*, project: Project, was: Stay, now: datetime) -> list[OutboxMail]:
    """Write to the advisers and leaders of whoever is expected that the stay moved from `was`, once for these days.

    Each structure reads how many of its people the new days newly keep from leaving (R1, R10); the group's page says
    who and why. Nobody is moved, and a cancelled project is silent: its group is called off already.
    """
    if project.state == ProjectState.CANCELLED:
        return []
    rows = Participation.objects.filter(project=project, state__in=BEFORE_DEPARTURE).order_by("pk")
    people = list(rows.select_related("participant__structure"))
    team = ProfessionalParticipation.objects.filter(project=project, state=ProfessionalState.PLANNED)
    leaders = list(team.select_related("structure", "user").order_by("pk"))
    structures = {one.structure for one in leaders} | {row.participant.structure for row in people}
    book = rule_book(project)
    key = f"dates:{project.pk}:{was.departs_on}:{was.returns_on}:{project.departs_on}:{project.returns_on}"
    mails = []
    for structure in sorted(structures, key=lambda one: one.pk):
        own = [row for row in people if row.participant.structure_id == structure.pk]
        count = len(effects_on(own, project, was, stay_of(project), book).stopped)
        to = _followers(structure, [one for one in leaders if one.structure_id == structure.pk], now)
        mails += outbox.queue(DatesMoved(project, count, tuple(to)), key=f"{key}:{structure.pk}")
    return mails


def _followers(structure: Structure, leaders: list[ProfessionalParticipation], now: datetime) -> list[Recipient]:
    """Return the advisers and managers of `structure`, and the accounts of its leaders, each once."""
    members = recipients_of(structure, "adviser", "manager", on=now.astimezone(PARIS).date())
    accounts = [one.user for one in leaders if one.user and one.user.is_active]
    theirs = [Recipient(user.email, str(user), structure.shore, user.pk) for user in accounts]
    return list({recipient.user_id: recipient for recipient in (*theirs, *members)}.values())


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
