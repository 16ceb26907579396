"""The amount of an envelope is decided by people; what is committed and paid is the database's."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from projects.models import Envelope
from projects.services.calls import keep_first_state, keep_state, lock_call


class TotalRefused(DomainError):
    """The envelope cannot be brought to this amount."""


@transaction.atomic
def set_total(*, envelope: Envelope, total: Money, by: User, now: datetime) -> Envelope:
    """Raise or lower an envelope. Raises TotalRefused in another currency or under what is committed."""
    call = lock_call(envelope.call)
    envelope = Envelope.objects.select_for_update().get(pk=envelope.pk)
    if total.currency != envelope.currency:
        raise TotalRefused(_("Cette enveloppe est en %s : donnez le montant dans cette devise.") % envelope.currency)
    if total.amount < envelope.committed_amount:
        committed = format_money(envelope.committed)
        raise TotalRefused(_("%s sont déjà engagés : l’enveloppe ne peut pas descendre plus bas.") % committed)
    was = envelope.total_amount
    keep_first_state(call, now=now)
    envelope.total_amount = total.amount
    envelope.save(update_fields=["total_amount"])
    keep_state(call, by=by, now=now, note=str(_("Enveloppe")))
    facts = {"was": str(was), "amount": str(total.amount), "currency": total.currency}
    record(envelope, "envelope.total_changed", by=by, **facts)
    return envelope
