"""How a person wants to be written to, and what she read."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from ofqj_portal.core.journal import record
from ofqj_portal.core.mail_kinds import mail_kinds
from ofqj_portal.notifications.models import Notification, Preference


@transaction.atomic
def keep_preference(*, user: Any, rhythm: str, muted: Iterable[str], paused_until: date | None) -> Preference:
    """Keep how often `user` is written to, the kinds without a mail, and a pause; mandatory kinds are left out."""
    known = mail_kinds()
    silent = sorted(code for code in set(muted) if code in known and not known[code].mandatory)
    said = {"rhythm": rhythm, "muted": silent, "paused_until": paused_until}
    if (kept := Preference.objects.filter(user=user, **said).first()) is not None:
        return kept
    preference, _new = Preference.objects.update_or_create(user=user, defaults=said)
    record(user, "preference.kept", by=user, rhythm=rhythm, muted=silent, paused_until=paused_until)
    return preference


def mark_read(*, user: Any, now: datetime, notification: Notification | None = None) -> int:
    """Note that `user` read one of her notifications, or all she may read by `now`; return how many were unread."""
    rows = Notification.objects.told_to(user, now).unread()
    if notification is not None:
        rows = rows.filter(pk=notification.pk)
    return rows.update(read_at=now)
