"""What became of those who left: situations with their response rates, self-assessments, stays cut short."""

from typing import Any

from django.utils.translation import gettext as _

from conventions.periods import Period
from ofqj_portal.core.small_cells import hide_small_list, hide_small_tree, is_small
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
        "situations": [_situation(moment) for moment in situations(*bounds)],
        "assessments": [_assessment(statement) for statement in assessments(*bounds)],
        "interruptions": listed(interruptions(*bounds)),
        "withdrawals": listed(withdrawals(*bounds)),
    }


def _situation(at: SituationsAtMoment) -> dict[str, Any]:
    """One moment: positive outcomes, other situations and silence add up to the stays due, masked on both levels."""
    rows = [Row(code, label, stays, stays) for code, label, stays in at.categories]
    positive = [row for row in rows if row.code in POSITIVE]
    others = [row for row in rows if row.code not in POSITIVE]
    silent = [
        Row("no_answer", _("N’a pas répondu"), at.no_answer, at.no_answer),
        Row("not_asked", _("Pas encore interrogé"), *[max(0, at.due - at.answers - at.no_answer)] * 2),
    ]
    branches = [positive, others, silent]
    masked = hide_small_tree([[row.stays for row in branch] for branch in branches])
    names = ("positive", "others", "silent")
    parts = {name: shown(branch, mask) for name, branch, mask in zip(names, branches, masked, strict=True)}
    silence = parts["silent"]["total"]
    due = sum(row.stays for branch in branches for row in branch)
    answers = None if silence is None or is_small(due) else due - silence
    return {"moment": at.moment, "label": at.label, "due": None if is_small(due) else due, "answers": answers, **parts}


def _assessment(at: StatementAtMoment) -> dict[str, Any]:
    """One statement at one moment: how many agree, among the answers."""
    agree = sum(count for value, _label, count in at.counts if value >= AGREES_FROM)
    masked = hide_small_list([agree, at.answers - agree, max(0, at.due - at.answers)])
    hidden = masked.cells[2] is None
    return {
        "statement": at.statement,
        "label": at.label,
        "moment": at.moment,
        "moment_label": at.moment_label,
        "due": masked.total,
        "answers": None if hidden or masked.total is None else at.answers,
        "agree": masked.cells[0],
    }
