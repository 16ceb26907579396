"""The indicators of a year: the set it goes by, its figures, frozen with its report or counted today, its targets."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, FilteredRelation, Q

from conventions.enums import FROZEN
from conventions.models import AnnualReport, Convention, Indicator, IndicatorSet, IndicatorTarget, PastFigure
from conventions.periods import Period, read_period
from conventions.queries.catalogue import BREAKDOWNS, LIBRARY, Breakdown, Figure, Lines
from conventions.queries.figures.lean import KEY_FIGURES, kept_figures
from conventions.queries.figures.told import counted_reports, told_before


@dataclass(frozen=True)
class YearOfFigures:
    """The figures of one calendar year. `report` froze them; None: counted on the base at the instant `counted_at`."""

    period: Period
    indicator_set: IndicatorSet
    report: AnnualReport | None
    figures: Mapping[str, Any]
    counted_at: datetime | None = None

    @property
    def year(self) -> int:
        return self.period.starts_on.year

    @property
    def headline(self) -> Mapping[str, Any]:
        return self.figures["headline"]


def reports_with_figures(convention: Convention) -> list[AnnualReport]:
    """List the reports that have figures, with them and their set, whatever their period; one query."""
    return list(counted_reports(convention).select_related("snapshot", "indicator_set__convention"))


def frozen_reports(convention: Convention, counted: Iterable[AnnualReport] | None = None) -> dict[str, AnnualReport]:
    """Give the last adopted report of each calendar year, by its period, with its figures.

    `counted` comes from `reports_with_figures`, where the caller has it.
    """
    rows = reports_with_figures(convention) if counted is None else counted
    return {row.period: row for row in rows if row.state in FROZEN and read_period(row.period).is_calendar_year}


def sets_of(convention: Convention) -> list[IndicatorSet]:
    """List the versions of the indicators, the newest first; one query."""
    rows = IndicatorSet.objects.filter(convention=convention).select_related("resolution", "convention")
    return list(rows.order_by("-version"))


def set_of_year(convention: Convention, year: int, sets: Iterable[IndicatorSet] | None = None) -> IndicatorSet:
    """Return the set that the committee chose for a year: the newest of those that begin by then, else the oldest.

    `sets` are all the versions, where the caller has them.
    """
    known = sets_of(convention) if sets is None else sets
    chosen = sorted((row for row in known if row.is_chosen), key=lambda row: (row.from_year, row.version))
    begun = [row for row in chosen if row.from_year <= year]
    return begun[-1] if begun else min(chosen, key=lambda row: row.version)


def figures_of_year(
    convention: Convention, year: int, frozen: Mapping[str, AnnualReport],
    sets: Iterable[IndicatorSet] | None = None, *, counted: Collection[str] = KEY_FIGURES,
    reports: Iterable[AnnualReport] | None = None,
) -> YearOfFigures:  # fmt: skip
    """Give the figures of a year: those its report froze, with the set it kept, else what the base says today.

    On the base, only what is `counted` is, and kept for a few minutes (`queries.figures.lean`).
    """
    period, report = read_period(str(year)), frozen.get(str(year))
    if report is not None:
        return YearOfFigures(period, report.indicator_set, report, report.snapshot.figures)
    found = kept_figures(period, counted, told_before(convention, period, reports))
    return YearOfFigures(period, set_of_year(convention, year, sets), None, found.figures, found.at)


def value_of(figure: Figure, head: Mapping[str, Any]) -> Decimal | None:
    """Return a figure as one number, in percent for a share; None when it is hidden, or when nobody answered."""
    found = head.get(figure.code)
    if not figure.is_share:
        return None if found is None else Decimal(found)
    if found is None or found["part"] is None or not found["whole"]:
        return None
    return (Decimal(found["part"]) * 100 / found["whole"]).quantize(Decimal(1))


def breakdowns_of(indicator: Indicator, at: YearOfFigures) -> list[tuple[Breakdown, Lines]]:
    """Give the tables of an indicator, as its report froze them if it did; small cells of people hidden (R18)."""
    return [(breakdown, breakdown.read(at.figures[breakdown.section])) for breakdown in tables_of(indicator)]


def tables_of(indicator: Indicator) -> list[Breakdown]:
    """List the tables beside an indicator."""
    names = indicator.disaggregations or LIBRARY[indicator.code].breakdowns if indicator.code in LIBRARY else ()
    return [BREAKDOWNS[name] for name in names if name in BREAKDOWNS]


def counted_for(indicator: Indicator) -> set[str]:
    """Name what has to be counted for an indicator and the tables beside it."""
    figure = LIBRARY.get(indicator.code)
    return {table.counted for table in tables_of(indicator)} | ({figure.counted} if figure else set())


def targets_of(indicator_set: IndicatorSet, year: int) -> dict[int, IndicatorTarget]:
    """Give the targets of a set for a year, by indicator."""
    rows = IndicatorTarget.objects.filter(indicator__indicator_set=indicator_set, year=year)
    return {row.indicator_id: row for row in rows.order_by("pk")}


def rows_of_year(indicator_set: IndicatorSet, year: int) -> list[tuple[Indicator, IndicatorTarget | None]]:
    """List the indicators of a set in their order, each with its target for a year, if it has one; one query."""
    target = FilteredRelation("targets", condition=Q(targets__year=year))
    rows = indicator_set.indicators.annotate(
        aimed=target, aim_id=F("aimed__pk"), aim_target=F("aimed__target"), aim_baseline=F("aimed__baseline")
    )
    return [(row, _aim_of(row, year)) for row in rows.order_by("position")]


def _aim_of(row: Any, year: int) -> IndicatorTarget | None:
    if row.aim_id is None:
        return None
    return IndicatorTarget(pk=row.aim_id, indicator=row, year=year, baseline=row.aim_baseline, target=row.aim_target)


def past_of(convention: Convention, code: str) -> dict[int, int]:
    """Give what was taken over of an indicator for the years before the portal, by year."""
    rows = PastFigure.objects.filter(convention=convention, measure=code).order_by("year")
    return dict(rows.values_list("year", "value"))


def years_of(convention: Convention, until: int, frozen: Iterable[str] | None = None) -> list[int]:
    """List the years whose indicators may be looked at: those of the convention, and frozen ones before it."""
    periods = frozen_reports(convention) if frozen is None else frozen
    years = range(convention.signed_on.year, min(until, convention.ends_on.year) + 1)
    return sorted({*map(int, periods), *years})
