"""Keep nobody longer than needed (R17): warn the structure, then render anonymous; a new contact starts again."""

from collections import Counter
from datetime import date, datetime

from django.db import transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core import outbox
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.journal import record
from participants.data_enums import ErasureCause
from participants.emails import SoonAnonymous
from participants.models import Participant
from participants.queries.retention import to_anonymise, to_warn_of
from participants.services.erasure import erase_person
from partners.models import Structure
from partners.queries import recipients_of

AT_ONCE = 200


@transaction.atomic
def note_contact(*, participant: Participant, by: User, on: date) -> Participant:
    """Write down that somebody was in touch with her on that day: her data are kept anew from there."""
    participant = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    if participant.last_contact_on is None or participant.last_contact_on < on:
        participant.last_contact_on = on
        participant.save(update_fields=["last_contact_on"])
        record(participant, "participant.contact_noted", by=by, day=on.isoformat())
    return participant


@transaction.atomic
def warn_structures(*, now: datetime) -> int:
    """Tell each structure, once for each person, how many will be rendered anonymous; return how many people."""
    today = now.astimezone(PARIS).date()
    rows = list(to_warn_of(today).values_list("pk", "structure"))
    counts = Counter(structure for _pk, structure in rows)
    for structure in Structure.objects.filter(pk__in=counts).order_by("pk"):
        for recipient in recipients_of(structure, "adviser", "manager", on=today):
            mail = SoonAnonymous(structure, counts[structure.pk], recipient)
            outbox.queue(mail, key=f"retention:{structure.pk}:{today}")
    Participant.objects.filter(pk__in=[pk for pk, _structure in rows]).update(retention_warned_on=today)
    return len(rows)


def anonymise_old(*, now: datetime) -> int:
    """Render anonymous whoever was kept long enough and warned of, one transaction each; return how many."""
    keys = list(to_anonymise(now.astimezone(PARIS).date()).values_list("pk", flat=True)[:AT_ONCE])
    for pk in keys:
        person = Participant.objects.get(pk=pk)
        if person.anonymised_at is None:
            erase_person(participant=person, cause=ErasureCause.RETENTION, by=None, now=now)
    return len(keys)
