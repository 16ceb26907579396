"""Remind the carriers of the report they owe (R14)."""

from datetime import datetime

from django.db import transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.reminders import remind
from projects.emails.filing import carriers_of, people_of
from projects.emails.report import ReportReminderMail
from projects.enums import OWES_REPORT
from projects.models import Project
from projects.queries.reports import REMINDED_AFTER_DAYS

KIND = "projects.report"


@transaction.atomic
def remind_report(*, project: Project, now: datetime) -> int:
    """Send the reminder of the last step reached to each of the carriers' people; return how many left.

    A step is sent once to a person; nothing leaves once the report is in, or before the first step.
    """
    today = now.astimezone(calendar.PARIS).date()
    reached = [days for days in REMINDED_AFTER_DAYS if (today - project.returned_on).days >= days]
    if project.state not in OWES_REPORT or not reached:
        return 0
    late, sent = project.report_due_on < today, 0
    for recipient in people_of(carriers_of(project), on=today):
        user, mail = User.objects.get(pk=recipient.user_id), ReportReminderMail(project, recipient, late)
        sent += remind(KIND, project, to_user=user, step=f"J+{reached[-1]}", now=now, mail=mail)
    return sent
