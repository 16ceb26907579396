"""The figures of a year from project to structure, network and convention, counted by the same words in SQL.

Counted once by carrier, then added up the tree. What is hidden is decided on the whole tree, whoever reads: a unit is
hidden with what would betray it among its neighbours, and with it all that is below (R18). So no table of one level,
put beside another, finds anybody; a reader's rights only choose which rows she is shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from conventions.periods import Period
from conventions.queries.figures.activity import ANSWERED_YES, filed_or_gone, median_delay
from conventions.queries.figures.apart import keep_apart
from conventions.queries.figures.headline import of_people
from conventions.queries.figures.network import born_agreements
from conventions.queries.figures.profiles import profile_tables
from conventions.queries.figures.results import situation_table
from ofqj_portal.core.small_cells import THRESHOLD, hide_small_groups, is_small
from participants.enums import NO_DIPLOMA, POSITIVE_OUTCOMES
from participants.queries.departures import Headcount, departures
from participants.queries.measures import measured, situation_at_6
from projects.enums import DECIDED_NO
from projects.models import Project

CONVENTION, NETWORK, STRUCTURE, PROJECT, SECTION = "convention", "network", "structure", "project", "section"
NO_NETWORK = 0
#: The shares of people, each with what it takes part of: (the part, the whole; None for everybody).
SHARES: dict[str, tuple[tuple[str, ...], tuple[str, ...] | None]] = {
    "women": (("gender:woman",), None),
    "no_diploma": (tuple(f"education:{level.value}" for level in NO_DIPLOMA), ("education",)),
    "qpv": (("qpv:yes",), ("qpv:yes", "qpv:no")),
    "rural": (("rural:yes",), ("rural:yes", "rural:no")),
    "first_time": (("first_time:yes",), ("first_time:yes", "first_time:no")),
    "jamo": (("jamo:any",), ("jamo:any", "jamo:none")),
    "positive_6": (tuple(f"at_6:{category.value}" for category in POSITIVE_OUTCOMES), ("at_6",)),
}
OF_PEOPLE = ("departures", *SHARES)
_SILENT = {"education": "education:not_said", "at_6": "at_6:no_answer"}


@dataclass
class Unit:
    """The convention, a network, a structure or a project: what is counted in it, what is below, what is hidden.

    `head` is the structure that leads a network. `found` are plain counts, `people` distinct persons (None: unknown),
    `delay` the median of days to an answer (None: no answer): neither adds up, each level counts its own.
    """

    kind: str
    key: Any
    name: str
    head: int | None = None
    found: Counter[str] = field(default_factory=Counter)
    dossiers: Counter[str] = field(default_factory=Counter)
    agreements: set[int] = field(default_factory=set)
    people: int | None = None
    delay: float | None = None
    children: dict[tuple[str, Any], "Unit"] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def below(self, kind: str, key: Any, name: str = "", head: int | None = None) -> "Unit":
        """Return the unit below with this key, made if it is not there."""
        return self.children.setdefault((kind, key), Unit(kind, key, name, head))

    def path_to(self, kind: str, key: Any) -> list["Unit"]:
        """List the units from this one down to the one named, both included; empty if there is none."""
        if (self.kind, self.key) == (kind, key):
            return [self]
        return next(([self, *path] for child in self.children.values() if (path := child.path_to(kind, key))), [])

    def counts_of(self, code: str) -> tuple[int, ...]:
        """Return the counts into which a figure splits the group: for a share the part, what completes it, the rest."""
        stays = self.found["stays"]
        if code == "departures":
            return (stays,)
        parts, wholes = SHARES[code]
        part = sum(self.found[name] for name in parts)
        whole = stays if wholes is None else sum(self._whole(name) for name in wholes)
        return (part, whole - part) if code == "positive_6" else (part, whole - part, stays - whole)

    def share(self, code: str) -> dict[str, int | None]:
        """Return a share as {"part", "whole"}, None where it is hidden; `due` are those who are back."""
        part, rest = (None, None) if code in self.hidden else self.counts_of(code)[:2]
        whole = None if part is None else part + rest
        return {"part": part, "whole": whole, "due": None if part is None else self.found["back"]}

    def headcount(self) -> tuple[int | None, int | None]:
        """Return distinct people and departures, None where hidden."""
        if "departures" in self.hidden:
            return None, None
        stays, people = self.found["stays"], self.people
        told = people is not None and "people" not in self.hidden and not is_small(stays - people)
        return (people if told else None), stays

    def _whole(self, name: str) -> int:
        if ":" in name:
            return self.found[name]
        return sum(n for key, n in self.found.items() if key.startswith(f"{name}:") and key != _SILENT[name])


def tree_of(period: Period, shown: Mapping[str, Any] | None = None, others: Sequence[Period] = ()) -> Unit:
    """Count a year by carrier and add it up to networks and the convention; three queries.

    `shown` is the headline of the convention as its report froze it (None: as the base has it): what it hides is hidden
    below, and so is what the base has changed since by fewer people than the threshold. `others` are the periods told
    before that share days with this one (`figures.apart`): one query more.
    """
    root = Unit(CONVENTION, None, "")
    for row in measured(departures(period.starts_on, period.ends_on), *_columns("project__carrier")):
        leaf = _leaf(root, row, "project__carrier")
        leaf.people = row.pop("people")
        _add(leaf, {name: value for name, value in row.items() if not name.startswith("project__")})
    for row in _dossiers(period, *_columns("carrier")):
        leaf = _leaf(root, row, "carrier")
        leaf.delay = row["delay"]
        leaf.dossiers.update({name: row[name] for name in ("filed", "yes", "no", "projects")})
    _tie_agreements(root, period)
    _sum_up(root)
    root.hidden |= _hidden_above(root, _shown_of(root, period, others) if shown is None else shown)
    _hide_below(root)
    return root


def add_projects(structure: Unit, period: Period) -> None:
    """Count the projects of one structure of the tree beneath it; two queries."""
    left = departures(period.starts_on, period.ends_on).filter(project__carrier=structure.key)
    columns = ("project__number", "project__title")
    for row in measured(left, *columns):
        project = structure.below(PROJECT, row["project__number"], row["project__title"])
        project.people = row.pop("people")
        _add(project, {name: value for name, value in row.items() if name not in columns})
    for row in _dossiers(period, "number", "title", carrier=structure.key):
        project = structure.below(PROJECT, row["number"], row["title"])
        project.delay = row["delay"]
        project.dossiers.update({name: row[name] for name in ("filed", "yes", "no", "projects")})
    _hide_below(structure)


# ---- counting -------------------------------------------------------------------------------------------------------


def _columns(carrier: str) -> list[str]:
    networks = [f"{carrier}__network{above}" for above in ("__parent__parent", "__parent", "")]
    return [
        f"{carrier}_id",
        f"{carrier}__name",
        *(f"{n}{part}" for n in networks for part in ("_id", "__name", "__head")),
    ]


def _leaf(root: Unit, row: Mapping[str, Any], carrier: str) -> Unit:
    """Lead to the structure of a row, through the networks above it."""
    unit = root
    for network in (f"{carrier}__network{above}" for above in ("__parent__parent", "__parent", "")):
        if row[f"{network}_id"]:
            unit = unit.below(NETWORK, row[f"{network}_id"], row[f"{network}__name"], row[f"{network}__head"])
    if unit is root:
        unit = root.below(NETWORK, NO_NETWORK)
    return unit.below(STRUCTURE, row[f"{carrier}_id"], row[f"{carrier}__name"])


def _add(unit: Unit, counts: Mapping[str, int]) -> None:
    unit.found.update(counts)


def _dossiers(period: Period, *by: str, **within: Any) -> QuerySet[Any]:
    """Count the dossiers filed in the period by what became of them, and the groups gone in it, group by group."""
    mine, left = filed_or_gone(period)
    return (
        Project.objects.filter(mine | left, **within).order_by().values(*by).annotate(
            filed=Count("pk", filter=mine), yes=Count("pk", filter=mine & Q(state__in=ANSWERED_YES)),
            no=Count("pk", filter=mine & Q(state__in=DECIDED_NO)), projects=Count("pk", filter=left),
            delay=median_delay(mine),
        )
    )  # fmt: skip


def _tie_agreements(root: Unit, period: Period) -> None:
    """Tie each entente born in the period to its two structures and to every network above them, once."""
    columns = [column for side in ("first_structure", "second_structure") for column in _columns(side)]
    for row in born_agreements(period).values("pk", *columns):
        for side in ("first_structure", "second_structure"):
            unit = _leaf(root, row, side)
            unit.agreements.add(row["pk"])


def _sum_up(unit: Unit) -> None:
    for child in unit.children.values():
        _sum_up(child)
        unit.found.update(child.found)
        unit.dossiers.update(child.dossiers)
        unit.agreements |= child.agreements


# ---- hiding ---------------------------------------------------------------------------------------------------------


def _shown_of(root: Unit, period: Period, others: Sequence[Period]) -> dict[str, Any]:
    """Give the key figures of people of the whole as a report would show them today."""
    results = {"situations": [situation_table(situation_at_6(root.found))]}
    parts = {"profiles": profile_tables(root.found), "results": results}
    apart = keep_apart(parts, period, others)
    stays = root.found["stays"]
    head = of_people(parts["profiles"], parts["results"], Headcount(stays, stays))
    return head | ({"departures": None} if apart.hides_total else {})


def _hidden_above(root: Unit, shown: Mapping[str, Any]) -> set[str]:
    """Name the figures that the convention hides, or that differ from what it shows by too few people."""
    hidden = set()
    for code in OF_PEOPLE:
        said = (shown["departures"],) if code == "departures" else (shown[code]["part"], shown[code]["whole"])
        part, *rest = root.counts_of(code)
        now = (part,) if code == "departures" else (part, part + rest[0])
        if None in said or any(0 < abs(a - b) < THRESHOLD for a, b in zip(said, now, strict=True)):
            hidden.add(code)
    return hidden


def _hide_below(unit: Unit) -> None:
    """Decide what is hidden of the units below, level by level."""
    children = list(unit.children.values())
    for code in OF_PEOPLE:
        if {code, "departures"} & unit.hidden:
            ranks: Iterable[int] = range(len(children))
        else:
            ranks = hide_small_groups([child.counts_of(code) for child in children])
        for rank in ranks:
            children[rank].hidden.add(code)
    for child in children:
        if "departures" in child.hidden:
            child.hidden |= set(OF_PEOPLE)
        _hide_below(child)
