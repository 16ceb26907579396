"""The indicators of a year: the set it goes by, its figures, frozen with its report or counted today, its targets."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from conventions.enums import FROZEN
from conventions.models import AnnualReport, Convention, Indicator, IndicatorSet, IndicatorTarget, PastFigure
from conventions.periods import Period, read_period
from conventions.queries.catalogue import BREAKDOWNS, LIBRARY, Figure, Lines
from conventions.queries.figures import SECTIONS, SECTIONS_OF_HEADLINE
from conventions.queries.figures.headline import headline


@dataclass(frozen=True)
class YearOfFigures:
    """The figures of one calendar year. `report` froze them; None: counted on the base as it stands."""

    period: Period
    indicator_set: IndicatorSet
    report: AnnualReport | None
    headline: Mapping[str, Any]

    @property
    def year(self) -> int:
        return self.period.starts_on.year


def frozen_reports(convention: Convention) -> dict[str, AnnualReport]:
    """Give the last adopted report of each calendar year, by its period, with its figures."""
    rows = AnnualReport.objects.filter(convention=convention, state__in=FROZEN, period__regex=r"^[0-9]{4}$")
    found = rows.select_related("snapshot", "indicator_set").order_by("period", "version")
    return {report.period: report for report in found}


def set_of_year(convention: Convention, year: int) -> IndicatorSet:
    """Return the set that the committee chose for a year: the newest of those that begin by then, else the oldest."""
    sets = IndicatorSet.objects.filter(convention=convention).chosen()
    return sets.filter(from_year__lte=year).order_by("-from_year", "-version").first() or sets.order_by("version")[0]


def figures_of_year(convention: Convention, year: int, frozen: Mapping[str, AnnualReport]) -> YearOfFigures:
    """Give the figures of a year: those its report froze, with the set it kept, else what the base says today."""
    period, report = read_period(str(year)), frozen.get(str(year))
    if report is not None:
        return YearOfFigures(period, report.indicator_set, report, report.snapshot.figures["headline"])
    parts = {name: SECTIONS[name](period) for name in SECTIONS_OF_HEADLINE}
    return YearOfFigures(period, set_of_year(convention, year), None, headline(period, parts))


def value_of(figure: Figure, head: Mapping[str, Any]) -> Decimal | None:
    """Return a figure as one number, in percent for a share; None when it is hidden, or when nobody answered."""
    found = head.get(figure.code)
    if not figure.is_share:
        return None if found is None else Decimal(found)
    if found is None or found["part"] is None or not found["whole"]:
        return None
    return (Decimal(found["part"]) * 100 / found["whole"]).quantize(Decimal(1))


def breakdowns_of(indicator: Indicator, at: YearOfFigures) -> list[tuple[str, Lines]]:
    """Give the tables of an indicator, their small cells hidden (R18), as its report froze them if it did."""
    names = indicator.disaggregations or LIBRARY[indicator.code].breakdowns if indicator.code in LIBRARY else ()
    wanted = [BREAKDOWNS[name] for name in names if name in BREAKDOWNS]
    sections: dict[str, Any] = {}
    for breakdown in wanted:
        if breakdown.section not in sections:
            frozen = at.report.snapshot.figures if at.report else None
            sections[breakdown.section] = (
                frozen[breakdown.section] if frozen else SECTIONS[breakdown.section](at.period)
            )
    return [(str(breakdown.label), breakdown.read(sections[breakdown.section])) for breakdown in wanted]


def targets_of(indicator_set: IndicatorSet, year: int) -> dict[int, IndicatorTarget]:
    """Give the targets of a set for a year, by indicator."""
    rows = IndicatorTarget.objects.filter(indicator__indicator_set=indicator_set, year=year)
    return {row.indicator_id: row for row in rows.order_by("pk")}


def past_of(convention: Convention, code: str) -> dict[int, int]:
    """Give what was taken over of an indicator for the years before the portal, by year."""
    rows = PastFigure.objects.filter(convention=convention, measure=code).order_by("year")
    return dict(rows.values_list("year", "value"))


def years_of(convention: Convention, until: int) -> list[int]:
    """List the years whose indicators may be looked at: those of the convention, and frozen ones before it."""
    frozen = [int(period) for period in frozen_reports(convention)]
    return sorted({*frozen, *range(convention.signed_on.year, min(until, convention.ends_on.year) + 1)})
