"""The sessions a person has open."""

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar

BROWSERS = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
]


@dataclass(frozen=True)
class SessionRow:
    session: UserSession
    device: str
    is_current: bool


def session_rows(user: User, *, current_key: str | None) -> list[SessionRow]:
    """List the sessions of `user` that still live, this one first, then the newest."""
    alive = Session.objects.filter(expire_date__gt=calendar.real_now()).values("session_key")
    rows = [
        SessionRow(session, device_label(session.user_agent), session.session_key == current_key)
        for session in UserSession.objects.filter(user=user, session_key__in=alive).order_by("-created_at", "-pk")
    ]
    return sorted(rows, key=lambda row: not row.is_current)


def device_label(user_agent: str) -> str:
    """Say which browser and system a session comes from, as well as its header tells."""
    browser = next((label for mark, label in BROWSERS if mark in user_agent), "")
    system = next((label for mark, label in SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s sur %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Navigateur inconnu")
