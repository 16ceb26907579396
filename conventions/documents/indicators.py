"""What the pages of indicators say: each figure in words beside its target, and how it went over the years."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from conventions.documents.annual_report.overview import answers_of
from conventions.documents.annual_report.words import number, out_of, pct
from conventions.models import Indicator, IndicatorTarget
from conventions.queries.catalogue import LIBRARY
from conventions.queries.indicators import YearOfFigures, value_of
from ofqj_portal.core.charts import Chart, Series, line_chart
from ofqj_portal.core.shores import format_number, format_time, reader_zone


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator of a year: its figure in words, what it rests on, its baseline and target, and the gap."""

    indicator: Indicator
    value: str
    detail: str
    baseline: str
    target: str
    gap: str
    is_reached: bool

    @classmethod
    def of(cls, indicator: Indicator, at: YearOfFigures, aim: IndicatorTarget | None) -> "IndicatorLine":
        """Put an indicator into words. One the library lost says so rather than a figure."""
        figure = LIBRARY.get(indicator.code)
        baseline = _written(aim.baseline if aim else None, indicator.unit)
        target = _written(aim.target if aim else None, indicator.unit)
        if figure is None or indicator.code not in at.headline:
            return cls(indicator, _("pas compté"), "", baseline, target, "", False)
        value = value_of(figure, at.headline)
        said, detail = value_in_words(indicator.code, at.headline), detail_in_words(indicator.code, at.headline)
        gap = None if value is None or aim is None or aim.target is None else value - aim.target
        return cls(
            indicator, said, detail, baseline, target,
            "" if gap is None else _signed(gap), gap is not None and _is_good(indicator.code, gap),
        )  # fmt: skip


def hour_of_count(at: YearOfFigures) -> str:
    """Say on the reader's clock when provisional figures were counted; "" for those that a report froze."""
    return format_time(at.counted_at.astimezone(reader_zone())) if at.counted_at else ""


def over_years(
    indicator: Indicator, years: list[YearOfFigures], gap: tuple[int, int] | None, past: Mapping[int, int]
) -> Chart | None:
    """Draw an indicator over the years, its line broken where no convention bound the parties; None for one point.

    `gap` is the first and the last year without a convention, both included; `past` are figures taken over, by year.
    """
    figure = LIBRARY.get(indicator.code)
    counted: dict[int, Decimal | None] = {year: Decimal(value) for year, value in past.items()}
    counted |= {at.year: value_of(figure, at.headline) for at in years} if figure else {}
    if len(counted) < 2:
        return None
    span = range(min(counted), max(counted) + 1)
    values = [None if counted.get(year) is None else int(counted[year] or 0) for year in span]
    note = ""
    if gap and any(gap[0] <= year <= gap[1] for year in span):
        note = _("De %(first)s à %(last)s, aucune convention ne liait les parties : la ligne s’interrompt.") % {
            "first": gap[0], "last": gap[1],
        }  # fmt: skip
    if past:
        note = (
            f"{note} {_('Les années d’avant le portail sont reprises de documents, nommés dans les bilans.')}".strip()
        )
    title = _("%(label)s, année par année") % {"label": indicator.label}
    caption = f"{indicator.label} ({indicator.unit})"
    return line_chart(
        title, caption, _("Année"), [str(year) for year in span], [Series(indicator.label, values)], note=note
    )


def value_in_words(code: str, head: Any) -> str:
    """Write a figure of a headline; a delay of nothing is nothing, not something hidden."""
    if code == "delay_days" and head[code] is None:
        return "—"
    return pct(head[code]) if LIBRARY[code].is_share else number(head[code])


def detail_in_words(code: str, head: Any) -> str:
    """Say what a figure of a headline rests on."""
    if code == "positive_6":
        return answers_of(head[code])
    if code == "people":
        return _("départs : %(stays)s") % {"stays": number(head["departures"])}
    return out_of(head[code]) if LIBRARY[code].is_share else ""


def _written(value: Decimal | None, unit: str) -> str:
    return "" if value is None else f"{format_number(value.normalize())}\u00a0{unit}"


def _signed(gap: Decimal) -> str:
    return f"{'+' if gap > 0 else '−' if gap < 0 else ''}{format_number(abs(gap).normalize())}"


def _is_good(code: str, gap: Decimal) -> bool:
    return gap <= 0 if code == "delay_days" else gap >= 0
