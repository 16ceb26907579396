"""The rows of the directory, and the sheet of one structure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, Count, FloatField, Q, QuerySet, TextField, Value, When, Window
from django.db.models.functions import Concat
from django.db.models.lookups import Contains
from django.urls import reverse
from django.utils.translation import gettext as _

from ofqj_portal.core.prepared_rows import PreparedRows, RowsOf
from ofqj_portal.core.roles import structure_ids
from ofqj_portal.core.shores import format_date
from partners import access
from partners.enums import Country, Freshness, StructureKind
from partners.models import Contact, DirectoryRule, Network, Structure, Territory, directory_rule
from partners.models.search import Fold
from partners.queries.agreements import AgreementRow, agreement_row, agreements_of
from partners.queries.people import MemberLine, member_lines, member_rows

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


def structure_list_rows(
    user: "User", *, on: date, rule: DirectoryRule | None = None, **filters: Any
) -> QuerySet[Structure]:
    """List the directory as `user` may read it, by name; with a text, the closest names come first.

    A sheet that is obsolete on that day comes after the others: lower, never gone. See `_directory` for the filters.
    """
    return _directory(user, since=on - (rule or directory_rule()).obsolete_after, **filters)


def directory_page_rows(user: Any, filters: dict[str, Any], *, on: date, rule: DirectoryRule) -> RowsOf:
    """Return the structures of `structure_list_rows` for CountedPages: what lines read, by SQL written once."""
    return _LISTED.of(user, tuple(sorted(filters.items())), since=on - rule.obsolete_after)


def _listed(user: Any, filters: tuple[tuple[str, Any], ...], *, since: date) -> QuerySet[Structure]:
    rows = _directory(user, since=since, **dict(filters)).only(*LINE_FIELDS)
    return rows.annotate(found=Window(Count("pk")))


_LISTED = PreparedRows(_listed, since=date)


def _directory(
    user: "User",
    *,
    since: date,
    text: str = "",
    kind: str = "",
    country: str = "",
    territory: Territory | None = None,
    network: Network | None = None,
    theme: str = "",
    language: str = "",
    hosts: bool = False,
) -> QuerySet[Structure]:
    """List the sheets, those checked after `since` first."""
    rows = Structure.objects.visible_to(user).select_related("territory__parent", "network")
    if kind:
        rows = rows.filter(kind=kind)
    if country:
        rows = rows.filter(country=country)
    if territory:
        rows = rows.filter(Q(territory=territory) | Q(territory__parent=territory))
    if network:
        rows = rows.filter(Q(network=network) | Q(network__parent=network) | Q(network__parent__parent=network))
    if theme:
        rows = rows.filter(themes__contains=[theme])
    if language:
        rows = rows.filter(languages__contains=[language])
    if hosts:
        rows = rows.filter(hosting_capacity__gt=0)
    fresh = Q(checked_on__gt=since)
    if not text.strip():
        return rows.order_by(Case(When(fresh, then=0), default=1), "sort_name", "pk")
    weight = Case(When(fresh, then=Value(1.0)), default=Value(OBSOLETE_WEIGHT))
    return rows.matching(text).order_by((_closeness(text) * weight).desc(), "sort_name", "pk")


def _closeness(text: str) -> Case:
    """Say from 0 to 1 how close a sheet is to `text`: 1 where its words stand as they are, which is cheaper to see."""
    typed = Fold(Value(text))
    as_it_is = Contains(_between_spaces("search_text"), _between_spaces(typed))
    similarity = TrigramWordSimilarity(typed, "search_text")  # type: ignore[arg-type]
    return Case(When(as_it_is, then=Value(1.0)), default=similarity, output_field=FloatField())


def _between_spaces(text: Any) -> Concat:
    return Concat(Value(" "), text, Value(" "), output_field=TextField())


OBSOLETE_WEIGHT = 0.8  # how much of its closeness to the words an obsolete sheet keeps


#: What one line of the list reads.
LINE_FIELDS = (
    "name", "kind", "commune", "country", "other_country", "is_active", "checked_on",
    "territory__name", "territory__parent__name", "network__name",
)  # fmt: skip


@dataclass(frozen=True)
class DirectoryLine:
    """One structure of the list, in words; `freshness` where its sheet is too old to be believed."""

    url: str
    name: str
    place: str
    kind: str
    is_active: bool
    territory: str
    region: str
    network: str
    freshness: Freshness | None


def directory_lines(structures: Iterable[Structure], *, on: date, rule: DirectoryRule) -> list[DirectoryLine]:
    """Put structures, read with LINE_FIELDS, into words."""
    kinds = {code: str(label) for code, label in StructureKind.choices}
    countries = {code: str(label) for code, label in Country.choices}
    return [_directory_line(row, kinds, countries, row.freshness(on, rule)) for row in structures]


def _directory_line(
    row: Structure, kinds: dict[str, str], countries: dict[str, str], freshness: Freshness
) -> DirectoryLine:
    region = row.territory.parent if row.territory else None
    place = " · ".join(part for part in (row.commune, row.other_country or countries[row.country]) if part)
    return DirectoryLine(
        row.get_absolute_url(), row.name, place, kinds[row.kind], row.is_active,
        row.territory.name if row.territory else "", region.name if region else "",
        row.network.name if row.network else "", freshness if freshness == Freshness.OBSOLETE else None,
    )  # fmt: skip


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
    agreements: list[AgreementRow] | None
    members: list[MemberLine] | None
    may_edit: bool
    may_check: bool
    freshness: Freshness
    new_agreement_url: str
    join_url: str

    @property
    def facts(self) -> list[Fact]:
        """The data of the structure itself, in the order people look for them."""
        return structure_facts(self.structure, by_whom=self.agreements is not None)


def sheet_merged_into(pk: int) -> int | None:
    """Return the key of the sheet that `pk` was merged into, through as many merges as there were; None for none."""
    last, seen = pk, {pk}
    while other := Structure.objects.filter(pk=last).values_list("merged_into", flat=True).first():
        if other in seen:
            break
        seen.add(other)
        last = other
    return last if last != pk else None


def _contacts(_reader: None, _key: None, *, structure: int) -> "QuerySet[Contact]":
    return Contact.objects.filter(structure=structure).order_by("-is_mobility", "name", "pk")


_CONTACTS = PreparedRows(_contacts, structure=int)


def sheet_of(user: "User", structure: Structure, *, on: date) -> StructureSheet:
    """Gather the sheet of `structure` (from access.get_structure); four queries at most, whatever it holds.

    Contacts and ententes are for signed-in people, members for the manager and the administrator.
    """
    join_url = reverse("partners:join", args=[structure.pk]) if structure.is_active else ""
    freshness = structure.freshness(on, directory_rule())
    if not user.is_authenticated:
        return StructureSheet(
            structure,
            contacts=[],
            agreements=None,
            members=None,
            may_edit=False,
            may_check=False,
            freshness=freshness,
            new_agreement_url="",
            join_url=join_url,
        )
    own = access.kept_structures(user)
    may_manage = access.can_manage_members(user, structure)
    new_agreement = f"{reverse('partners:agreement_new')}?avec={structure.pk}"
    return StructureSheet(
        structure=structure,
        contacts=_CONTACTS.of(None, structure=structure.pk).all(),
        agreements=[
            agreement_row(agreement, on, own=own, seen_from=structure) for agreement in agreements_of(user, structure)
        ],
        members=member_lines(member_rows(structure), on=on) if may_manage else None,
        may_edit=access.can_edit_structure(user, structure),
        may_check=structure.is_active and access.can_check_structure(user, structure) and structure.checked_on != on,
        freshness=freshness,
        new_agreement_url=new_agreement if access.keeps_agreements_elsewhere(user, structure) else "",
        join_url="" if structure.pk in structure_ids(user) else join_url,
    )


def structure_facts(structure: Structure, *, by_whom: bool = False) -> list[Fact]:
    """List what the directory says of a structure; who vouched for it, only to signed-in people (`by_whom`)."""
    place = " ".join(part for part in (structure.postal_code, structure.commune) if part)
    region = structure.territory.parent if structure.territory else None
    identifiers = [
        Fact(label, value)
        for label, value in (
            (_("SIRET"), structure.siret),
            (_("RNA"), structure.rna),
            (_("NEQ"), structure.neq),
            (_("Code i-milo"), structure.imilo_code),
            (_("Identifiant service-public.fr"), structure.service_public_id),
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
        Fact(_("Langues parlées"), ", ".join(structure.language_labels)),
        Fact(_("Horaires d’ouverture"), structure.opening_hours),
        Fact(_("Places d’accueil"), structure.hosting_capacity),
        *identifiers,
        Fact(
            _("Fiche vérifiée le"),
            format_date(structure.checked_on) if structure.checked_on else "",
            detail=_("par %s") % structure.checked_by if by_whom and structure.checked_by_id else "",
        ),
    ]
