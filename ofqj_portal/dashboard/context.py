"""What every page shows around its content: the menu of this reader, who she is, and where she is speaking from."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import calendar
from ofqj_portal.core.addresses import fixed_address
from ofqj_portal.core.roles import Role, grants_of

DIRECTORY_READERS = frozenset(Role)


@dataclass(frozen=True)
class Entry:
    """One line of the menu: shown to whoever holds one of `roles` (to everybody, signed in or not, when None)."""

    label: Any
    url_name: str
    roles: frozenset[Role] | None = None


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    current: bool


CARRIERS = frozenset({Role.ADVISER, Role.MANAGER})
STAFF = frozenset({Role.OFFICER, Role.DECIDER})
ENTRIES = (
    Entry(_("Accueil"), "dashboard:home", DIRECTORY_READERS),
    Entry(_("Instruction"), "projects:queue", STAFF),
    Entry(_("Projets"), "projects:list", CARRIERS | STAFF | {Role.FINANCE, Role.NETWORK, Role.LEADER}),
    Entry(_("Jeunes"), "participants:people", CARRIERS),
    Entry(_("Versements"), "projects:payments", frozenset({Role.FINANCE})),
    Entry(_("Enveloppes"), "projects:envelopes", STAFF | {Role.FINANCE}),
    Entry(_("Appels"), "projects:calls"),
    Entry(_("Conseil"), "projects:advice_list", CARRIERS | STAFF),
    Entry(_("Structures"), "partners:list"),
    Entry(_("Convention"), "conventions:list", DIRECTORY_READERS - {Role.LEADER, Role.ADMIN}),
    Entry(_("Bilans"), "conventions:reports"),
    Entry(_("Administration"), "admin:index", frozenset({Role.ADMIN})),
)


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Give the templates `menu` and `chrome` (user_label, structure_label, unread_count, demo, clock_offset_label)."""
    user = getattr(request, "user", None)
    structure = getattr(request, "structure", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "menu": _menu(request, user),
        "chrome": {
            "user_label": str(user) if signed_in else "",
            "structure_label": str(structure) if structure else "",
            "unread_count": getattr(user, "unread_count", 0) if signed_in else 0,
            "session_seconds": getattr(request, "session_seconds", 0),
            "seen_as": str(user) if getattr(request, "seen_as", None) and signed_in else "",
            "demo": settings.DEMO,
            "clock_offset_label": _clock_label(calendar.clock_offset()) if settings.DEMO else "",
        },
    }


def _menu(request: HttpRequest, user: Any) -> list[MenuItem]:
    held = {grant.role for grant in grants_of(user)} if user else set()
    shown = [entry for entry in ENTRIES if entry.roles is None or held & entry.roles]
    items = [(str(entry.label), fixed_address(entry.url_name)) for entry in shown]
    current = _longest_prefix(request.path, [url for _label, url in items])
    return [MenuItem(label, url, url == current) for label, url in items]


def _longest_prefix(path: str, urls: list[str]) -> str | None:
    matches = [url for url in urls if (path == url if url == "/" else path.startswith(url))]
    return max(matches, key=len, default=None)


def _clock_label(offset: Any) -> str:
    if not offset:
        return ""
    days, hours = offset.days, offset.seconds // 3600
    parts = [gettext("%d jours") % days if days else "", gettext("%d heures") % hours if hours else ""]
    return "+ " + " ".join(part for part in parts if part)
