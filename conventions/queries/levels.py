"""What does not add up from level to level: distinct people, median delays, and the sections, which share dossiers."""

from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from conventions.periods import Period
from conventions.queries.figures.activity import filed, median_delay
from conventions.queries.rollup import NETWORK, NO_NETWORK, OF_PEOPLE, SECTION, Unit
from ofqj_portal.core.small_cells import is_small
from participants.queries.departures import PEOPLE, departures
from participants.queries.measures import measured
from partners.enums import Section
from projects.models import Decision

ABOVE = ("__parent__parent", "__parent", "")


def count_networks(root: Unit, period: Period) -> None:
    """Count the distinct people and the median delay of the convention and of the networks below it; two queries."""
    left, mine = departures(period.starts_on, period.ends_on), filed(period)
    delay = median_delay(Q())
    for rows, carrier, name, count in (
        (left, "project__carrier", "people", PEOPLE), (mine, "carrier", "delay", delay),
    ):  # fmt: skip
        for row in rows.values(top=_top(carrier)).annotate(n=count, all=Subquery(_of_all(rows, count))):
            setattr(root, name, row["all"])
            if (NETWORK, row["top"]) in root.children:
                setattr(root.children[NETWORK, row["top"]], name, row["n"])
    _hide_overlap(root)


def count_network(network: Unit, period: Period) -> None:
    """Count the distinct people and the median delay of a network, with those of the networks below it; two queries."""
    people = departures(period.starts_on, period.ends_on).filter(_within(network, "project__carrier"))
    network.people = people.aggregate(n=PEOPLE)["n"]
    network.delay = filed(period).filter(_within(network, "carrier")).aggregate(n=median_delay(Q()))["n"]
    _hide_overlap(network)


def sections_of_year(root: Unit, period: Period) -> list[Unit]:
    """Count the people of the dossiers that each section answered; one of both counts in both. One query.

    A figure is hidden in both sections when, for those of one section alone or of both, one of its counts is small.
    """
    asked = {
        section.value: Exists(Decision.objects.filter(project=OuterRef("project"), section=section))
        for section in Section
    }
    rows = measured(departures(period.starts_on, period.ends_on).annotate(**asked), *asked)
    atoms = [(frozenset(s for s in asked if row[s]), Unit(SECTION, None, "")) for row in rows]
    for row, (_sections, atom) in zip(rows, atoms, strict=True):
        atom.found.update({name: n for name, n in row.items() if name not in asked and name != "people"})
    found = [Unit(SECTION, section.value, str(section.label)) for section in Section]
    for unit in found:
        for sections, atom in atoms:
            unit.found.update(atom.found if unit.key in sections else {})
        unit.hidden = {
            code for code in OF_PEOPLE
            if {code, "departures"} & root.hidden or any(any(map(is_small, a.counts_of(code))) for _s, a in atoms)
        }  # fmt: skip
    return found


def _of_all(rows: QuerySet[Any], count: Any) -> Any:
    return rows.order_by().annotate(one=Value(1, IntegerField())).values("one").annotate(n=count).values("n")


def _top(carrier: str) -> Coalesce:
    """Lead to the network at the top above a carrier."""
    return Coalesce(*(f"{carrier}__network{above}" for above in ABOVE), NO_NETWORK)


def _within(network: Unit, carrier: str) -> Q:
    if network.key == NO_NETWORK:
        return Q(**{f"{carrier}__network__isnull": True})
    within = Q()
    for above in ABOVE:
        within |= Q(**{f"{carrier}__network{above}": network.key})
    return within


def _hide_overlap(unit: Unit) -> None:
    """Hide the distinct people below when too few of them are counted in two of the units."""
    known = [child.people for child in unit.children.values()]
    if unit.people is not None and None not in known and is_small(sum(known) - unit.people):
        for child in unit.children.values():
            child.hidden.add("people")
