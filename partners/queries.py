"""The rows of the directory's pages, and who to write to in a structure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from ofqj_portal.accounts.shores import register_shore_source
from ofqj_portal.core import calendar
from ofqj_portal.core.outbox import Recipient
from ofqj_portal.core.shores import Shore, format_date
from partners import access
from partners.enums import AgreementState
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
    closeness = TrigramWordSimilarity(Fold(Value(text)), FOLDED)  # type: ignore[arg-type]
    return rows.matching(text).annotate(closeness=closeness).order_by("-closeness", Fold("name"), "pk")


@dataclass(frozen=True)
class Fact:
    """A label and its value on a sheet, as components/facts.html shows them."""

    label: str
    value: Any
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class StructureSheet:
    """What the sheet of a structure shows to one reader; None stands for what she may not see."""

    structure: Structure
    contacts: list[Contact]
    agreements: list["AgreementRow"] | None
    members: list["MemberLine"] | None
    may_edit: bool
    new_agreement_url: str

    @property
    def facts(self) -> list[Fact]:
        """The data of the structure itself, in the order people look for them."""
        return structure_facts(self.structure)


def sheet_of(user: "User", structure: Structure, *, on: date) -> StructureSheet:
    """Gather the sheet of `structure` (from access.get_structure); three queries at most, whatever it holds.

    Contacts and ententes are for signed-in people, members for the manager and the administrator.
    """
    if not user.is_authenticated:
        return StructureSheet(structure, [], None, None, may_edit=False, new_agreement_url="")
    own = access.kept_structures(user)
    may_manage = access.can_manage_members(user, structure)
    new_agreement = f"{reverse('partners:agreement_new')}?avec={structure.pk}"
    return StructureSheet(
        structure=structure,
        contacts=list(structure.contacts.order_by("name", "pk")),
        agreements=[
            agreement_row(agreement, on, own=own, seen_from=structure) for agreement in agreements_of(user, structure)
        ],
        members=member_lines(member_rows(structure), on=on) if may_manage else None,
        may_edit=access.can_edit_structure(user, structure),
        new_agreement_url=new_agreement if access.keeps_agreements_elsewhere(user, structure) else "",
    )


def structure_facts(structure: Structure) -> list[Fact]:
    """List what the directory says of a structure."""
    place = " ".join(part for part in (structure.postal_code, structure.commune) if part)
    region = structure.territory.parent if structure.territory else None
    identifiers = [
        Fact(label, value)
        for label, value in (
            (_("SIRET"), structure.siret),
            (_("RNA"), structure.rna),
            (_("NEQ"), structure.neq),
            (_("Code i-milo"), structure.imilo_code),
        )
        if value
    ]
    return [
        Fact(_("Type"), structure.get_kind_display(), detail=str(structure.network or "")),
        Fact(_("Territoire"), structure.territory or structure.country_label, detail=str(region or "")),
        Fact(_("Adresse"), "\n".join(part for part in (structure.street, place) if part)),
        Fact(_("Téléphone"), structure.phone),
        Fact(_("Adresse e-mail"), structure.email, url=f"mailto:{structure.email}" if structure.email else ""),
        Fact(_("Site web"), structure.website, url=structure.website),
        Fact(_("Thèmes"), ", ".join(structure.theme_labels)),
        Fact(_("Places d’accueil"), structure.hosting_capacity),
        *identifiers,
        Fact(_("Fiche vérifiée le"), format_date(structure.checked_on) if structure.checked_on else ""),
    ]


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


@dataclass(frozen=True)
class AgreementRow:
    """An entente in a list: its state in words, the partner seen from one side."""

    agreement: Agreement
    partner: Structure | None
    state_kind: str
    state_label: str


def agreement_row(agreement: Agreement, on: date, *, own: set[int], seen_from: Structure | None = None) -> AgreementRow:
    """Say where an entente stands on that day, to somebody who keeps the ententes of the structures `own`."""
    partner = None
    if seen_from:
        partner = agreement.second_structure if agreement.first_structure == seen_from else agreement.first_structure
    state = agreement.state(on)
    if state == AgreementState.TO_CONFIRM and agreement.second_structure_id in own:
        return AgreementRow(agreement, partner, "you", _("À vous de confirmer"))
    return AgreementRow(agreement, partner, state.badge, str(state.label))


def agreements_of(user: "User", structure: Structure) -> QuerySet[Agreement]:
    """List the ententes of a structure that `user` may read, the latest first."""
    rows = Agreement.objects.visible_to(user).of(structure)
    return rows.select_related("first_structure", "second_structure").order_by("-starts_on", "-pk")


def agreement_list_rows(
    user: "User",
    *,
    own: set[int] | None = None,
    text: str = "",
    born: tuple[date, date] | None = None,
    standing_on: date | None = None,
) -> QuerySet[Agreement]:
    """List the ententes `user` may read, the latest first.

    `own` keeps those of some structures, `born` those confirmed and signed in these days, `standing_on` those that
    bind on that day: what a key figure of an annual report counts.
    """
    rows = Agreement.objects.visible_to(user).select_related("first_structure", "second_structure")
    if born is not None:
        rows = rows.born_between(*born)
    if standing_on is not None:
        rows = rows.active_on(standing_on)
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
