"""What importing a table would do to a group, row by row: add, change, leave, or refuse with a reason."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.crypto import keyed_hash
from ofqj_portal.core.imports import CheckedRow, Table, check_rows, chosen_columns, simplify
from ofqj_portal.core.shores import format_date
from participants.eligibility import Met, judge_age, stay_of, stays_in_words
from participants.enums import HOLDS_A_PLACE, ParticipationState
from participants.imports.fields import EXAMPLE, fields_for
from participants.models import Participant, Participation
from participants.models.participant import identity_hash_of
from participants.queries.people import past_stays_of
from participants.rule_book import rule_book
from partners.enums import Country
from partners.models import Structure, Territory
from partners.queries.places import department_of, territories_by_word
from projects.models import Project

IDENTITY = ("first_name", "last_name", "born_on")
NOT_OF_THE_SHEET = ("postal_code", "first_time_abroad")
WITHDRAWN = ParticipationState.WITHDRAWN


@dataclass(slots=True)
class PlannedPerson:
    """One row: the person it speaks of (None for a new one), and what it would write of her, by name of field.

    `before` holds what stands now, by the same names, maybe among others; `joins` is the state she enters the group in,
    "" if she is there already; `notes` warn and forbid nothing.
    """

    row: CheckedRow
    identity: str = ""
    person: Participant | None = None
    joins: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def action(self) -> str:
        """Return "refused", "added" (to the group), "changed" (in her fiche alone) or "same"."""
        if self.row.errors:
            return "refused"
        if self.joins:
            return "added"
        return "changed" if self.changes else "same"

    @property
    def name(self) -> str:
        """Say of whom the row speaks, as far as it does."""
        if self.person:
            return str(self.person)
        return " ".join(str(self.row.values[part]) for part in IDENTITY[:2] if part in self.row.values)


@dataclass(frozen=True)
class ImportPlan:
    """The lines of a table, and the headings it leaves aside."""

    lines: list[PlannedPerson]
    ignored: list[str]
    labels: dict[str, str]

    def of(self, action: str) -> list[PlannedPerson]:
        """Keep the lines with this action."""
        return [line for line in self.lines if line.action == action]

    def differences(self, line: PlannedPerson) -> list[tuple[str, str, str]]:
        """List (heading, before, after) in words, for somebody who is known."""
        if line.person is None:
            return []
        return [
            (self.labels[name], _in_words(line.before[name]), _in_words(value)) for name, value in line.changes.items()
        ]

    @property
    def fingerprint(self) -> str:
        """Name what the plan would do: another one means that the group or its people moved meanwhile."""
        told = [
            (line.row.line, line.action, line.joins, line.changes, line.before if line.person else None)
            for line in self.lines
        ]
        return keyed_hash(repr(told), "participants.import")


def plan_people(
    table: Table, columns: dict[int, str], *, project: Project, structure: Structure, on: date
) -> ImportPlan:
    """Compare `table` with the group and with the people of `structure`; `on` is the day of the import.

    Five queries whatever the table holds. Raises ImportRefused if a required column is missing or two say the same.
    """
    fields = fields_for(structure)
    matched = chosen_columns(table, fields, columns)
    matched.refuse_gaps()
    planner = _Planner(check_rows(table, matched), project, structure, on)
    labels = {expected.name: str(expected.label) for expected in fields}
    return ImportPlan([planner.plan(line) for line in planner.lines], matched.ignored, labels)


class _Planner:
    """The group and the people of the structure as they stand, held while the rows are compared with them."""

    def __init__(self, rows: list[CheckedRow], project: Project, structure: Structure, on: date) -> None:
        self.project, self.structure, self.on = project, structure, on
        self.lines = [PlannedPerson(row, _identity(row)) for row in rows]
        hashes = {line.identity for line in self.lines if line.identity}
        self.known = _known(hashes, structure)
        self.here, self.elsewhere, taken = _in_group(project, structure)
        self.territories = territories_by_word()
        self.free = (project.places or 0) - taken if project.places is not None else len(rows)
        self.stay = stay_of(project)
        self.bounds = rule_book(project).bounds_for(project, structure, self.stay.departs_on)
        self.done = past_stays_of(hashes, project)
        self.example = identity_hash_of(*EXAMPLE)
        self.seen: dict[str, int] = {}
        self.ages: dict[date, list[str]] = {}
        self.places: dict[str, Territory | None] = {}
        blank = Participant(structure=structure)
        self.blank = {expected.name: getattr(blank, expected.name, None) for expected in fields_for(structure)}
        self.blank["territory"] = None

    def plan(self, line: PlannedPerson) -> PlannedPerson:
        """Say what this row would do."""
        row = line.row
        line.person = self.known.get(line.identity)
        self._refuse(line)
        wanted = self._wanted(row)
        if row.errors:
            return line
        if line.person is not None:
            wanted = {name: value for name, value in wanted.items() if name not in IDENTITY}
        person = line.person
        line.before = before = {name: getattr(person, name) for name in wanted} if person else self.blank
        line.changes = {name: value for name, value in wanted.items() if before[name] != value}
        self._join(line)
        line.notes += self._on_age(row)
        if line.joins and (done := self.done.get(line.identity)):
            line.notes.append(stays_in_words(done))
        return line

    def _refuse(self, line: PlannedPerson) -> None:
        row = line.row
        if (born_on := row.values.get("born_on")) and born_on >= self.on:
            row.refuse(str(_("Date de naissance")), _("cette date n’est pas encore passée."))
        if not line.identity:
            return
        if line.identity == self.example:
            row.refuse("", _("c’est la ligne d’exemple du modèle : effacez-la."))
        if (first := self.seen.setdefault(line.identity, row.line)) != row.line:
            row.refuse("", _("la même personne est déjà à la ligne %(line)d.") % {"line": first})
        if line.identity in self.elsewhere:
            row.refuse("", _("cette personne est déjà dans le groupe, suivie par une autre structure."))

    def _wanted(self, row: CheckedRow) -> dict[str, Any]:
        wanted = dict(row.values)
        for name in NOT_OF_THE_SHEET:
            wanted.pop(name, None)
        if territory := self._territory(row, wanted.pop("territory", "")):
            wanted["territory"] = territory
        return wanted

    def _territory(self, row: CheckedRow, named: str) -> Territory | None:
        if named:
            country = self.structure.country
            words = (simplify(named), simplify(named).zfill(2))
            found = next((one for word in words if (one := self.territories.get((country, word)))), None)
            if found is None:
                label = _("Département") if country == Country.FR else _("Région administrative")
                row.refuse(label, _("« %(name)s » n’est pas connu.") % {"name": named[:40]})
            return found
        if self.structure.country != Country.FR:
            return None
        code = row.values.get("area_code") or row.values.get("postal_code", "")
        if code not in self.places:
            self.places[code] = self.territories.get((Country.FR, department_of(code).casefold()))
        return self.places[code]

    def _join(self, line: PlannedPerson) -> None:
        state = self.here.get(line.person.pk) if line.person else None
        if state == WITHDRAWN:
            line.notes.append(_("S’est désistée de ce groupe : si elle revient, ajoutez-la à la main."))
        if state is not None:
            return
        line.joins = ParticipationState.REGISTERED if self.free > 0 else ParticipationState.WAITING
        self.free -= 1
        if line.joins == ParticipationState.WAITING:
            line.notes.append(_("Sur la liste d’attente : toutes les places sont prises."))

    def _on_age(self, row: CheckedRow) -> list[str]:
        if self.stay.departs_on is None:
            return []
        born_on = row.values["born_on"]
        if self.bounds.suit(born_on, self.stay.departs_on):
            return []
        if born_on not in self.ages:
            verdicts = judge_age(born_on, self.stay, self.bounds)
            self.ages[born_on] = [f"{one.reason} {one.fix}".strip() for one in verdicts if one.met is not Met.YES]
        return self.ages[born_on]


def _identity(row: CheckedRow) -> str:
    try:
        return identity_hash_of(*[row.values[name] for name in IDENTITY])
    except KeyError:
        return ""


def _known(hashes: Collection[str], structure: Structure) -> dict[str, Participant]:
    """Load the people of the structure whom the rows name."""
    rows = Participant.objects.filter(structure=structure, identity_hash__among=hashes).select_related("territory")
    return {one.identity_hash: one for one in rows.order_by("pk")}


def _in_group(project: Project, structure: Structure) -> tuple[dict[int, str], set[str], int]:
    """Return the state of the structure's people in the group, by person; who else is there, by hash; places taken."""
    rows = Participation.objects.filter(project=project).order_by("registered_at", "pk")
    found = rows.values_list("participant", "state", "participant__structure", "participant__identity_hash")
    own: dict[int, str] = {}
    others: set[str] = set()
    taken = 0
    for person, state, follower, identity in found:
        taken += state in HOLDS_A_PLACE
        if follower != structure.pk:
            others |= {identity} if state != WITHDRAWN else set()
        elif own.get(person, WITHDRAWN) == WITHDRAWN:
            own[person] = state
    return own, others, taken


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, date):
        return format_date(value)
    return "" if value is None else str(value)
