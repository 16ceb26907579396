"""Who works with whom, over the years: pairs of structures, their ententes and their projects, and who is alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext as _

from ofqj_portal.core.kept_figures import kept
from ofqj_portal.core.row_by_row import FoundForRow
from partners.enums import Country, StructureKind
from partners.models import Agreement, Network, Structure
from projects.enums import AGREED, DECIDED_YES, HostingState, Side
from projects.models import ProjectStructure

YEARS = 5
ALONE_SHOWN = 50
BORN = AGREED | DECIDED_YES
KINDS = (StructureKind.ML, StructureKind.CJE)
Key = tuple[int, int]
ByYear = defaultdict[Key, Counter[int]]


class Pair(NamedTuple):
    """The keys of two structures, France first; how many ententes began and projects left, each of the years asked."""

    one: int
    other: int
    agreements: Sequence[int]
    projects: Sequence[int]
    is_bound: bool  # an entente binds them today


class Line(NamedTuple):
    """A pair as the page shows it; `said` is each year with its ententes and its projects in words, "" for neither."""

    one: Structure
    other: Structure
    said: list[tuple[int, str]]
    is_bound: bool


class NetworkFigures(NamedTuple):
    """The pairs, the busiest first; the first ALONE_SHOWN structures that are alone, and how many are in all."""

    pairs: list[Pair]
    alone: list[int]
    alone_count: int


class Member(NamedTuple):
    """What is read of every structure: its name, its country, its network and those above it."""

    pk: int
    name: str
    country: str
    networks: Sequence[int | None]


def kept_network_figures(
    years: list[int], *, on: date, now: datetime, network: Network | None = None
) -> tuple[NetworkFigures, datetime]:
    """Return the figures of these years, the same for every reader, and when they were counted."""

    def count() -> Any:
        lonely = list(alone(on, network=network)[:ALONE_SHOWN])
        pairs = [tuple(pair) for pair in pairs_of(years, on=on, network=network)]
        return pairs, [row.pk for row in lonely], lonely[0].count if lonely else 0  # type: ignore[attr-defined]

    name = f"network:{on}:{years[0]}-{years[-1]}:{network.pk if network else ''}"
    (pairs, lonely, alone_count), counted_at = kept(name, count, now=now)
    return NetworkFigures([Pair(*pair) for pair in pairs], lonely, alone_count), counted_at


def pairs_of(years: list[int], *, on: date, network: Network | None = None) -> list[Pair]:
    """List the pairs with an entente or a project in these years, the busiest first; three queries.

    An entente counts in the year it was signed, else began; a project, once accepted, in the year of its departure.
    `network` keeps the pairs with a member of it, or of those below it.
    """
    agreements, standing = _agreements(on)
    projects, known = _projects(), _members()
    weighed = []
    for key in {*agreements, *projects}:
        one, other = _shores(known[key[0]], known[key[1]])
        if network is not None and network.pk not in (*one.networks, *other.networks):
            continue
        begun, left = ([counts[key][year] for year in years] for counts in (agreements, projects))
        weight = sum(begun) + sum(left)
        if weight or key in standing:
            weighed.append((-weight, one.name, other.name, Pair(one.pk, other.pk, begun, left, key in standing)))
    return [pair for *_weight, pair in sorted(weighed)]


def structures_shown(pairs: Iterable[Pair], lonely: Iterable[int]) -> dict[int, Structure]:
    """Read what a page shows of these structures, by key; one query."""
    keys = {key for pair in pairs for key in (pair.one, pair.other)}.union(lonely)
    return Structure.objects.only("name", "commune", "country", "other_country").in_bulk(keys)


def lines_of(pairs: Iterable[Pair], years: list[int], known: dict[int, Structure]) -> list[Line]:
    """Put pairs into words; a structure that left the base since they were counted takes its pairs along."""
    words = _("%(count)s E"), _("%(count)s P")
    return [
        Line(known[pair.one], known[pair.other], _said(pair, years, words), pair.is_bound)
        for pair in pairs
        if pair.one in known and pair.other in known
    ]


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
    return rows.only("pk").annotate(count=Window(Count("pk"))).order_by("country", "sort_name", "pk")


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


def _said(pair: Pair, years: list[int], words: tuple[str, str]) -> list[tuple[int, str]]:
    counts = zip(years, zip(pair.agreements, pair.projects, strict=True), strict=True)
    return [
        (year, ", ".join(word % {"count": count} for word, count in zip(words, both, strict=True) if count))
        for year, both in counts
    ]


def _key(one: int, other: int) -> Key:
    return (one, other) if one < other else (other, one)


def _shores(one: Member, other: Member) -> tuple[Member, Member]:
    """Put France first, whoever recorded or carried."""
    return (one, other) if one.country == Country.FR or other.country != Country.FR else (other, one)
