"""What importing a directory would do, row by row: add, change, leave, or refuse with a reason. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from ofqj_portal.core.crypto import keyed_hash
from ofqj_portal.core.imports import CheckedRow, Table, check_rows, match_columns, simplify
from ofqj_portal.core.roles import Role, has_role, structure_ids
from partners.enums import Country, StructureKind
from partners.imports.fields import FIELDS, IDENTIFIERS, LABELS
from partners.imports.service_public import DirectoryTable, said_of
from partners.models import Network, Structure, Territory
from partners.queries.duplicates import Likeness, Resemblances
from partners.queries.places import department_of, territories_by_word

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

FRENCH_ONLY, QUEBEC_ONLY = ("siret", "rna", "imilo_code", "service_public_id"), ("neq",)
KINDS_BY_NAME = (("missionlocale", StructureKind.ML), ("carrefourjeunesseemploi", StructureKind.CJE))
KINDS_BY_INITIALS = {"ml": StructureKind.ML, "milo": StructureKind.ML, "cje": StructureKind.CJE}
LIKES_SHOWN = 3
NOT_CHECKED_HERE = {"network", "territory", "themes"}


@dataclass
class PlannedLine:
    """One row: the structure it speaks of (None for a new one) and the columns it would write, with what stands now."""

    row: CheckedRow
    structure: Structure | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    likes: list[Likeness] = field(default_factory=list)  # of a new one: the structures it may be

    @property
    def action(self) -> str:
        """Return "refused", "added", "changed" or "same"."""
        if self.row.errors:
            return "refused"
        if self.structure is None:
            return "added"
        return "changed" if self.changes else "same"

    @property
    def name(self) -> str:
        return str(self.row.values.get("name") or self.structure or "")

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """List (heading, before, after) in words."""
        return [(str(LABELS[name]), str(old or ""), str(new)) for name, (old, new) in self.changes.items()]


@dataclass(frozen=True)
class ImportPlan:
    """The lines of a file, the headings nobody expects, and what it held that is no structure of ours, in words."""

    lines: list[PlannedLine]
    ignored: list[str]
    others: list[str] = field(default_factory=list)

    def of(self, action: str) -> list[PlannedLine]:
        """Keep the lines with this action."""
        return [line for line in self.lines if line.action == action]

    @property
    def doubtful(self) -> list[PlannedLine]:
        """Keep the lines that would add a structure which looks like a known one."""
        return [line for line in self.lines if line.likes]

    @property
    def fingerprint(self) -> str:
        """Name what the plan would do: another one means that the directory moved, or that other answers were given."""
        told = [(line.row.line, line.action, line.structure and line.structure.pk, line.changes) for line in self.lines]
        return keyed_hash(repr(told), "partners.import")


def plan_import(table: Table, *, user: "User | None", attach: Mapping[int, int] | None = None) -> ImportPlan:
    """Compare `table` with the directory. A network (`user`) only touches its own members; None may touch all.

    `attach` says, by line, the key of the structure that a row speaks of although none of its identifiers names it.
    Eight queries whatever the table holds. Raises ImportRefused if a required column is missing.
    """
    matched = match_columns(table, FIELDS)
    rows = check_rows(table, matched)
    planner = _Planner(rows, user, attach or {})
    others = said_of(table.other_types) if isinstance(table, DirectoryTable) else ()
    lines = [planner.plan(row) for row in rows]
    planner.compare([line for line in lines if line.action == "added"], lines)
    return ImportPlan(lines, matched.ignored, list(others))


def _kind_of(name: str, wanted: Mapping[str, Any]) -> StructureKind | None:
    """Tell what a structure is by its name, its initials, or its code: only Missions Locales have one in i-milo."""
    folded = simplify(name)
    named = next((kind for words, kind in KINDS_BY_NAME if words in folded), None)
    first = simplify(name.partition(" ")[0])
    return named or KINDS_BY_INITIALS.get(first) or (StructureKind.ML if wanted.get("imilo_code") else None)


class _Planner:
    """The directory as it stands, held while the rows are compared with it."""

    def __init__(self, rows: list[CheckedRow], user: "User | None", attach: Mapping[int, int]) -> None:
        self.known = _known_structures(rows)
        self.attached = _attached_structures(attach)
        self.territories = territories_by_word()
        networks = list(Network.objects.order_by("pk"))
        self.networks = {simplify(word): network for network in networks for word in (network.code, network.name)}
        self.own_networks: dict[int, Network] | None = None
        if user is not None and not has_role(user, Role.ADMIN):
            headed = Network.objects.headed_by(structure_ids(user, Role.NETWORK)).order_by("parent__parent", "pk")
            self.own_networks = {network.pk: network for network in headed}
        self.seen: dict[tuple[str, str], int] = {}

    def plan(self, row: CheckedRow) -> PlannedLine:
        """Say what this row would do."""
        line = PlannedLine(row, self._find(row))
        self._refuse_repetition(row)
        if line.structure and line.structure.merged_into_id:
            return line  # its sheet is one with another, which has its own row or none
        wanted = self._wanted(line)
        if row.errors:
            return line
        draft = line.structure or Structure(time_zone="")
        before = {name: getattr(draft, name) for name in wanted}
        line.changes = {name: (before[name], value) for name, value in wanted.items() if before[name] != value}
        self._check(line, draft, wanted)
        return line

    def _find(self, row: CheckedRow) -> Structure | None:
        keys = [(name, row.values[name]) for name in IDENTIFIERS if name in row.values]
        found = {self.known[key].pk: self.known[key] for key in keys if key in self.known}
        if not keys and not row.errors:
            row.refuse("", _("donnez un SIRET, un RNA, un NEQ ou un code i-milo."))
        if len(found) > 1:
            row.refuse("", _("ces identifiants désignent deux structures différentes."))
        structure = next(iter(found.values()), None) or self.attached.get(row.line)
        if structure and self.own_networks is not None and structure.network_id not in self.own_networks:
            row.refuse("", _("cette structure n’est pas de votre réseau."))
        return structure

    def compare(self, added: list[PlannedLine], lines: list[PlannedLine]) -> None:
        """Say of each line that would add a structure which known ones, that the file does not name, it looks like."""
        if not added:
            return
        named = [line.structure.pk for line in lines if line.structure]
        rows = Structure.objects.active().exclude(pk__in=named).order_by("pk")
        if self.own_networks is not None:
            rows = rows.filter(network__in=self.own_networks)
        resemblances = Resemblances(rows)
        for line in added:
            draft = Structure(**{name: after for name, (_before, after) in line.changes.items()})
            line.likes = resemblances.of(draft)[:LIKES_SHOWN]

    def _refuse_repetition(self, row: CheckedRow) -> None:
        for name in IDENTIFIERS:
            if name in row.values and (first := self.seen.setdefault((name, row.values[name]), row.line)) != row.line:
                row.refuse(str(LABELS[name]), _("déjà à la ligne %(line)d.") % {"line": first})

    def _wanted(self, line: PlannedLine) -> dict[str, Any]:
        """Return the columns this row sets; what it leaves empty stays as it stands."""
        row = line.row
        wanted = {name: value for name, value in row.values.items() if name not in ("country", "territory", "network")}
        wanted |= self._country(line)
        country = wanted.get("country") or (line.structure.country if line.structure else "")
        if country == Country.FR and str(wanted.get("postal_code", "")).isdigit():
            wanted["postal_code"] = wanted["postal_code"].zfill(5)
        wanted |= self._territory(line, wanted, country) | self._network(line)
        if StructureKind.OFQJ in (wanted.get("kind"), line.structure.kind if line.structure else ""):
            row.refuse(str(LABELS["kind"]), _("une section de l’OFQJ ne s’importe pas."))
        if line.structure is None:
            wanted |= self._of_a_new_one(row, wanted)
        return wanted

    def _country(self, line: PlannedLine) -> dict[str, str]:
        row = line.row
        named = row.values.get("country", "")
        if named in (Country.FR, Country.QC):
            country = {"country": named, "other_country": ""}
        elif named:
            country = {"country": Country.OTHER, "other_country": named}
        elif line.structure:
            return {}
        elif any(name in row.values for name in FRENCH_ONLY):
            country = {"country": Country.FR, "other_country": ""}
        else:
            country = {"country": Country.QC, "other_country": ""}
        for names, right in ((FRENCH_ONLY, Country.FR), (QUEBEC_ONLY, Country.QC)):
            for name in names:
                if name in row.values and country["country"] != right:
                    row.refuse(str(LABELS[name]), _("cet identifiant n’est pas de ce pays."))
        return country

    def _territory(self, line: PlannedLine, wanted: dict[str, Any], country: str) -> dict[str, Territory]:
        named = line.row.values.get("territory")
        if named:
            territory = self.territories.get((country, simplify(named))) or self.territories.get(
                (country, simplify(named).zfill(2))
            )
            if territory is None:
                line.row.refuse(str(LABELS["territory"]), _("« %(name)s » n’est pas connu.") % {"name": named})
                return {}
            return {"territory": territory}
        if country != Country.FR or (line.structure and line.structure.territory_id):
            return {}
        code = department_of(wanted.get("insee_code", "") or wanted.get("postal_code", ""))
        territory = self.territories.get((country, code.casefold()))
        return {"territory": territory} if territory else {}

    def _network(self, line: PlannedLine) -> dict[str, Network]:
        named = line.row.values.get("network")
        network = self.networks.get(simplify(named)) if named else None
        if named and network is None:
            line.row.refuse(str(LABELS["network"]), _("« %(name)s » n’est pas connu.") % {"name": named})
        if self.own_networks is None:
            return {"network": network} if network else {}
        if network and network.pk not in self.own_networks:
            line.row.refuse(str(LABELS["network"]), _("ce réseau n’est pas le vôtre."))
        own = network or (None if line.structure else next(iter(self.own_networks.values()), None))
        return {"network": own} if own else {}

    def _of_a_new_one(self, row: CheckedRow, wanted: dict[str, Any]) -> dict[str, Any]:
        new: dict[str, Any] = {}
        if "kind" not in wanted:
            kind = _kind_of(str(wanted.get("name", "")), wanted)
            if kind is None:
                row.refuse(str(LABELS["kind"]), _("à remplir pour une structure nouvelle."))
            new["kind"] = kind
        territory = wanted.get("territory")
        usual = "America/Toronto" if wanted.get("country") == Country.QC else "Europe/Paris"
        new["time_zone"] = territory.usual_zone if territory else usual
        return new

    def _check(self, line: PlannedLine, draft: Structure, wanted: dict[str, Any]) -> None:
        """Hold the row as it would be written against the model's own rules, without a query."""
        columns = (field.attname for field in Structure._meta.concrete_fields if not field.generated)
        candidate = Structure(**{name: getattr(draft, name) for name in columns})
        for name, value in ({"territory": draft.territory} | wanted).items():
            setattr(candidate, name, value)
        try:
            candidate.clean_fields(exclude=NOT_CHECKED_HERE)
            candidate.clean()
        except ValidationError as refusal:
            for name, messages in refusal.message_dict.items():
                line.row.refuse(str(LABELS.get(name, name)), " ".join(messages))
        if (candidate.latitude is None) != (candidate.longitude is None):
            line.row.refuse("", _("donnez latitude et longitude, ou aucune des deux."))


def _attached_structures(attach: Mapping[int, int]) -> dict[int, Structure]:
    """Load, in one query, the structures that lines are said to speak of; by line."""
    if not attach:
        return {}
    rows = Structure.objects.active().filter(pk__in=attach.values()).select_related("territory", "network")
    known = {row.pk: row for row in rows.order_by("pk")}
    return {line: known[pk] for line, pk in attach.items() if pk in known}


def _known_structures(rows: list[CheckedRow]) -> dict[tuple[str, str], Structure]:
    """Load, in one query, the structures that the rows name by an identifier."""
    wanted = {name: {row.values[name] for row in rows if name in row.values} for name in IDENTIFIERS}
    conditions = [Q(**{f"{name}__in": values}) for name, values in wanted.items() if values]
    if not conditions:
        return {}
    found = Structure.objects.filter(reduce(or_, conditions)).select_related("territory", "network").order_by("pk")
    return {(name, getattr(one, name)): one for one in found for name in IDENTIFIERS if getattr(one, name)}
