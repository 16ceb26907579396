"""Who left in a period, counted in SQL: how many, where to, with whom, and who came back early.

Every function takes (starts_on, ends_on), both included, and looks at the people whose departure falls between them.
`people` counts distinct persons (one person known to two structures is one), `stays` counts departures. Drafts and
people who did not leave never count (R19). Nothing here hides small cells: whoever publishes does (R18).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, Lower

from participants.enums import (
    HAS_LEFT,
    PROFESSIONAL_HAS_LEFT,
    InterruptionReason,
    ParticipationState,
    ProfessionalDuty,
    WithdrawalReason,
)
from participants.models import Participation, ProfessionalParticipation

PEOPLE = Count("participant__identity_hash", distinct=True)
STAYS = Count("pk", distinct=True)


@dataclass(frozen=True)
class Headcount:
    """Distinct people beside stays: always both."""

    people: int
    stays: int


@dataclass(frozen=True)
class Row:
    """One line of a table: a code that stays put, its label for the reader, and the two counts."""

    code: str
    label: str
    people: int
    stays: int


def departures(starts_on: date, ends_on: date) -> QuerySet[Participation]:
    """Keep the participations of people who left between the two days, whatever came after."""
    return Participation.objects.filter(state__in=HAS_LEFT, departed_on__range=(starts_on, ends_on)).order_by()


def departure_counts(starts_on: date, ends_on: date) -> Headcount:
    """Count who left: distinct people, and stays."""
    return count_of(departures(starts_on, ends_on))


def departures_by_project(starts_on: date, ends_on: date) -> dict[int, Headcount]:
    """Count who left for each project id that saw at least one departure."""
    rows = departures(starts_on, ends_on).values("project_id").annotate(people=PEOPLE, stays=STAYS)
    return {row["project_id"]: Headcount(row["people"], row["stays"]) for row in rows}


def departures_by_programme(starts_on: date, ends_on: date) -> list[Any]:
    """Count who left by programme and direction: dicts of `programme`, `direction`, `people`, `stays`."""
    rows = departures(starts_on, ends_on).values(
        programme=F("project__call__programme"), direction=F("project__direction")
    )
    return list(rows.annotate(people=PEOPLE, stays=STAYS).order_by("programme", "direction"))


def departures_by_month(starts_on: date, ends_on: date) -> list[Any]:
    """Count who left by month of departure: dicts of `year`, `month`, `people`, `stays`; empty months are absent."""
    rows = departures(starts_on, ends_on).values(year=F("departed_on__year"), month=F("departed_on__month"))
    return list(rows.annotate(people=PEOPLE, stays=STAYS).order_by("year", "month"))


def interruptions(starts_on: date, ends_on: date) -> list[Row]:
    """Count who left in the period and came back before the end, by reason; zeros are there."""
    rows = departures(starts_on, ends_on).filter(state=ParticipationState.INTERRUPTED)
    return table(rows, F("interruption_reason"), InterruptionReason.choices)


def withdrawals(starts_on: date, ends_on: date) -> list[Row]:
    """Count who gave up before leaving, by reason, among the projects whose planned departure falls in the period."""
    rows = Participation.objects.filter(
        state=ParticipationState.WITHDRAWN, project__departs_on__range=(starts_on, ends_on)
    ).order_by()
    return table(rows, F("withdrawal_reason"), WithdrawalReason.choices)


def professionals(starts_on: date, ends_on: date) -> list[Row]:
    """Count professionals who left, by duty: `leader` of a group, `mission` (croisée, d’accompagnement); both count.

    `people` counts accounts, or names within a structure for those without an account.
    """
    rows = ProfessionalParticipation.objects.filter(
        state__in=PROFESSIONAL_HAS_LEFT, departed_on__range=(starts_on, ends_on)
    ).order_by()
    person = Coalesce(
        Cast("user_id", CharField()),
        Concat(Cast("structure_id", CharField()), Value("/"), Lower("last_name"), Value("/"), Lower("first_name")),
    )
    counted = rows.values("duty").annotate(people=Count(person, distinct=True), stays=Count("pk"))
    found = {row["duty"]: row for row in counted}
    return [_row(code, str(label), found.get(code)) for code, label in ProfessionalDuty.choices]


def count_of(rows: QuerySet[Participation]) -> Headcount:
    """Count the distinct people and the stays of `rows`."""
    found = rows.aggregate(people=PEOPLE, stays=STAYS)
    return Headcount(found["people"], found["stays"])


def table(rows: QuerySet[Participation], column: Combinable, choices: Iterable[tuple[str, object]]) -> list[Row]:
    """Count `rows` by the value of `column`, one line for each choice in its order, zeros included."""
    counted = rows.values(code=column).annotate(people=PEOPLE, stays=STAYS)
    found = {row["code"]: row for row in counted}
    return [_row(code, str(label), found.get(code)) for code, label in choices]


def _row(code: str, label: str, found: Mapping[str, Any] | None) -> Row:
    return Row(code, label, found["people"], found["stays"]) if found else Row(code, label, 0, 0)
