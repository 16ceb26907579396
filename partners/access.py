"""Who is a member of what today, and what she may do with structures and ententes; never judges a state."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet

from ofqj_portal.core.access import EVERYBODY, SIGNED_IN, Actor, allow, declare, open_door
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.roles import Role, RoleGrant, grants_of, has_role, register_role_source, structure_ids
from partners.enums import Party, StructureKind
from partners.models import Agreement, Distinction, Membership, Structure, StructureMerge
from partners.models.merge import StructureMergeQuerySet

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

HELD = "_held_memberships"  # where a user keeps the memberships of her roles, for one request
May = Callable[["User", Structure], bool]


def _held_by(_reader: None, _key: None, *, person: int, on: date) -> "QuerySet[Membership]":
    rows = Membership.objects.filter(user=person).current(on).select_related("structure").order_by("starts_on", "pk")
    return rows.annotate(network_party=F("structure__headed_networks__party"))


_HELD_BY = PreparedRows(_held_by, person=int, on=date)


@register_role_source
def roles_from_memberships(user: "User", on: date) -> Iterator[RoleGrant]:
    """Read the memberships that hold on that day, once, and keep them on the user for `memberships_of`."""
    held = _HELD_BY.of(None, person=user.pk, on=on).all()
    setattr(user, HELD, held)
    for membership in held:
        structure = membership.structure
        party = Party.OFQJ if structure.kind == StructureKind.OFQJ else membership.network_party
        yield RoleGrant(
            role=Role(membership.role),
            structure_id=structure.pk,
            section=structure.section or None,
            party=party or None,
        )


def memberships_of(user: "User") -> list[Membership]:
    """Return the memberships of `user` that hold today, the oldest first; no query beyond the one of her roles."""
    grants_of(user)
    return list({membership.pk: membership for membership in getattr(user, HELD, [])}.values())


def structures_of(user: "User") -> list[Structure]:
    """Return the structures `user` works in today, without repetition."""
    return list({membership.structure_id: membership.structure for membership in memberships_of(user)}.values())


def can_edit_structure(user: "User", structure: Structure) -> bool:
    """Its manager keeps its sheet; the administrator may mend any."""
    return has_role(user, Role.ADMIN) or structure.pk in structure_ids(user, Role.MANAGER)


def can_check_structure(user: "User", structure: Structure) -> bool:
    """Its managers and advisers say that its sheet is right."""
    return structure.pk in structure_ids(user, Role.MANAGER, Role.ADVISER)


def can_manage_members(user: "User", structure: Structure) -> bool:
    """Its manager says who works there; the administrator helps."""
    return has_role(user, Role.ADMIN) or structure.pk in structure_ids(user, Role.MANAGER)


def can_watch_managers(user: "User") -> bool:
    """Networks, officers, deciders and the administrator look after the structures that nobody manages."""
    return has_role(user, Role.ADMIN, Role.NETWORK, Role.OFFICER, Role.DECIDER)


def can_keep_agreements(user: "User", structure: Structure) -> bool:
    """Its advisers and managers record, confirm and end its ententes."""
    return structure.pk in structure_ids(user, Role.ADVISER, Role.MANAGER)


def kept_structures(user: "User") -> set[int]:
    """Return the structures whose ententes `user` keeps."""
    return structure_ids(user, Role.ADVISER, Role.MANAGER)


def keeps_agreements_elsewhere(user: "User", partner: Structure) -> bool:
    """Say whether `user` may record an entente between a structure of hers and `partner`."""
    return bool(structure_ids(user, Role.ADVISER, Role.MANAGER) - {partner.pk})


def can_import_structures(user: "User") -> bool:
    """The administrator imports any directory, a network its own members."""
    return has_role(user, Role.ADMIN, Role.NETWORK)


def can_merge_structures(user: "User") -> bool:
    """The administrator makes two sheets one anywhere, a network among its own members."""
    return has_role(user, Role.ADMIN, Role.NETWORK)


def merges_of(user: "User") -> StructureMergeQuerySet:
    """Return the merges `user` may undo: all for the administrator, those among its members for a network."""
    rows = StructureMerge.objects.all()
    if has_role(user, Role.ADMIN):
        return rows
    return rows.filter(kept__in=Structure.objects.in_networks_of(user))


def get_merge(user: "User", pk: int) -> StructureMerge:
    """Hand over a merge: 403 to who merges nothing, 404 for one that is not hers."""
    allow(can_merge_structures(user))
    return open_door(merges_of(user), user, pk=pk)


def get_distinction(user: "User", pk: int) -> Distinction:
    """Hand over what was said of two sheets: 403 to who merges nothing, 404 when they are not both hers to compare."""
    allow(can_merge_structures(user))
    rows = Distinction.objects.select_related("one", "other")
    if not has_role(user, Role.ADMIN):
        own = Structure.objects.in_networks_of(user)
        rows = rows.filter(one__in=own, other__in=own)
    return open_door(rows, user, pk=pk)


def get_structure(user: "User", pk: int) -> Structure:
    """Hand over a structure `user` may read, with its territory and network, or answer 404."""
    rows: Any = _SHEETS.of(user, pk=pk)
    return open_door(rows, user)


def _sheets(user: "User", _key: None, *, pk: int) -> "QuerySet[Structure]":
    rows = Structure.objects.visible_to(user).select_related("territory__parent", "network__parent", "checked_by")
    return rows.filter(pk=pk)


_SHEETS = PreparedRows(_sheets, pk=int)


def get_own_structure(user: "User", pk: int, may: May) -> Structure:
    """Hand over a structure that `user` works in (any, for the administrator): 404 elsewhere, 403 without the right."""
    rows = (
        Structure.objects.all() if has_role(user, Role.ADMIN) else Structure.objects.filter(pk__in=structure_ids(user))
    )
    return open_door(rows.select_related("territory__parent", "network"), user, may=may, pk=pk)


def is_side_of(user: "User", agreement: Agreement) -> bool:
    """Say whether `user` keeps the ententes of one of the two structures."""
    own = structure_ids(user, Role.ADVISER, Role.MANAGER)
    return bool(own & {agreement.first_structure_id, agreement.second_structure_id})


def can_confirm_agreement(user: "User", agreement: Agreement) -> bool:
    """Only the structure that did not record it confirms it."""
    return agreement.second_structure_id in structure_ids(user, Role.ADVISER, Role.MANAGER)


def can_renew_agreement(user: "User", agreement: Agreement) -> bool:
    """Either side may propose to go on."""
    return is_side_of(user, agreement)


def get_agreement(user: "User", pk: int, may: Callable[["User", Agreement], bool] | None = None) -> Agreement:
    """Hand over an entente `user` may read: 404 to strangers of both structures, 403 without the right to act."""
    rows = Agreement.objects.visible_to(user).select_related(
        "first_structure", "second_structure", "renews", "renewed_by"
    )
    return open_door(rows, user, may=may, pk=pk)


OWN = {Actor.MANAGER, Actor.ADMIN}
SIDES = {Actor.ADVISER, Actor.MANAGER, Actor.HOST, Actor.STRANGER, Actor.STRANGER_ABROAD}  # anybody who has a structure
OWN_SIDE = {Actor.ADVISER, Actor.MANAGER, Actor.HOST}  # the matrix's entente binds the carrier and its host
NOT_OWN_SIDE = SIGNED_IN - OWN_SIDE  # a confirmed entente is read by all, changed by its two sides
declare("partners:list", reach=EVERYBODY)
declare("partners:map", reach=EVERYBODY)
declare("partners:switch", reach=(), methods={"POST"})  # one's own structures only
declare("partners:new", reach={Actor.ADMIN}, refused=SIGNED_IN - {Actor.ADMIN}, methods={"GET", "POST"})
declare("partners:edit", subject="structure", reach=OWN, refused={Actor.ADVISER}, methods={"GET", "POST"})
declare(
    "partners:check",
    subject="structure",
    reach={Actor.ADVISER, Actor.MANAGER},
    refused={Actor.ADMIN},
    methods={"POST"},
)
declare("partners:members", subject="structure", reach=OWN, refused={Actor.ADVISER})
declare("partners:invite", subject="structure", reach=OWN, refused={Actor.ADVISER}, methods={"GET", "POST"})
for _page in ("invitation_resend", "invitation_revoke"):
    declare(f"partners:{_page}", subject="invitation", reach=OWN, refused={Actor.ADVISER}, methods={"POST"})
declare("partners:join", subject="structure", reach=EVERYBODY, methods={"GET", "POST"})
declare("partners:join_answer", subject="join_request", reach=OWN, refused={Actor.ADVISER}, methods={"GET", "POST"})
WATCHERS = {Actor.ADMIN, Actor.NETWORK, Actor.ARML, Actor.OFFICER, Actor.DECIDER, Actor.OTHER_SECTION}
declare("partners:unmanaged", reach=WATCHERS, refused=SIGNED_IN - WATCHERS)
declare(
    "partners:propose_manager",
    subject="unmanaged_member",
    reach=WATCHERS - {Actor.OTHER_SECTION},  # the structure stands on the other shore
    refused=SIGNED_IN - WATCHERS,
    methods={"POST"},
)
declare("partners:my_invitations", reach=SIGNED_IN)
declare("partners:invitation_answer", subject="own_invitation", reach=(), methods={"POST"})  # one's own only
declare("partners:invitation_link", subject="invitation_link", reach=EVERYBODY, methods={"GET", "POST"})
declare("partners:member_end", subject="membership", reach=OWN, refused={Actor.ADVISER}, methods={"GET", "POST"})
declare("partners:agreements", reach=SIGNED_IN)
declare("partners:agreement_new", reach=SIDES, refused=SIGNED_IN - SIDES, methods={"GET", "POST"})
declare("partners:agreement", subject="agreement", reach=SIGNED_IN)
declare("partners:agreement_edit", subject="agreement", reach=OWN_SIDE, refused=NOT_OWN_SIDE, methods={"GET", "POST"})
declare("partners:agreement_renew", subject="agreement", reach=OWN_SIDE, refused=NOT_OWN_SIDE, methods={"GET", "POST"})
declare("partners:agreement_text", subject="agreement", reach=OWN_SIDE, refused=NOT_OWN_SIDE, methods={"GET", "POST"})
declare("partners:agreement_end", subject="agreement", reach=OWN_SIDE, refused=NOT_OWN_SIDE, methods={"GET", "POST"})
declare(
    "partners:agreement_confirm",
    subject="agreement",
    reach={Actor.HOST},
    refused=SIGNED_IN - {Actor.HOST},
    methods={"POST"},
)

IMPORTERS = {Actor.ADMIN, Actor.NETWORK, Actor.ARML}
declare("partners:import", reach=IMPORTERS, refused=SIGNED_IN - IMPORTERS, methods={"GET", "POST"})
for _name, _methods in (("import_preview", {"GET", "POST"}), ("import_errors", {"GET"})):  # one's own file only
    declare(f"partners:{_name}", subject="directory_file", reach=(), refused=SIGNED_IN - IMPORTERS, methods=_methods)
declare("partners:duplicates", reach=IMPORTERS, refused=SIGNED_IN - IMPORTERS)
declare("partners:merge", reach=IMPORTERS, refused=SIGNED_IN - IMPORTERS, methods={"GET", "POST"})
for _name, _subject in (("merge_undo", "structure_merge"), ("apart", "like_pair"), ("again", "distinction")):
    declare(f"partners:{_name}", subject=_subject, reach=IMPORTERS, refused=SIGNED_IN - IMPORTERS, methods={"POST"})
