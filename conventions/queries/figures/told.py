"""Which figures were given already for some of the same months, and the pieces that they are all made of (ADR 0011)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet

from conventions.enums import FROZEN, PUBLIC, ReportState
from conventions.models import AnnualReport, ConsultationItem, Convention, DataRequest, FiguresSnapshot, Vote
from conventions.periods import Period, read_period
from ofqj_portal.core.small_cells import is_small

Span = tuple[date, date]
DAY = timedelta(days=1)


def told_before(convention: Convention, period: Period, counted: Iterable[AnnualReport] | None = None) -> list[Period]:
    """List the periods that overlap this one and whose figures somebody has already.

    They are those of adopted reports, of reports in preparation that begin earlier, of answered requests for data, and
    the year that each of these shows before its own. `counted` comes from `counted_reports`, where the caller has it.
    """
    reports = list(counted_reports(convention) if counted is None else counted)
    answered = getattr(convention, "answered_periods", None)
    if answered is None:
        answered = _answered(convention).values_list("period", flat=True)
    told = {report.period for report in reports if report.state in FROZEN or report.starts_on < period.starts_on}
    shown = [read_period(code) for code in sorted({*told, *answered})]
    periods = {one.code: one for found in shown for one in (found, found.previous())}
    return [one for one in periods.values() if one.code != period.code and _overlap(one, period)]


def counted_reports(convention: Convention) -> QuerySet[AnnualReport]:
    """Give every report that has figures."""
    return AnnualReport.objects.filter(convention=convention, snapshot__isnull=False).order_by("period", "version")


def told_figures(convention: Convention, period: str, *, before: AnnualReport | None = None) -> list[dict[str, Any]]:
    """List the figures of one period that somebody has already, the oldest first.

    They are those of its published versions, those put before the committee (its vote lost or still to come), and those
    given as answers to requests for data. `before` leaves out that report's own later versions.
    """
    shown = Q(report__state__in=sorted({*PUBLIC, ReportState.DRAFTED}), pk=F("report__snapshot"))
    voted = Q(figures_hash__in=Vote.objects.filter(report__period=period).values("figures_hash"))
    asked = Q(figures_hash__in=ConsultationItem.objects.filter(report__period=period).values("figures_hash"))
    snapshots = FiguresSnapshot.objects.filter(report__convention=convention, report__period=period)
    if before is not None:
        snapshots = snapshots.filter(report__version__lte=before.version)
    found = snapshots.filter(shown | voted | asked).values_list("taken_at", "figures")
    answers = _answered(convention).filter(period=period, figures__isnull=False).values_list("answered_at", "figures")
    return [figures for _at, figures in sorted([*found, *answers], key=lambda told: told[0])]


def with_answers(conventions: QuerySet[Convention]) -> QuerySet[Convention]:
    """Have conventions carry the periods of the requests for data that were answered, as `answered_periods`."""
    return conventions.annotate(answered_periods=ArraySubquery(_answered(OuterRef("pk")).values("period")))


def pieces_of(periods: Iterable[Period]) -> list[Span]:
    """Cut the days of several periods where any of them begins or ends: the pieces they are all made of."""
    known = list(periods)
    cuts = sorted({day for one in known for day in (one.starts_on, one.ends_on + DAY)})
    spans = [(first, after - DAY) for first, after in pairwise(cuts)]
    return [span for span in spans if any(one.starts_on <= span[0] and span[1] <= one.ends_on for one in known)]


def is_told_apart(counts: Sequence[int]) -> bool:
    """Say whether a count may be shown, from what it is in each piece."""
    return not any(map(is_small, counts))


def _answered(convention: Any) -> QuerySet[DataRequest, Any]:
    return DataRequest.objects.filter(convention=convention, answered_at__isnull=False).order_by()


def _overlap(one: Period, other: Period) -> bool:
    return one.starts_on <= other.ends_on and other.starts_on <= one.ends_on
