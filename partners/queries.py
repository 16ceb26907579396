"""The rows of the directory's pages, and who to write to in a structure."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, Q, QuerySet, Value

from ofqj_portal.accounts.shores import register_shore_source
from ofqj_portal.core import calendar
from ofqj_portal.core.outbox import Recipient
from ofqj_portal.core.shores import Shore
from partners import access
from partners.models import Agreement, Contact, Membership, Network, Structure, Territory
from partners.models.search import Fold
from partners.models.structure import FOLDED

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


def structure_list_rows(
    user: "User",
    *,
    text: str = "",
    kind: str = "",
    country: str = "",
    territory: Territory | None = None,
    network: Network | None = None,
) -> QuerySet[Structure]:
    """List the directory as `user` may read it, by name; with a text, the closest names come first."""
    rows = Structure.objects.visible_to(user).select_related("territory__parent", "network")
    if kind:
        rows = rows.filter(kind=kind)
    if country:
        rows = rows.filter(country=country)
    if territory:
        rows = rows.filter(Q(territory=territory) | Q(territory__parent=territory))
    if network:
        rows = rows.filter(Q(network=network) | Q(network__parent=network) | Q(network__parent__parent=network))
    if not text.strip():
        return rows.order_by(Fold("name"), "pk")
    closeness = TrigramWordSimilarity(Fold(Value(text)), FOLDED)
    return rows.matching(text).annotate(closeness=closeness).order_by("-closeness", Fold("name"), "pk")


@dataclass(frozen=True)
class StructureSheet:
    """What the sheet of a structure shows to one reader; `members` is None for whoever may not see them."""

    structure: Structure
    contacts: list[Contact]
    agreements: list["AgreementRow"]
    members: list[Membership] | None
    may_edit: bool
    may_manage_members: bool
    may_record_agreement: bool


def sheet_of(user: "User", structure: Structure, *, on: date) -> StructureSheet:
    """Gather the sheet of `structure`; three queries whatever it holds. Contacts are for signed-in people."""
    signed_in = user.is_authenticated
    may_manage = signed_in and access.can_manage_members(user, structure)
    return StructureSheet(
        structure=structure,
        contacts=list(structure.contacts.order_by("name", "pk")) if signed_in else [],
        agreements=[agreement_row(agreement, on, seen_from=structure) for agreement in agreements_of(user, structure)],
        members=list(member_rows(structure)) if may_manage else None,
        may_edit=signed_in and access.can_edit_structure(user, structure),
        may_manage_members=may_manage,
        may_record_agreement=bool(signed_in and access.keeps_agreements_elsewhere(user, structure)),
    )


def member_rows(structure: Structure) -> QuerySet[Membership]:
    """List who works or worked in a structure: the present ones first, by name."""
    rows = Membership.objects.filter(structure=structure).select_related("user")
    return rows.order_by(F("ends_on").desc(nulls_first=True), "user__last_name", "user__first_name", "pk")


@dataclass(frozen=True)
class AgreementRow:
    """An entente in a list: its state in words, the partner seen from one side."""

    agreement: Agreement
    partner: Structure | None
    state_kind: str
    state_label: str


def agreement_row(agreement: Agreement, on: date, seen_from: Structure | None = None) -> AgreementRow:
    """Say where an entente stands on that day."""
    partner = None
    if seen_from:
        partner = agreement.second_structure if agreement.first_structure == seen_from else agreement.first_structure
    state = agreement.state(on)
    return AgreementRow(agreement, partner, state.badge, str(state.label))


def agreements_of(user: "User", structure: Structure) -> QuerySet[Agreement]:
    """List the ententes of a structure that `user` may read, the latest first."""
    rows = Agreement.objects.visible_to(user).of(structure)
    return rows.select_related("first_structure", "second_structure").order_by("-starts_on", "-pk")


def agreement_list_rows(user: "User", *, own: set[int] | None = None, text: str = "") -> QuerySet[Agreement]:
    """List the ententes `user` may read, the latest first; `own` keeps those of some structures."""
    rows = Agreement.objects.visible_to(user).select_related("first_structure", "second_structure")
    if own is not None:
        rows = rows.filter(Q(first_structure__in=own) | Q(second_structure__in=own))
    if text.strip():
        matching = Structure.objects.matching(text).values("pk")
        rows = rows.alias(folded=Fold("title")).filter(
            Q(folded__contains=Fold(Value(text))) | Q(first_structure__in=matching) | Q(second_structure__in=matching)
        )
    return rows.order_by("-starts_on", "-pk")


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
