"""What the stay changed, for those who left in a period: situations over a year and self-assessments, in SQL.

Same period as `departures`. Every figure comes with the number of answers and of people who could have answered, so
that the response rate always stands beside the result (R15). Never a score of a person: distributions only.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from ofqj_portal.core.calendar import add_months
from participants.enums import (
    MONTHS_AFTER_RETURN,
    POSITIVE_OUTCOMES,
    Agreement,
    AssessmentMoment,
    Moment,
    SituationCategory,
    Statement,
)
from participants.models import SelfAssessment, Situation
from participants.queries.departures import departures

ANSWERS = tuple(category for category in SituationCategory if category != SituationCategory.NO_ANSWER)


@dataclass(frozen=True)
class SituationsAtMoment:
    """Where people stood at one moment, in stays.

    `due` stays have reached that moment, `answers` of them have a known situation, `no_answer` were asked in vain; the
    rest was never asked. `categories` holds (code, label, stays) for every category, « pas de réponse » apart.
    `positive` counts those in work (apprenticeship included), training or school. The rate is answers / due.
    """

    moment: str
    label: str
    due: int
    answers: int
    no_answer: int
    positive: int
    categories: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class StatementAtMoment:
    """How people placed themselves on one statement at one moment.

    `counts` holds (value 1–4, label, answers) in the order of the scale; `due` as in SituationsAtMoment.
    """

    statement: str
    label: str
    moment: str
    moment_label: str
    due: int
    answers: int
    counts: tuple[tuple[int, str, int], ...]


def situations(starts_on: date, ends_on: date, as_of: date | None = None) -> list[SituationsAtMoment]:
    """Count situations at entry, return, 3, 6 and 12 months for who left in the period.

    A stay is due at a moment once that moment has passed by `as_of`; without `as_of`, as soon as the person is back.
    """
    due = _due(starts_on, ends_on, {str(moment): MONTHS_AFTER_RETURN.get(moment) for moment in Moment}, as_of)
    rows = Situation.objects.filter(participation__in=departures(starts_on, ends_on).values("pk")).order_by()
    counts: dict[tuple[str, str], int] = {
        (row["moment"], row["category"]): row["stays"]
        for row in rows.values("moment", "category").annotate(stays=Count("pk"))
    }
    return [at_moment(moment, due[moment], counts) for moment in Moment]


def assessments(starts_on: date, ends_on: date, as_of: date | None = None) -> list[StatementAtMoment]:
    """Count answers to the five statements, before, at return and 6 months after, for who left in the period."""
    months = {AssessmentMoment.BEFORE: None, AssessmentMoment.RETURN: 0, AssessmentMoment.MONTH_6: 6}
    due = _due(starts_on, ends_on, {str(moment): after for moment, after in months.items()}, as_of)
    found = {row["moment"]: row for row in _answers(starts_on, ends_on)}
    return [
        _on_statement(statement, moment, due[moment], found.get(moment.value, {}))
        for statement in Statement
        for moment in AssessmentMoment
    ]


def at_moment(moment: Moment, due: int, counts: dict[tuple[str, str], int]) -> SituationsAtMoment:
    """Write one moment from its counts by (moment, category)."""
    categories = tuple((str(code), str(code.label), counts.get((moment, code), 0)) for code in ANSWERS)
    return SituationsAtMoment(
        moment=str(moment),
        label=str(moment.label),
        due=due,
        answers=sum(stays for _code, _label, stays in categories),
        no_answer=counts.get((moment, SituationCategory.NO_ANSWER), 0),
        positive=sum(counts.get((moment, code), 0) for code in POSITIVE_OUTCOMES),
        categories=categories,
    )


def _due(starts_on: date, ends_on: date, months: dict[str, int | None], as_of: date | None) -> dict[str, int]:
    """Count, in one query, the stays that have reached each moment; None months means before the departure."""
    conditions = {
        moment: Q(pk__isnull=False) if after is None else _back_by(add_months(as_of, -after) if as_of else None)
        for moment, after in months.items()
    }
    return departures(starts_on, ends_on).aggregate(
        **{moment: Count("pk", filter=condition) for moment, condition in conditions.items()}
    )


def _back_by(day: date | None) -> Q:
    return Q(returned_on__isnull=False) if day is None else Q(returned_on__lte=day)


def _answers(starts_on: date, ends_on: date) -> list[Any]:
    rows = SelfAssessment.objects.filter(participation__in=departures(starts_on, ends_on).values("pk")).order_by()
    counts = {
        f"{statement.value}_{value}": Count("pk", filter=Q(**{statement.value: value}))
        for statement in Statement
        for value in Agreement.values
    }
    return list(rows.values("moment").annotate(**counts))


def _on_statement(statement: Statement, moment: AssessmentMoment, due: int, found: dict[str, int]) -> StatementAtMoment:
    counts = tuple(
        (int(value), str(value.label), found.get(f"{statement.value}_{value.value}", 0)) for value in Agreement
    )
    return StatementAtMoment(
        statement=str(statement),
        label=str(statement.label),
        moment=str(moment),
        moment_label=str(moment.label),
        due=due,
        answers=sum(count for _value, _label, count in counts),
        counts=counts,
    )
