"""Who reaches which page, read from the declarations that the tests try one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.access import Actor, Page, declared_pages

ACTORS = {
    Actor.ANONYMOUS: gettext_lazy("Personne de connecté"),
    Actor.ADVISER: gettext_lazy("Conseiller·ère du porteur"),
    Actor.MANAGER: gettext_lazy("Responsable du porteur"),
    Actor.HOST: gettext_lazy("Structure d’accueil"),
    Actor.LEADER: gettext_lazy("Accompagnement"),
    Actor.OFFICER: gettext_lazy("Instruction"),
    Actor.DECIDER: gettext_lazy("Décision"),
    Actor.OTHER_SECTION: gettext_lazy("Section non sollicitée"),
    Actor.FINANCE: gettext_lazy("Finances"),
    Actor.NETWORK: gettext_lazy("Réseau"),
    Actor.ARML: gettext_lazy("ARML"),
    Actor.COMMITTEE: gettext_lazy("Comité"),
    Actor.DPO: gettext_lazy("Protection des données"),
    Actor.ADMIN: gettext_lazy("Administration"),
    Actor.STRANGER: gettext_lazy("Autre structure"),
    Actor.STRANGER_ABROAD: gettext_lazy("Autre structure, autre rive"),
}
ACCOUNTS = "accounts"  # allauth's names have no app in front of them


@dataclass(frozen=True)
class RightRow:
    """One page: its address, whether it acts, and what each actor gets, in the order of ACTORS."""

    name: str
    path: str
    acts: bool
    cells: tuple[str, ...]


def apps() -> list[str]:
    """Return the parts of the portal that have pages."""
    return sorted({_app(name) for name in declared_pages()})


def right_rows(*, app: str = "", actor: str = "") -> list[RightRow]:
    """List the pages of an app (all, when ""), by address; only those `actor` reaches, where one is named."""
    paths = _paths()
    rows = [
        RightRow(page.name, paths.get(page.name, ""), "POST" in page.methods, tuple(cell(page, a) for a in ACTORS))
        for page in declared_pages().values()
        if app in ("", _app(page.name)) and (not actor or Actor(actor) in page.reach)
    ]
    return sorted(rows, key=lambda row: (row.path, row.name))


def cell(page: Page, actor: Actor) -> str:
    """Say what `actor` gets at `page`: what the access matrix of the tests expects of it."""
    if actor in page.reach:
        return _("oui")
    if actor is Actor.ANONYMOUS:
        return _("connexion")
    return _("refusé") if actor in page.refused else "—"


def _app(name: str) -> str:
    return name.partition(":")[0] if ":" in name else ACCOUNTS


@cache
def _paths() -> dict[str, str]:
    return dict(_walk(get_resolver().url_patterns, "/", ()))


def _walk(patterns: list[Any], before: str, spaces: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for entry in patterns:
        path = before + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            inside = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry.url_patterns, path, inside)
        elif isinstance(entry, URLPattern) and entry.name:
            yield ":".join((*spaces, entry.name)), path
