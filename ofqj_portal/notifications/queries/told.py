"""What a person was told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from ofqj_portal.core.mail_kinds import mail_kind
from ofqj_portal.notifications.models import Notification


@dataclass(frozen=True)
class ToldLine:
    """One thing she was told: its words, its kind, when, and whether she read it."""

    notification: Notification
    kind_label: Any
    at: datetime


def told_rows(user: Any, real_now: datetime, *, only_unread: bool = False) -> QuerySet[Notification]:
    """List what `user` was told, the latest first."""
    rows = Notification.objects.told_to(user, real_now).select_related("mail")
    return rows.unread() if only_unread else rows


def told_lines(rows: Any) -> list[ToldLine]:
    """Say of each what kind it is of."""
    return [ToldLine(row, mail_kind(row.mail.kind).label, row.mail.not_before) for row in rows]
