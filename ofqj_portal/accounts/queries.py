"""The sessions a person has open."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from ofqj_portal.accounts.devices import device_label, network_of
from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.session_limits import SEEN
from ofqj_portal.core import calendar


@dataclass(frozen=True)
class SessionRow:
    session: UserSession
    device: str
    network: str
    seen_at: datetime
    is_current: bool


def session_rows(user: User, *, current_key: str | None) -> list[SessionRow]:
    """List the sessions of `user` that still live, this one first, then the newest."""
    alive = Session.objects.filter(expire_date__gt=calendar.real_now(), session_key__in=_keys(user))
    seen = {session.session_key: session.get_decoded().get(SEEN) for session in alive}
    rows = [
        SessionRow(
            session,
            device_label(session.user_agent),
            network_of(session.ip),
            datetime.fromtimestamp(at, UTC) if (at := seen[session.session_key]) else session.last_seen_at,
            session.session_key == current_key,
        )
        for session in UserSession.objects.filter(user=user, session_key__in=seen).order_by("-created_at", "-pk")
    ]
    return sorted(rows, key=lambda row: not row.is_current)


def _keys(user: User) -> Any:
    return UserSession.objects.filter(user=user).values("session_key")
