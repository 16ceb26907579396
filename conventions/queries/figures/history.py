"""The years before: what the published reports said, what papers that are named said, what the base counts.

Years are calendar years whatever the period of the report. A year takes its figures from its own published report if
there is one (so that no figure ever differs from the one that was frozen), else from what was taken over from a paper
(`PastFigure`, « repris de… »), else from the base. People: small cells hidden (R18).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import ExtractYear

from conventions.enums import PUBLIC, PastMeasure
from conventions.models import AnnualReport, Convention, PastFigure
from conventions.periods import FIRST_YEAR, Period
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.small_cells import hide_small_list, is_small
from participants.queries.departures import PEOPLE, departures
from partners.models import Agreement
from projects.enums import Direction
from projects.models import Project

from .told import is_told_apart, pieces_of

#: The convention before this one was signed on 22 June 2017 for five years (seeds/002, considérants).
FORMER_ENDED_ON = date(2022, 6, 22)
Values = dict[str, int | None]


def history_figures(convention: Convention, period: Period, others: Sequence[Period] = ()) -> dict[str, Any]:
    """List the years up to the period's own, each with its figures and where they come from; None hides or lacks.

    `others` are the periods told before that share days with this one (`apart`).
    """
    first, last = FIRST_YEAR, period.starts_on.year
    past, published = _past(convention, first, last), _published(convention, first, last)
    counted = _counted(date(first, 1, 1), date(last, 12, 31))
    rows: list[dict[str, Any]] = []
    for year in range(first, last + 1):
        values, source = counted.get(year, {}), "base" if year in counted else ""
        if year in past:
            values, source = past[year]["values"], past[year]["source"]
        if year in published and year != last:
            values, source = published[year] | {k: v for k, v in values.items() if k not in published[year]}, "report"
        if source == "base":
            values = _kept_apart(values, _year(year), [period, period.previous(), *others])
        rows.append({"year": year, "source": source, **{str(m): values.get(m) for m in PastMeasure.values}})
    known = [row for row in rows if row["source"]]
    return {
        "years": [row for row in rows if known and row["year"] >= known[0]["year"]],
        "gap": {"from": FORMER_ENDED_ON.isoformat(), "to": convention.signed_on.isoformat()},
    }


def _year(year: int) -> Period:
    return Period(str(year), date(year, 1, 1), date(year, 12, 31))


def _kept_apart(values: Values, year: Period, others: Sequence[Period]) -> Values:
    """Hide the people of a calendar year where an April-to-March one beside it would find somebody (ADR 0011)."""
    beside = [one for one in others if one.starts_on <= year.ends_on and year.starts_on <= one.ends_on]
    beside = [one for one in beside if one.code != year.code]
    if not beside:
        return values
    spans = pieces_of([year, *beside])
    counts = [_ways(*span) for span in spans]
    if all(is_told_apart(pieces) for pieces in zip(*counts, strict=True)):
        return values
    return values | dict.fromkeys((PastMeasure.PEOPLE, PastMeasure.TO_QUEBEC, PastMeasure.TO_FRANCE))


def _ways(first: date, last: date) -> tuple[int, int, int]:
    """Count who left between two days: in all, to Québec, to France."""
    to = {way: Count("pk", filter=Q(project__direction=way)) for way in (Direction.TO_QUEBEC, Direction.TO_FRANCE)}
    found = departures(first, last).aggregate(all=Count("pk"), **{f"to_{n}": c for n, c in enumerate(to.values())})
    return found["all"], found["to_0"], found["to_1"]


def _past(convention: Convention, first: int, last: int) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for row in PastFigure.objects.filter(convention=convention, year__range=(first, last)).order_by("year", "measure"):
        year = found.setdefault(row.year, {"values": {}, "source": row.source})
        year["values"][row.measure] = row.value
    return {year: {**kept, "values": _hidden(kept["values"])} for year, kept in found.items()}


def _published(convention: Convention, first: int, last: int) -> dict[int, Values]:
    years = [str(year) for year in range(first, last + 1)]
    rows = AnnualReport.objects.filter(convention=convention, period__in=years, state__in=sorted(PUBLIC))
    heads = rows.order_by("version").values_list("period", "snapshot__figures__headline")
    return {
        int(period): {measure: head.get(measure) for measure in ("people", "projects", "filed", "agreements")}
        for period, head in heads
    }


def _counted(first: date, last: date) -> dict[int, Values]:
    """What the base counts, year by year, in a number of queries that does not grow."""
    years: defaultdict[int, dict[str, int]] = defaultdict(dict)
    left = departures(first, last).annotate(year=ExtractYear("departed_on"))
    for row in left.values("year").annotate(people=PEOPLE):
        years[row["year"]][PastMeasure.PEOPLE] = row["people"]
    ways = {Direction.TO_QUEBEC: PastMeasure.TO_QUEBEC, Direction.TO_FRANCE: PastMeasure.TO_FRANCE}
    for row in left.values("year", way=F("project__direction")).annotate(people=PEOPLE):
        if row["way"] in ways:
            years[row["year"]][ways[Direction(row["way"])]] = row["people"]
    projects = Project.objects.filter(departed_on__range=(first, last)).order_by()
    filed = Project.objects.filed().filter(submitted_at__isnull=False).order_by()
    ententes = Agreement.objects.born_between(first, last).order_by()
    for measure, rows, year in (
        (PastMeasure.PROJECTS, projects, ExtractYear("departed_on")),
        (PastMeasure.FILED, filed, ExtractYear("submitted_at", tzinfo=PARIS)),
        (PastMeasure.AGREEMENTS, ententes, ExtractYear("born_on")),
    ):
        for found in rows.annotate(year=year).values("year").annotate(count=Count("pk")):
            years[found["year"]][measure] = found["count"]
    return {year: _hidden(values) for year, values in years.items() if values.get(PastMeasure.PROJECTS)}


def _hidden(values: dict[str, int]) -> Values:
    """Hide the small counts of people of one year: both directions stand beside their sum, others make up the rest."""
    shown: Values = {**values}
    ways = [way for way in (PastMeasure.TO_QUEBEC, PastMeasure.TO_FRANCE) if way in values]
    counts = [values[way] for way in ways]
    rest = max(values.get(PastMeasure.PEOPLE, 0) - sum(counts), 0)
    shown |= dict(zip(ways, hide_small_list([*counts, rest]).cells, strict=False))
    if is_small(values.get(PastMeasure.PEOPLE, 0)):
        shown[PastMeasure.PEOPLE] = None
    return shown
