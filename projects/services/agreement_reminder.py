"""Remind whoever must sign a funding agreement: the structure's managers, then the deciders of the section."""

from datetime import datetime

from django.db import transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.reminders import is_paused, remind
from projects.emails.agreement import AgreementReminderMail, signers_of_carrier, signers_of_section
from projects.enums import TO_SIGN, AgreementState
from projects.models import GrantAgreement
from projects.queries.agreements import REMINDED_AFTER_DAYS
from projects.services.reminder import NEXT_STEP

KIND = "projects.agreement"


@transaction.atomic
def remind_signature(*, agreement: GrantAgreement, now: datetime) -> int:
    """Send the reminder of the last step reached to each person who may sign; return how many left.

    A step is sent once to a person for each side that is waited for; a pause of the dossier's reminders holds it back.
    """
    days, today = (now - agreement.waiting_since).days, now.astimezone(calendar.PARIS).date()
    reached = [step for step in REMINDED_AFTER_DAYS if days >= step]
    project = agreement.decision.project
    if agreement.state not in TO_SIGN or not reached or is_paused(NEXT_STEP, project, today):
        return 0
    carrier = agreement.state == AgreementState.WAITING_CARRIER
    people = signers_of_carrier(project, on=today) if carrier else signers_of_section(agreement, on=today)
    sent, step = 0, f"{agreement.state} J+{reached[-1]}"
    for person in people:
        user, mail = User.objects.get(pk=person.user_id), AgreementReminderMail(agreement, person, days)
        sent += remind(KIND, agreement, to_user=user, step=step, now=now, mail=mail)
    return sent
