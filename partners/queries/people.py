"""Who works in a structure, and who to write to there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.accounts.shores import register_shore_source
from ofqj_portal.core import calendar
from ofqj_portal.core.outbox import Recipient
from ofqj_portal.core.shores import Shore
from partners.models import Membership, Structure

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


def member_rows(structure: Structure) -> QuerySet[Membership]:
    """List who works or worked in a structure: the present ones first, by name."""
    rows = Membership.objects.filter(structure=structure).select_related("user")
    return rows.order_by(F("ends_on").desc(nulls_first=True), "user__last_name", "user__first_name", "pk")


@dataclass(frozen=True)
class MemberLine:
    """A membership in a list, with where it stands."""

    membership: Membership
    state_kind: str
    state_label: str
    may_end: bool


def member_lines(rows: Iterable[Membership], *, on: date) -> list[MemberLine]:
    """Say where each membership stands on that day."""
    return [_member_line(membership, on) for membership in rows]


def _member_line(membership: Membership, on: date) -> MemberLine:
    if not membership.user.is_active:
        return MemberLine(membership, "neutral", _("Compte fermé"), may_end=False)
    if membership.ends_on and membership.ends_on < on:
        return MemberLine(membership, "neutral", _("Terminé"), may_end=False)
    if membership.starts_on > on:
        return MemberLine(membership, "neutral", _("À venir"), may_end=True)
    return MemberLine(membership, "ok", _("En cours"), may_end=True)


def recipients_of(structure: Structure, *roles: str, on: date) -> list[Recipient]:
    """Return who to write to in a structure: its present members in these roles (all, when none is named)."""
    rows = Membership.objects.filter(structure=structure, user__is_active=True).current(on).select_related("user")
    if roles:
        rows = rows.filter(role__in=roles)
    users: dict[int, Any] = {row.user_id: row.user for row in rows.order_by("user__email")}
    return [
        Recipient(email=user.email, name=str(user), shore=structure.shore, user_id=user.pk) for user in users.values()
    ]


@register_shore_source
def shore_from_memberships(user: "User") -> Shore | None:
    """Tell accounts whose words `user` reads: those of the structure she has worked in longest."""
    membership = (
        Membership.objects.of(user)
        .current(calendar.today())
        .select_related("structure")
        .order_by("starts_on", "pk")
        .first()
    )
    return membership.structure.shore if membership else None
