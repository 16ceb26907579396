"""Once a year, whoever keeps the sheet of a structure is asked whether it is still right."""

from datetime import datetime

from django.db import transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.reminders import remind
from partners.emails import SheetToCheck, keepers_of
from partners.models import Structure, directory_rule

KIND = "partners.sheet"


@transaction.atomic
def remind_check(*, structure: Structure, now: datetime) -> int:
    """Ask the managers of a structure, else its advisers, to read its sheet again; return how many mails left.

    Once for each year (DirectoryRule.stale_days) that passed since the last check; once for a sheet never checked.
    """
    today, year = now.astimezone(calendar.PARIS).date(), directory_rule().stale_after
    if not structure.is_active or (structure.checked_on and structure.checked_on > today - year):
        return 0
    years = (today - structure.checked_on) // year if structure.checked_on else 0
    step, sent = f"{structure.checked_on or 'jamais'} +{years}", 0
    for person in keepers_of(structure, on=today):
        user, mail = User.objects.get(pk=person.user_id), SheetToCheck(structure=structure, to=person)
        sent += remind(KIND, structure, to_user=user, step=step, now=now, mail=mail)
    return sent
