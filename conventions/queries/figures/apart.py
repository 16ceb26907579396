"""Two reports that share months find nobody (ADR 0011): a calendar year and an April-to-March year, side by side.

Put beside each other, two such tables say who left in the months that only one of them covers. So a table that comes
after another is decided on what the two have in common and on what is left of each: a count is shown only if it is not
small in any of these pieces, and what is hidden, taken together, is not small in any of them either.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _

from conventions.periods import Period
from ofqj_portal.core.small_cells import hide_small_groups, is_small
from participants.enums import Moment
from participants.queries.departures import (
    departures,
    departures_by_month,
    departures_by_programme,
    interruptions,
    withdrawals,
)
from participants.queries.measures import PARTITIONS, measured
from participants.queries.profiles import by_region
from participants.queries.results import assessments, situations

from .money import funded_counts
from .results import AGREES_FROM
from .told import Span, is_told_apart, pieces_of

Parts = dict[str, Any]
Vector = tuple[int, ...]
Vectors = Mapping[Any, Vector]


class Apart(NamedTuple):
    """What was hidden: the tables, by name, and whether how many left is hidden too."""

    tables: list[str]
    hides_total: bool


def keep_apart(parts: Parts, period: Period, others: Sequence[Period]) -> Apart:
    """Hide, in sections already counted and masked, what would find somebody beside `others`.

    Only the sections that are there are looked at. A number of queries that does not grow with the rows.
    """
    if not others:
        return Apart([], False)
    spans = pieces_of([period, *others])
    found = _measured(spans)
    touched = [name for name, hide in UNITS if hide(parts, spans, found)]
    return Apart(list(map(str, touched)), not is_told_apart([at["stays"] for at in found]))


# ---- the shapes of tables -------------------------------------------------------------------------------------------


def hide_list(table: Parts, vectors: Vectors) -> bool:
    """Hide lines of a shown list; all of it, its total too, when the total itself is small in some piece."""
    size = len(next(iter(vectors.values()), ()))
    total = [sum(vector[place] for vector in vectors.values()) for place in range(size)]
    if not is_told_apart(total):
        return _blank(table)
    rows = table["rows"]
    ranks = hide_small_groups([vectors.get(row["code"], (0,) * size) for row in rows])
    touched = [rank for rank in ranks if rows[rank]["count"] is not None]
    for rank in touched:
        rows[rank]["count"] = None
    return bool(touched)


def hide_tree(branches: Sequence[Parts], vectors: Vectors) -> bool:
    """Hide lines and totals of lists whose totals add up to one that is known from elsewhere."""
    mine = [{row["code"]: vectors[row["code"]] for row in branch["rows"]} for branch in branches]
    totals = [[sum(places) for places in zip(*known.values(), strict=True)] for known in mine]
    whole = [sum(places) for places in zip(*totals, strict=True)]
    ranks = hide_small_groups(totals) if is_told_apart(whole) else frozenset(range(len(branches)))
    touched = [
        _blank(branch) if rank in ranks else hide_list(branch, known)
        for rank, (branch, known) in enumerate(zip(branches, mine, strict=True))
    ]
    return any(touched)


def _blank(table: Parts) -> bool:
    shown = table["total"] is not None or any(row["count"] is not None for row in table["rows"])
    table["total"] = None
    for row in table["rows"]:
        row["count"] = None
    return shown


# ---- the tables of people -------------------------------------------------------------------------------------------


def _partition(name: str) -> Callable[..., bool]:
    def hide(parts: Parts, _spans: Sequence[Span], found: Sequence[Parts]) -> bool:
        return "profiles" in parts and hide_list(parts["profiles"][name], _vectors(found, name, PARTITIONS[name]))

    return hide


def _education(parts: Parts, _spans: Sequence[Span], found: Sequence[Parts]) -> bool:
    if "profiles" not in parts:
        return False
    vectors = _vectors(found, "education", PARTITIONS["education"])
    return hide_tree(list(parts["profiles"]["education"].values()), vectors)


def _jamo(parts: Parts, _spans: Sequence[Span], found: Sequence[Parts]) -> bool:
    if "profiles" not in parts:
        return False
    jamo = parts["profiles"]["jamo"]
    touched = hide_list(jamo["answers"], _vectors(found, "jamo", PARTITIONS["jamo"]))
    has_any = next(row["count"] for row in jamo["answers"]["rows"] if row["code"] == "any") is not None
    for row in jamo["categories"]:
        counts = [at[f"category:{row['code']}"] for at in found]
        others = [at["jamo:any"] - count for at, count in zip(found, counts, strict=True)]
        if row["count"] is not None and not (has_any and is_told_apart(counts) and is_told_apart(others)):
            row["count"], touched = None, True
    return touched


def _situations(parts: Parts, spans: Sequence[Span], found: Sequence[Parts]) -> bool:
    shown = parts.get("results", {}).get("situations", [])
    if len(shown) == 1:  # six months after the return, which is measured with the profiles
        codes = [row["code"] for branch in ("positive", "others") for row in shown[0][branch]["rows"]]
        vectors = {Moment.MONTH_6.value: {code: tuple(at[f"at_6:{code}"] for at in found) for code in codes}}
    else:
        vectors = _situation_vectors(spans)
    touched = [hide_tree((at["positive"], at["others"]), vectors[at["moment"]]) for at in shown]
    return any(touched)


def _situation_vectors(spans: Sequence[Span]) -> dict[str, dict[str, Vector]]:
    counted = [{at.moment: {code: n for code, _l, n in at.categories} for at in situations(*span)} for span in spans]
    return {m: {code: tuple(at[m][code] for at in counted) for code in counted[0][m]} for m in counted[0]}


def _assessments(parts: Parts, spans: Sequence[Span], _found: Sequence[Parts]) -> bool:
    shown = [row for row in parts.get("results", {}).get("assessments", []) if row["agree"] is not None]
    if not shown:
        return False
    counts: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for span in spans:
        for at in assessments(*span):
            agree = sum(n for value, _label, n in at.counts if value >= AGREES_FROM)
            counts[at.statement, at.moment].append((agree, at.answers - agree))
    small = [row for row in shown if any(map(is_small, sum(counts[row["statement"], row["moment"]], ())))]
    for row in small:
        row["agree"] = None
    return bool(small)


def _by_reason(name: str, count: Callable[..., Any]) -> Callable[..., bool]:
    def hide(parts: Parts, spans: Sequence[Span], _found: Sequence[Parts]) -> bool:
        if name not in parts.get("results", {}):
            return False
        rows = [{row.code: row.stays for row in count(*span)} for span in spans]
        return hide_list(parts["results"][name], {code: tuple(at[code] for at in rows) for code in rows[0]})

    return hide


def _departures(parts: Parts, spans: Sequence[Span], found: Sequence[Parts]) -> bool:
    """The table by programme and direction: its cells and totals go together, its grand total by itself."""
    table = parts.get("activity", {}).get("departures")
    if not table or not table["programmes"]:
        return False
    cells: defaultdict[Any, list[int]] = defaultdict(lambda: [0] * len(spans))
    for place, span in enumerate(spans):
        for row in departures_by_programme(*span):
            for key in ((row["programme"], row["direction"]), row["programme"], ("", row["direction"])):
                cells[key][place] += row["stays"]
    touched = not all(map(is_told_apart, cells.values()))
    if touched:
        table["rows"] = [[None for _cell in row] for row in table["rows"]]
        table["row_totals"], table["column_totals"] = [None] * len(table["rows"]), [None] * len(table["directions"])
    if not is_told_apart([at["stays"] for at in found]):
        table["total"], touched = None, True
    return touched


def _by_quarter(parts: Parts, spans: Sequence[Span], _found: Sequence[Parts]) -> bool:
    """The quarters of both reports are the same: all are hidden as soon as one of either is small."""
    rows = parts.get("activity", {}).get("by_quarter")
    if not rows:
        return False
    quarters: defaultdict[tuple[int, int], int] = defaultdict(int)
    for row in departures_by_month(spans[0][0], spans[-1][1]):
        quarters[row["year"], (row["month"] + 2) // 3] += row["stays"]
    touched = not is_told_apart(list(quarters.values()))
    for row in rows if touched else ():
        row["departures"] = None
    return touched


def _territories(parts: Parts, spans: Sequence[Span], found: Sequence[Parts]) -> bool:
    if "territories" not in parts:
        return False
    counted = [{(row.country, row.code): row.stays for row in by_region(*span)} for span in spans]
    table = parts["territories"]
    lines = [(shore, row) for shore, rows in table["shores"].items() for row in rows]
    vectors = {(s, row["code"]): tuple(at.get((s, row["code"]), 0) for at in counted) for s, row in lines}
    known = [sum(places) for places in zip(*vectors.values(), strict=True)]
    vectors["", ""] = tuple(at["stays"] - here for at, here in zip(found, known, strict=True))
    branches: dict[str, Parts] = {shore: {"rows": [], "total": 0} for shore in (*table["shores"], "")}
    for shore, row in lines:
        branches[shore]["rows"].append({"code": (shore, row["code"]), "count": row["departures"]})
    branches[""]["rows"].append({"code": ("", ""), "count": table["elsewhere"]})
    touched = hide_tree(list(branches.values()), vectors)
    counts = {line["code"]: line["count"] for branch in branches.values() for line in branch["rows"]}
    for shore, row in lines:
        row["departures"] = counts[shore, row["code"]]
    table["elsewhere"] = counts["", ""]
    return touched


def _cost(parts: Parts, spans: Sequence[Span], _found: Sequence[Parts]) -> bool:
    touched = False
    for row in parts.get("money", {}).get("cost", []):
        counts = [count for span in spans for count in funded_counts(span, row["currency"])]
        if row["departures"] is not None and not is_told_apart(counts):
            row["departures"] = row["a_head"] = None
            touched = True
    return touched


UNITS: tuple[tuple[Any, Callable[..., bool]], ...] = (
    (_("départs par programme et direction"), _departures),
    (_("départs par trimestre"), _by_quarter),
    (_("genre"), _partition("gender")),
    (_("âge"), _partition("age")),
    (_("niveau d’études"), _education),
    (_("quartier prioritaire"), _partition("qpv")),
    (_("commune rurale"), _partition("rural")),
    (_("premier départ à l’étranger"), _partition("first_time")),
    (_("moindres opportunités"), _jamo),
    (_("régions"), _territories),
    (_("situations"), _situations),
    (_("auto-évaluations"), _assessments),
    (_("interruptions"), _by_reason("interruptions", interruptions)),
    (_("désistements"), _by_reason("withdrawals", withdrawals)),
    (_("aide par personne"), _cost),
)


# ---- counting the pieces --------------------------------------------------------------------------------------------


def _measured(spans: Sequence[Span]) -> list[Parts]:
    """Measure the departures of each piece, in one query."""
    place = Case(
        *(When(departed_on__range=span, then=Value(rank)) for rank, span in enumerate(spans)),
        output_field=IntegerField(),
    )
    rows = measured(departures(spans[0][0], spans[-1][1]).annotate(place=place), "place")
    by_place: dict[int, Parts] = {row["place"]: row for row in rows}
    return [by_place.get(rank, defaultdict(int)) for rank in range(len(spans))]


def _vectors(found: Sequence[Parts], partition: str, codes: Iterable[str]) -> dict[str, Vector]:
    return {code: tuple(at[f"{partition}:{code}"] for at in found) for code in codes}
