"""Disputes of article 9: opened by a party, written step by step, read by named people alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from conventions.models import Convention, Dispute, DisputeEntry
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.journal import record

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


@transaction.atomic
def open_dispute(
    *, convention: Convention, title: str, text: str, readers: Iterable["User"], by: "User", now: datetime
) -> Dispute:
    """Open a dispute, read by `readers` and whoever opens it; the journal keeps neither its words nor their names."""
    convention = Convention.objects.select_for_update().get(pk=convention.pk)
    number = (convention.disputes.aggregate(last=Max("number"))["last"] or 0) + 1
    opened_on = now.astimezone(PARIS).date()
    dispute = Dispute.objects.create(
        convention=convention, number=number, title=title, opened_on=opened_on, opened_by=by
    )
    dispute.readers.set({by, *readers})
    DisputeEntry.objects.create(dispute=dispute, text=text, at=now, by=by)
    record(dispute, "dispute.opened", by=by)
    return dispute


@transaction.atomic
def write_entry(*, dispute: Dispute, text: str, by: "User", now: datetime) -> DisputeEntry:
    """Note one step of a dispute."""
    entry = DisputeEntry.objects.create(dispute=dispute, text=text, at=now, by=by)
    record(dispute, "dispute.written", by=by, entry=entry.pk)
    return entry
