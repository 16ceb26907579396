"""Who works with whom, over the years: pairs of structures, their ententes and their projects, and who is alone."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear

from partners.enums import StructureKind
from partners.models import Agreement, Network, Structure
from partners.models.search import Fold
from projects.enums import AGREED, DECIDED_YES, HostingState, Side
from projects.models import ProjectStructure

YEARS = 5
BORN = AGREED | DECIDED_YES
KINDS = (StructureKind.ML, StructureKind.CJE)


@dataclass
class Pair:
    """Two structures; by year, how many ententes began and how many projects left."""

    one: Structure
    other: Structure
    agreements: Counter[int] = field(default_factory=Counter)
    projects: Counter[int] = field(default_factory=Counter)
    is_bound: bool = False  # an entente binds them today

    def by_year(self, years: list[int]) -> list[tuple[int, int]]:
        """List (ententes, projects) year by year."""
        return [(self.agreements[year], self.projects[year]) for year in years]


def pairs_of(years: list[int], *, on: date, network: Network | None = None) -> list[Pair]:
    """List the pairs with an entente or a project in these years, the busiest first; three queries.

    An entente counts in the year it was signed, else began; a project, once accepted, in the year of its departure.
    `network` keeps the pairs with a member of it, or of those below it.
    """
    agreements: defaultdict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    projects: defaultdict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    standing: set[tuple[int, int]] = set()
    rows = Agreement.objects.confirmed().annotate(year=ExtractYear(Coalesce("signed_on", "starts_on")))
    for one, other, year, begins, ends, ended in rows.order_by("pk").values_list(
        "first_structure", "second_structure", "year", "starts_on", "ends_on", "ended_on"
    ):
        agreements[_key(one, other)][year] += 1
        if begins <= on and not (ends and ends < on) and not (ended and ended < on):
            standing.add(_key(one, other))
    hosts = ProjectStructure.objects.filter(side=Side.HOST, state=HostingState.CONFIRMED, project__state__in=BORN)
    gone = hosts.filter(project__departs_on__isnull=False)
    for carrier, host, year in gone.order_by("pk").values_list(
        "project__carrier", "structure", ExtractYear("project__departs_on")
    ):
        projects[_key(carrier, host)][year] += 1
    wanted = set(years)
    kept = [key for key in {*agreements, *projects} if wanted & {*agreements[key], *projects[key]} or key in standing]
    known = Structure.objects.select_related("network__parent__parent").in_bulk({pk for key in kept for pk in key})
    pairs = [
        Pair(*_shores(known[a], known[b]), agreements[(a, b)], projects[(a, b)], (a, b) in standing) for a, b in kept
    ]
    pairs = [pair for pair in pairs if network is None or _is_in(pair, network)]
    return sorted(pairs, key=lambda pair: (-_weight(pair, wanted), pair.one.name, pair.other.name, pair.one.pk))


def alone(on: date, *, network: Network | None = None) -> QuerySet[Structure]:
    """List the open Missions Locales and CJE that no entente binds on that day and that no accepted project names."""
    bound = Agreement.objects.active_on(on).filter(
        Q(first_structure=OuterRef("pk")) | Q(second_structure=OuterRef("pk"))
    )
    named = ProjectStructure.objects.filter(structure=OuterRef("pk"), project__state__in=BORN)
    rows = Structure.objects.active().filter(~Exists(bound), ~Exists(named), kind__in=KINDS)
    if network:
        rows = rows.filter(Q(network=network) | Q(network__parent=network) | Q(network__parent__parent=network))
    return rows.select_related("territory").order_by("country", Fold("name"), "pk")


def _key(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _shores(one: Structure, other: Structure) -> tuple[Structure, Structure]:
    """Put France first, whoever recorded or carried."""
    return (one, other) if one.is_french or not other.is_french else (other, one)


def _weight(pair: Pair, years: set[int]) -> int:
    return sum(
        count for counted in (pair.agreements, pair.projects) for year, count in counted.items() if year in years
    )


def _is_in(pair: Pair, network: Network) -> bool:
    found = set()
    for structure in (pair.one, pair.other):
        node = structure.network
        while node is not None and node.pk not in found:
            found.add(node.pk)
            node = node.parent
    return network.pk in found
