"""What a project report holds, what of it is open, what it lacks, and what changed since it was sent back."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from ofqj_portal.core.versions import Change, compare, versions_of
from projects.enums import FOR_PROFESSIONALS, ProjectState, ReportPoint
from projects.models import BudgetLine, Project, ProjectReport

#: The narrative; each text is also a point that may be sent back.
TEXTS = ("reached_aims", "partner", "difficulties", "practices", "brought_back")
#: What may stay empty.
OPTIONAL = ("difficulties",)


def texts_of(project: Project) -> tuple[str, ...]:
    """Return the texts this report asks for: who went to observe also says what was brought back."""
    if project.call_rules.programme in FOR_PROFESSIONALS:
        return TEXTS
    return tuple(name for name in TEXTS if name != ReportPoint.BROUGHT_BACK)


def points_of(project: Project) -> list[str]:
    """Return the points of this report that may be sent back, in the order of the page."""
    asked = {*texts_of(project), ReportPoint.BUDGET}
    if project.call_rules.programme not in FOR_PROFESSIONALS:
        asked.add(ReportPoint.HOURS)
    return [point for point in ReportPoint.values if point in asked]


def open_points(project: Project, report: ProjectReport | None) -> set[str]:
    """Return the points that may be written now: all while it is due, the named ones once it was sent back."""
    if project.state == ProjectState.REPORT_INCOMPLETE and report is not None and report.points:
        return set(report.points)
    return set(points_of(project))


def missing_in(project: Project, report: ProjectReport | None) -> list[str]:
    """Name what the report still lacks, in the words of the page; empty when it may be handed in."""
    if report is None:
        return [_("le bilan lui-même")]
    labels = {field.name: str(field.verbose_name) for field in ProjectReport._meta.fields}
    asked = [name for name in texts_of(project) if name not in OPTIONAL]
    missing = [labels[name] for name in asked if not getattr(report, name).strip()]
    lines = list(project.budget_lines.select_related("account"))
    if any(line.actual_amount is None for line in lines):
        missing.append(_("le montant réel de chaque ligne du budget"))
    for line in lines:
        if needs_a_reason(project, line) and not line.actual_reason.strip():
            missing.append(_("ce qui explique l’écart de « %s »") % line.words)
    return missing


def needs_a_reason(project: Project, line: BudgetLine) -> bool:
    """Say whether a line came out so far from what was planned that words are due, by the threshold of the call."""
    if line.actual_amount is None or line.actual_amount == line.amount:
        return False
    return abs(line.actual_amount - line.amount) * 100 > line.amount * project.call_rules.report_line_pct


# ---- versions -------------------------------------------------------------------------------------------------------


def report_snapshot(project: Project, report: ProjectReport) -> dict[str, Any]:
    """Write down what the report says as it is handed in."""
    lines = project.budget_lines.select_related("account").order_by("side", "account__position", "pk")
    return {name: getattr(report, name) for name in (*TEXTS, "hours_done")} | {
        "budget": [
            {
                "line": line.words,
                "amount": str(line.actual_amount),
                "currency": line.currency,
                "reason": line.actual_reason,
            }
            for line in lines
        ]
    }


def changes_since_sent_back(report: ProjectReport) -> list[Change]:
    """List what the carrier changed between the last two times it handed the report in."""
    last = list(versions_of(report).order_by("-number")[:2])
    if len(last) < 2:
        return []
    labels = {name: ReportPoint(name).label for name in (*TEXTS, ReportPoint.BUDGET)}
    labels["hours_done"] = ReportPoint.HOURS.label
    return compare(last[1].data, last[0].data, labels, show=_show)


def _show(field: str, value: Any) -> str:
    if field != ReportPoint.BUDGET:
        return "" if value is None else str(value)
    rows = []
    for row in value or ():
        amount = format_money(Money(Decimal(row["amount"]), row["currency"]))
        rows.append(" · ".join(part for part in (row["line"], amount, row["reason"]) if part))
    return "\n".join(rows)
