"""Structures that nobody manages, or soon nobody, and who could: the portal notices, people decide."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.core.outbox import Recipient
from ofqj_portal.core.roles import Role, has_role, sections_of
from ofqj_portal.core.shores import format_date
from partners.enums import HEADS_OF_NETWORKS, Country, InvitationState, MembershipRole, Section, StructureKind
from partners.models import Invitation, Membership, Network, Structure
from partners.queries.people import recipients_of

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

AHEAD = timedelta(days=30)
_HERE = Membership.objects.filter(structure=OuterRef("pk"))


def without_manager(on: date) -> QuerySet[Structure]:
    """Keep the structures somebody works or worked in, and that nobody manages on that day or a month later.

    The sections and the heads of networks are left out: the administrator knows their people.

    The last day somebody managed them is annotated as `managed_until` (None for a manager whose account was closed).
    """
    lasting = _HERE.filter(role=MembershipRole.MANAGER, user__is_active=True).current(on + AHEAD)
    managed = Max("memberships__ends_on", filter=Q(memberships__role=MembershipRole.MANAGER))
    rows = (
        Structure.objects.active()
        .exclude(kind__in=[StructureKind.OFQJ, *HEADS_OF_NETWORKS])
        .filter(Exists(_HERE), ~Exists(lasting))
    )
    return rows.annotate(managed_until=managed)


def watched_by(user: "User", on: date) -> QuerySet[Structure]:
    """Keep, of those, what `user` looks after: her networks, her section's shore, all for the administrator."""
    rows = without_manager(on)
    if has_role(user, Role.ADMIN):
        return rows
    countries = [Country.FR] if Section.FRANCE in sections_of(user, Role.OFFICER, Role.DECIDER) else []
    countries += [Country.QC] if Section.QUEBEC in sections_of(user, Role.OFFICER, Role.DECIDER) else []
    countries += [Country.OTHER] if countries else []
    own = Structure.objects.in_networks_of(user)
    return rows.filter(Q(country__in=countries) | Q(pk__in=own.values("pk")))


@dataclass(frozen=True)
class UnmanagedLine:
    """A structure without a manager, since or from when, who could be, and whether she was already asked."""

    structure: Structure
    when: str
    is_late: bool
    candidates: tuple[Membership, ...]
    asked: str

    @property
    def successor(self) -> Membership | None:
        """Return who is proposed: the adviser who has worked there longest."""
        return self.candidates[0] if self.candidates else None


def unmanaged_lines(rows: Iterable[Structure], *, on: date) -> list[UnmanagedLine]:
    """Say of each structure of `without_manager` who could manage it; two queries, whatever their number."""
    structures = list(rows)
    people: dict[int, list[Membership]] = defaultdict(list)
    for membership in candidates_in(structures, on=on):
        people[membership.structure_id].append(membership)
    waiting = Invitation.objects.filter(
        structure__in=structures, role=MembershipRole.MANAGER, state=InvitationState.PENDING
    )
    asked = {invitation.structure_id: invitation.email for invitation in waiting}
    return [
        UnmanagedLine(
            structure,
            _when(structure, on),
            _is_late(structure, on),
            tuple(people[structure.pk]),
            asked.get(structure.pk, ""),
        )
        for structure in structures
    ]


def candidates_in(structures: Iterable[Structure], *, on: date) -> QuerySet[Membership]:
    """List who works in these structures without managing them, the longest there first."""
    rows = Membership.objects.filter(structure__in=list(structures), user__is_active=True).current(on)
    return rows.filter(role=MembershipRole.ADVISER).select_related("user", "structure").order_by("starts_on", "pk")


def watchers_of(structure: Structure, *, on: date) -> list[Recipient]:
    """Return who looks after a structure that nobody manages: its network's team, else the OFQJ's officers."""
    nodes: list[Network] = []
    node = structure.network
    while node is not None and len(nodes) < 3:
        nodes.append(node)
        node = node.parent
    heads = [
        head for head in Network.objects.filter(pk__in=[n.pk for n in nodes]).values_list("head", flat=True) if head
    ]
    for head in Structure.objects.filter(pk__in=heads).order_by("pk"):
        if found := recipients_of(head, Role.NETWORK, on=on):
            return found
    section = Section.QUEBEC if structure.country == Country.QC else Section.FRANCE
    office = Structure.objects.filter(section=section).first()
    return recipients_of(office, Role.OFFICER, Role.DECIDER, on=on) if office else []


def managed_until(structure: Structure) -> date | None:
    """Return the last day somebody managed a structure of `without_manager`."""
    day: date | None = vars(structure)["managed_until"]
    return day


def _is_late(structure: Structure, on: date) -> bool:
    day = managed_until(structure)
    return day is None or day < on


def _when(structure: Structure, on: date) -> str:
    day = managed_until(structure)
    if day is None:
        return _("Personne ne la gère")
    if day < on:
        return _("Plus personne ne la gère depuis le %s") % format_date(day)
    return _("La personne responsable part le %s") % format_date(day)
