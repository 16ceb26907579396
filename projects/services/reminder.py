"""Remind the carriers of what waits for them: the report they owe (R14), and every other day to keep."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ReminderPause
from ofqj_portal.core.reminders import pause, remind, resume
from projects.emails.conditions import ConditionsLateMail, deciders_of
from projects.emails.filing import carriers_of, people_of
from projects.emails.reminder import NextStepReminderMail
from projects.emails.report import ReportReminderMail
from projects.enums import FINISHED, OWES_REPORT, ProjectState
from projects.models import Condition, Decision, Project
from projects.queries.deadlines import deadline_of, step_reached
from projects.services.drafting import lock

KIND = "projects.report"
NEXT_STEP = "projects.next_step"
UNMET = "projects.unmet_conditions"
LONGEST_PAUSE_MONTHS = 6


class PauseRefused(DomainError):
    """The last day of the pause makes no sense."""


@transaction.atomic
def remind_report(*, project: Project, now: datetime) -> int:
    """Send the reminder of the last step reached to each of the carriers' people; return how many left.

    A step is sent once to a person; nothing leaves once the report is in, or before the first step.
    """
    today = now.astimezone(calendar.PARIS).date()
    back_for = (today - project.returned_on).days if project.returned_on else 0
    reached = [days for days in project.call_rules.report_reminder_days if back_for >= days]
    if project.state not in OWES_REPORT or not reached:
        return 0
    late, sent = project.report_due_on < today, 0
    for recipient in people_of(carriers_of(project), on=today):
        user, mail = User.objects.get(pk=recipient.user_id), ReportReminderMail(project, recipient, late)
        sent += remind(KIND, project, to_user=user, step=f"J+{reached[-1]}", now=now, mail=mail)
    return sent


@transaction.atomic
def remind_next_step(*, project: Project, now: datetime) -> int:
    """Tell the carriers' people that their dossier waits for them, before its day and after it; return how many left.

    A step of one deadline is sent once to a person; a deadline that moved starts anew.
    """
    due_at = deadline_of(project, _answer_due(project))
    step = step_reached(project.state, due_at, now) if due_at else ""
    if not step:
        return 0
    sent = 0
    for recipient in people_of(carriers_of(project), on=now.astimezone(calendar.PARIS).date()):
        user = User.objects.get(pk=recipient.user_id)
        mail = NextStepReminderMail(project, recipient, user, now)
        key = f"{project.state} {due_at:%Y-%m-%d} {step}"
        sent += remind(NEXT_STEP, project, to_user=user, step=key, now=now, mail=mail)
    return sent


def _answer_due(project: Project) -> datetime | None:
    if project.state == ProjectState.CONDITIONALLY_ACCEPTED:
        unmet = Condition.objects.with_carrier().filter(decision__project=project).order_by("due_at").first()
        return unmet.due_at if unmet else None
    asked = project.information_requests.open().first()
    return asked.due_at if asked else None


@transaction.atomic
def remind_unmet_conditions(*, decision: Decision, due_at: datetime, now: datetime) -> int:
    """Tell who decided, once, that conditions due at `due_at` are past their day; return how many messages left."""
    sent = 0
    for recipient in deciders_of(decision):
        user, mail = User.objects.get(pk=recipient.user_id), ConditionsLateMail(decision, recipient)
        sent += remind(UNMET, decision, to_user=user, step=f"{due_at:%Y-%m-%d}", now=now, mail=mail)
    return sent


@transaction.atomic
def pause_reminders(*, project: Project, until: date, reason: str, by: User, now: datetime) -> ReminderPause:
    """Send the carriers no reminder about this dossier until the end of the day `until`; deadlines do not move.

    Raises WrongState once the dossier waits for nobody, PauseRefused for a day that is past or too far away.
    """
    project, today = lock(project), now.astimezone(calendar.PARIS).date()
    if project.state in FINISHED:
        raise WrongState(_("Ce dossier est terminé\u00a0: il n’envoie plus de relance."))
    if until < today:
        raise PauseRefused(_("Ce jour est passé\u00a0: choisissez une date à venir."))
    if until > calendar.add_months(today, LONGEST_PAUSE_MONTHS):
        raise PauseRefused(_("Une pause dure six mois au plus\u00a0: choisissez une date plus proche."))
    for kind in (KIND, NEXT_STEP):
        resume(kind, project, on=today)
        held = pause(kind, project, until, reason, by)
    record(project, "project.reminders_paused", by=by, until=until)
    return held


@transaction.atomic
def resume_reminders(*, project: Project, by: User, now: datetime) -> None:
    """Let the reminders of this dossier leave again, from today on. Doing it twice changes nothing."""
    project, today = lock(project), now.astimezone(calendar.PARIS).date()
    if sum(resume(kind, project, on=today) for kind in (KIND, NEXT_STEP)):
        record(project, "project.reminders_resumed", by=by)
