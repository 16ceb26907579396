"""Who works with whom, over the years: pairs of structures, their ententes and their projects, and who is alone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, overload

from django.db.models import Count, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext as _

from ofqj_portal.core.row_by_row import FoundForRow
from partners.enums import Country, StructureKind
from partners.models import Agreement, Network, Structure
from partners.models.search import Fold
from projects.enums import AGREED, DECIDED_YES, HostingState, Side
from projects.models import ProjectStructure

YEARS = 5
BORN = AGREED | DECIDED_YES
KINDS = (StructureKind.ML, StructureKind.CJE)
Key = tuple[int, int]
ByYear = defaultdict[Key, Counter[int]]


@dataclass
class Pair:
    """Two structures, which know their names and countries; by year, how many ententes began and projects left."""

    one: Structure
    other: Structure
    agreements: Counter[int] = field(default_factory=Counter)
    projects: Counter[int] = field(default_factory=Counter)
    is_bound: bool = False  # an entente binds them today

    def by_year(self, years: list[int]) -> list[tuple[int, str]]:
        """List (year, its ententes and its projects in words, "" where there is neither)."""
        return [(year, _counted(self.agreements[year], self.projects[year])) for year in years]


class Member(NamedTuple):
    """What is read of every structure: its name, its country, its network and those above it."""

    pk: int
    name: str
    country: str
    networks: Sequence[int | None]


class Pairs(Sequence[Pair]):
    """Pairs in their order; only those that somebody looks at are made."""

    def __init__(self, keys: list[Key], pair_of: Callable[[Key], Pair]) -> None:
        self.keys, self.pair_of = keys, pair_of

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, rank: int) -> Pair: ...
    @overload
    def __getitem__(self, rank: slice) -> list[Pair]: ...
    def __getitem__(self, rank: int | slice) -> Pair | list[Pair]:
        if isinstance(rank, slice):
            return [self.pair_of(key) for key in self.keys[rank]]
        return self.pair_of(self.keys[rank])


def pairs_of(years: list[int], *, on: date, network: Network | None = None) -> Sequence[Pair]:
    """List the pairs with an entente or a project in these years, the busiest first; three queries.

    An entente counts in the year it was signed, else began; a project, once accepted, in the year of its departure.
    `network` keeps the pairs with a member of it, or of those below it.
    """
    agreements, standing = _agreements(on)
    projects, known = _projects(), _members()
    wanted, weights = set(years), {}
    for key in {*agreements, *projects}:
        busy = [sum(n for year, n in counts[key].items() if year in wanted) for counts in (agreements, projects)]
        if any(busy) or key in standing:
            weights[key] = sum(busy)
    shores = {key: _shores(known[key[0]], known[key[1]]) for key in weights}
    kept = [key for key, pair in shores.items() if network is None or any(network.pk in at.networks for at in pair)]
    kept.sort(key=lambda key: (-weights[key], shores[key][0].name, shores[key][1].name, shores[key][0].pk))

    def pair_of(key: Key) -> Pair:
        one, other = (Structure(pk=at.pk, name=at.name, country=at.country) for at in shores[key])
        return Pair(one, other, agreements[key], projects[key], key in standing)

    return Pairs(kept, pair_of)


def alone(on: date, *, network: Network | None = None) -> QuerySet[Structure]:
    """List the open Missions Locales and CJE that no entente binds on that day and that no accepted project names.

    Each row says in `count` how many there are in all.
    """
    bound = Agreement.objects.active_on(on).filter(
        Q(first_structure=OuterRef("pk")) | Q(second_structure=OuterRef("pk"))
    )
    named = ProjectStructure.objects.filter(structure=OuterRef("pk"), project__state__in=BORN)
    rows = Structure.objects.active().filter(~Q(FoundForRow(bound)), ~Q(FoundForRow(named)), kind__in=KINDS)
    if network:
        rows = rows.filter(Q(network=network) | Q(network__parent=network) | Q(network__parent__parent=network))
    told = rows.only("name", "commune", "country", "other_country").annotate(count=Window(Count("pk")))
    return told.order_by("country", Fold("name"), "pk")


def _agreements(on: date) -> tuple[ByYear, set[Key]]:
    """Count the confirmed ententes by pair and year, and tell the pairs that one binds on that day."""
    counted: ByYear = defaultdict(Counter)
    standing: set[Key] = set()
    rows = Agreement.objects.confirmed().annotate(year=ExtractYear(Coalesce("signed_on", "starts_on")))
    for one, other, year, begins, ends, ended in rows.order_by("pk").values_list(
        "first_structure", "second_structure", "year", "starts_on", "ends_on", "ended_on"
    ):
        counted[_key(one, other)][year] += 1
        if begins <= on and not (ends and ends < on) and not (ended and ended < on):
            standing.add(_key(one, other))
    return counted, standing


def _projects() -> ByYear:
    """Count the accepted projects by pair and year of departure, in the database."""
    counted: ByYear = defaultdict(Counter)
    hosts = ProjectStructure.objects.filter(side=Side.HOST, state=HostingState.CONFIRMED, project__state__in=BORN)
    gone = hosts.filter(project__departs_on__isnull=False).order_by()
    rows = gone.values_list("project__carrier", "structure", ExtractYear("project__departs_on"))
    for carrier, host, year, count in rows.annotate(count=Count("pk")):
        counted[_key(carrier, host)][year] += count
    return counted


def _members() -> dict[int, Member]:
    above = ("network", "network__parent", "network__parent__parent")
    rows: Any = Structure.objects.order_by().values_list("pk", "name", "country", *above)
    return {pk: Member(pk, name, country, networks) for pk, name, country, *networks in rows}


def _counted(agreements: int, projects: int) -> str:
    words = [_("%(count)s E") % {"count": agreements}] if agreements else []
    return ", ".join(words + ([_("%(count)s P") % {"count": projects}] if projects else []))


def _key(one: int, other: int) -> Key:
    return (one, other) if one < other else (other, one)


def _shores(one: Member, other: Member) -> tuple[Member, Member]:
    """Put France first, whoever recorded or carried."""
    return (one, other) if one.country == Country.FR or other.country != Country.FR else (other, one)
