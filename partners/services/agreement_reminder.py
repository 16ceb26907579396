"""Before an entente reaches its term, both sides are asked whether it goes on."""

from datetime import datetime

from django.db import transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.reminders import remind
from partners.emails import AgreementEndsSoon, keepers_of
from partners.models import Agreement, directory_rule

KIND = "partners.agreement_end"


@transaction.atomic
def remind_end(*, agreement: Agreement, now: datetime) -> int:
    """Tell who keeps the ententes of both sides that the term is near; once for a term; return how many mails left."""
    today = now.astimezone(calendar.PARIS).date()
    until = today + directory_rule().asked_before
    if not Agreement.objects.filter(pk=agreement.pk).ending_between(today, until).exists():
        return 0
    sides = (agreement.first_structure, agreement.second_structure)
    people = {person.user_id: person for side in sides for person in keepers_of(side, on=today)}
    sent = 0
    for person in people.values():
        mail = AgreementEndsSoon(agreement=agreement, to=person)
        user = User.objects.get(pk=person.user_id)
        sent += remind(KIND, agreement, to_user=user, step=str(agreement.ends_on), now=now, mail=mail)
    return sent
