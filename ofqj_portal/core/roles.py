"""Who somebody is, here and today: roles come from memberships, mandates and stays led, never from the account itself.

The apps above register where their roles come from; the kernel only asks. This keeps every arrow pointing down.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ofqj_portal.core import calendar
from ofqj_portal.core.account_facts import forget_facts


class Role(StrEnum):
    """The roles of the portal; the right-hand words are stored, so they stay put."""

    ADVISER = "adviser"
    MANAGER = "manager"
    OFFICER = "officer"
    DECIDER = "decider"
    FINANCE = "finance"
    NETWORK = "network"
    COMMITTEE = "committee"
    LEADER = "leader"
    DPO = "dpo"
    ADMIN = "admin"


SECOND_FACTOR_ROLES = frozenset(
    {Role.OFFICER, Role.DECIDER, Role.FINANCE, Role.NETWORK, Role.COMMITTEE, Role.DPO, Role.ADMIN}
)


@dataclass(frozen=True)
class RoleGrant:
    """One role held today, with what it is held over; what does not apply stays None."""

    role: Role
    structure_id: int | None = None
    section: str | None = None
    party: str | None = None
    project_id: int | None = None


RoleSource = Callable[[Any, date], Iterable[RoleGrant]]
_sources: list[RoleSource] = []


def register_role_source(source: RoleSource) -> RoleSource:
    """Add a place roles come from, at start-up; returns it, to serve as decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def grants_of(user: Any) -> frozenset[RoleGrant]:
    """Return every role `user` holds today (Paris), asked once for each instance of the user, so once a request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    if not hasattr(user, "_role_grants"):
        today = calendar.today()
        user._role_grants = frozenset(grant for source in _sources for grant in source(user, today))
    return user._role_grants


def forget_grants(user: Any) -> None:
    """Drop what was remembered of the roles of `user`, after one of them changed."""
    forget_facts(user)
    for memory in ("_role_grants", "_held_over"):
        if hasattr(user, memory):
            delattr(user, memory)


def has_role(user: Any, *roles: Role) -> bool:
    """Say whether `user` holds at least one of `roles` today."""
    return any(grant.role in roles for grant in grants_of(user))


def structure_ids(user: Any, *roles: Role) -> set[int]:
    """Return the ids of the structures over which `user` holds one of `roles` (of any role, when none is named)."""
    return _collect(user, roles, "structure_id")


def sections_of(user: Any, *roles: Role) -> set[str]:
    """Return the OFQJ sections over which `user` holds one of `roles`."""
    return _collect(user, roles, "section")


def parties_of(user: Any, *roles: Role) -> set[str]:
    """Return the parties of the convention for which `user` holds one of `roles`."""
    return _collect(user, roles, "party")


def led_project_ids(user: Any) -> set[int]:
    """Return the ids of the projects whose stay `user` leads today."""
    return _collect(user, (Role.LEADER,), "project_id")


def needs_second_factor(user: Any) -> bool:
    """Say whether one of the roles of `user` obliges her to sign in with a second factor."""
    return has_role(user, *SECOND_FACTOR_ROLES)


def _collect(user: Any, roles: tuple[Role, ...], attribute: str) -> set[Any]:
    """Gather what `user` holds her roles over; a page asks the same of her some thirty times, so each once."""
    grants = grants_of(user)
    if not grants:
        return set()
    if not hasattr(user, "_held_over"):
        user._held_over = {}
    if (known := user._held_over.get((attribute, roles))) is None:
        values = {getattr(grant, attribute) for grant in grants if not roles or grant.role in roles}
        known = user._held_over[attribute, roles] = values - {None}
    return set(known)
