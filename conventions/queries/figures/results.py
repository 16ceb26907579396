"""What became of those who left: situations with their response rates, self-assessments, stays cut short."""

from typing import Any

from django.utils.translation import gettext as _

from conventions.periods import Period
from ofqj_portal.core.small_cells import hide_small_list, hide_small_tree
from participants.enums import POSITIVE_OUTCOMES
from participants.queries.departures import Row, interruptions, withdrawals
from participants.queries.results import SituationsAtMoment, StatementAtMoment, assessments, situations

from .profiles import listed, shown

POSITIVE = frozenset(category.value for category in POSITIVE_OUTCOMES)
AGREES_FROM = 3


def result_figures(period: Period) -> dict[str, Any]:
    """Count the results of those who left in the period. A stay is due at a moment as soon as the person is back."""
    bounds = period.starts_on, period.ends_on
    return {
        "situations": [situation_table(moment) for moment in situations(*bounds)],
        "assessments": [_assessment(statement) for statement in assessments(*bounds)],
        "interruptions": listed(interruptions(*bounds)),
        "withdrawals": listed(withdrawals(*bounds)),
    }


def situation_table(at: SituationsAtMoment) -> dict[str, Any]:
    """One moment: positive outcomes and other situations add up to the answers, masked on both levels.

    Silence says nothing of anybody: how many did not answer is always shown, so that the response rate is (R15).
    """
    rows = [Row(code, label, stays, stays) for code, label, stays in at.categories]
    positive = [row for row in rows if row.code in POSITIVE]
    others = [row for row in rows if row.code not in POSITIVE]
    masked = hide_small_tree([[row.stays for row in branch] for branch in (positive, others)])
    silent = [
        {"code": "no_answer", "label": _("N’a pas répondu"), "count": at.no_answer},
        {"code": "not_asked", "label": _("Pas encore interrogé"), "count": at.due - at.answers - at.no_answer},
    ]
    return {
        "moment": at.moment,
        "label": at.label,
        "due": at.due,
        "answers": at.answers,
        "positive": shown(positive, masked[0]),
        "others": shown(others, masked[1]),
        "silent": silent,
    }


def _assessment(at: StatementAtMoment) -> dict[str, Any]:
    """One statement at one moment: how many agree, among the answers."""
    agree = sum(count for value, _label, count in at.counts if value >= AGREES_FROM)
    return {
        "statement": at.statement,
        "label": at.label,
        "moment": at.moment,
        "moment_label": at.moment_label,
        "due": at.due,
        "answers": at.answers,
        "agree": hide_small_list([agree, at.answers - agree]).cells[0],
    }
