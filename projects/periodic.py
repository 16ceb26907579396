"""What comes back every day for the dossiers."""

from datetime import datetime

from ofqj_portal.core import calendar
from ofqj_portal.core.periodic import every
from projects.models import Sitting
from projects.queries.agreements import agreements_to_remind
from projects.queries.conditions import conditions_overdue
from projects.queries.deadlines import projects_to_remind
from projects.queries.external_opinions import external_to_remind
from projects.queries.reports import reports_to_remind
from projects.services.agreement_reminder import remind_signature
from projects.services.archive import forget_archives
from projects.services.blank_form import forget_blank_forms
from projects.services.external_opinion import remind_external_opinion
from projects.services.reminder import remind_next_step, remind_report, remind_unmet_conditions
from projects.services.sittings import IDLE, end_idle_sitting


@every("day", "projects.remind_reports", at_hour=7)
def remind_reports(now: datetime) -> None:
    """Remind the carriers of the reports they owe, on the days after the return that their call says (R14)."""
    for project in reports_to_remind(now.astimezone(calendar.PARIS).date()):
        remind_report(project=project, now=now)


@every("day", "projects.remind_next_steps", at_hour=7)
def remind_next_steps(now: datetime) -> None:
    """Remind the carriers of a call about to close, of complements, of a departure or a return still to note."""
    for project in projects_to_remind(now):
        remind_next_step(project=project, now=now)


@every("day", "projects.remind_unmet_conditions", at_hour=7)
def tell_of_unmet_conditions(now: datetime) -> None:
    """Tell who said yes under conditions that their day is past: nothing happens by itself."""
    for condition in conditions_overdue(now):
        remind_unmet_conditions(decision=condition.decision, due_at=condition.due_at, now=now)


@every("day", "projects.remind_signatures", at_hour=7)
def remind_signatures(now: datetime) -> None:
    """Remind whoever must sign a funding agreement that it waits."""
    for agreement in agreements_to_remind(now):
        remind_signature(agreement=agreement, now=now)


@every("day", "projects.remind_external_opinions", at_hour=7)
def remind_external_opinions(now: datetime) -> None:
    """Write once more to whoever outside was asked for an opinion, some days before it is due."""
    for asked in external_to_remind(now):
        remind_external_opinion(asked=asked, now=now)


@every("day", "projects.forget_archives", at_hour=4)
def forget_old_archives(now: datetime) -> None:
    """Delete the dossiers that were put into one file, and the blank forms, made some days ago."""
    forget_archives(now=now)
    forget_blank_forms(now=now)


@every("hour", "projects.end_idle_sittings")
def end_idle_sittings(now: datetime) -> None:
    """Write in the journal what was saved by itself in a section that nobody has touched for half an hour."""
    for sitting in Sitting.objects.filter(last_at__lte=now - IDLE):
        end_idle_sitting(sitting=sitting, now=now)
