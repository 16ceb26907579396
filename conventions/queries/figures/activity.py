"""Dossiers of a period: filed, answered, gone; by programme, direction and quarter. Counted in SQL."""

from collections import Counter
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField, Func, Q, QuerySet

from conventions.periods import Period
from ofqj_portal.core.small_cells import hide_small, hide_small_list
from participants.queries.departures import departures_by_month, departures_by_programme
from projects.enums import AFTER_DEPARTURE, DECIDED_NO, DECIDED_YES, IN_REVIEW, Direction, Programme, ProjectState
from projects.models import Project
from projects.models.project import STATES_BEFORE_FILING

ANSWERED_YES = DECIDED_YES | AFTER_DEPARTURE | {ProjectState.CANCELLED}


class Days(Func):
    """An interval in days, with its fraction."""

    template = "EXTRACT(EPOCH FROM %(expressions)s) / 86400.0"
    output_field = FloatField()


class Median(Aggregate):
    """The middle value; null for no row."""

    template = "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def filed(period: Period) -> QuerySet[Project]:
    """Keep the dossiers filed in the period (Paris time), drafts never (R19)."""
    return Project.objects.filter(_filed_in(period)).order_by()


def gone(period: Period) -> QuerySet[Project]:
    """Keep the dossiers whose group left in the period."""
    return Project.objects.filter(departed_on__range=(period.starts_on, period.ends_on)).order_by()


def answers(period: Period) -> dict[str, Any]:
    """Count the dossiers filed in the period by what became of them, and those whose group left in it; one query.

    `delay_days` is the median from filing to answer. The acceptance rate is yes / (yes + no): a dossier withdrawn or
    still under review is in neither.
    """
    mine, left = filed_or_gone(period)
    found = Project.objects.filter(mine | left).aggregate(
        filed=Count("pk", filter=mine),
        yes=Count("pk", filter=mine & Q(state__in=ANSWERED_YES)),
        no=Count("pk", filter=mine & Q(state__in=DECIDED_NO)),
        withdrawn=Count("pk", filter=mine & Q(state=ProjectState.WITHDRAWN)),
        waiting=Count("pk", filter=mine & Q(state__in=IN_REVIEW)),
        delay_days=median_delay(mine),
        projects=Count("pk", filter=left),
    )
    delay, projects = found.pop("delay_days"), found.pop("projects")
    return {
        "filed": found["filed"],
        "answers": found,
        "delay_days": None if delay is None else round(delay),
        "projects": projects,
    }


def median_delay(mine: Q) -> Median:
    """The median of the days from filing to answer, among the dossiers told."""
    waited = Days(ExpressionWrapper(F("decided_at") - F("submitted_at"), output_field=DurationField()))
    return Median(waited, filter=mine & Q(decided_at__isnull=False))


def activity(period: Period) -> dict[str, Any]:
    """Count the activity of the period, small cells of people hidden."""
    return {
        **answers(period),
        "by_programme": by_programme(period),
        "departures": _departures(period),
        "by_quarter": _by_quarter(period),
    }


def by_programme(period: Period) -> list[dict[str, Any]]:
    """Count dossiers filed and groups gone by programme and direction; one query."""
    mine, left = filed_or_gone(period)
    rows = Project.objects.filter(mine | left).order_by().values("call__programme", "direction")
    found = {
        (row["call__programme"], row["direction"]): row
        for row in rows.annotate(filed=Count("pk", filter=mine), gone=Count("pk", filter=left))
    }
    order = [(programme.value, direction.value) for programme in Programme for direction in Direction]
    return [
        {"programme": key[0], "direction": key[1], "filed": found[key]["filed"], "gone": found[key]["gone"]}
        for key in order
        if key in found
    ]


def filed_or_gone(period: Period) -> tuple[Q, Q]:
    """Tell the dossiers filed in the period, and those whose group left in it, among all dossiers."""
    return _filed_in(period), Q(departed_on__range=(period.starts_on, period.ends_on))


def _filed_in(period: Period) -> Q:
    first, after = period.instants
    return ~Q(state__in=STATES_BEFORE_FILING) & Q(submitted_at__gte=first, submitted_at__lt=after)


def _departures(period: Period) -> dict[str, Any]:
    """Departures of young people by programme (rows) and direction (columns)."""
    counts = {
        (str(row["programme"]), str(row["direction"])): int(str(row["stays"]))
        for row in departures_by_programme(period.starts_on, period.ends_on)
    }
    programmes = [str(p.value) for p in Programme if any((p.value, d.value) in counts for d in Direction)]
    directions = [str(d.value) for d in Direction if any((p, d.value) in counts for p in programmes)]
    if not programmes:
        return {"programmes": [], "directions": [], "rows": [], "row_totals": [], "column_totals": [], "total": 0}
    masked = hide_small([[counts.get((p, d), 0) for d in directions] for p in programmes])
    return {
        "programmes": programmes,
        "directions": directions,
        "rows": [list(row) for row in masked.rows],
        "row_totals": list(masked.row_totals),
        "column_totals": list(masked.column_totals),
        "total": masked.total,
    }


def quarters(period: Period) -> list[tuple[int, int]]:
    """List the four quarters of the period as (year, quarter of the calendar)."""
    first = period.starts_on.year * 4 + (period.starts_on.month - 1) // 3
    return [(n // 4, n % 4 + 1) for n in range(first, first + 4)]


def _by_quarter(period: Period) -> list[dict[str, Any]]:
    people, projects = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for row in departures_by_month(period.starts_on, period.ends_on):
        people[int(str(row["year"])), (int(str(row["month"])) + 2) // 3] += int(str(row["stays"]))
    months = gone(period).values("departed_on__year", "departed_on__month").annotate(count=Count("pk"))
    for row in months:
        projects[row["departed_on__year"], (row["departed_on__month"] + 2) // 3] += row["count"]
    masked = hide_small_list([people[quarter] for quarter in quarters(period)])
    return [
        {"year": quarter[0], "quarter": quarter[1], "projects": projects[quarter], "departures": departures}
        for quarter, departures in zip(quarters(period), masked.cells, strict=True)
    ]
