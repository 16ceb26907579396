"""Reports that are owed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.core.money import Money, total
from projects.enums import OWES_REPORT, BudgetSide
from projects.models import BudgetLine, Grant, Project, ProjectReport

#: Days after the return at which the carriers are reminded of their report (R14).
REMINDED_AFTER_DAYS = (30, 75)


@dataclass(frozen=True)
class LineCompared:
    """A budget line, planned against actual; None while the actual amount is missing."""

    label: str
    side: str
    planned: Money
    actual: Money | None


@dataclass(frozen=True)
class ReportSummary:
    """A report as it is read: counts, lines, and their sums by side."""

    figures: list[dict[str, str]]
    charges: list[LineCompared]
    incomes: list[LineCompared]
    charges_planned: Money
    charges_actual: Money
    incomes_planned: Money
    incomes_actual: Money


def report_summary(project: Project, report: ProjectReport) -> ReportSummary:
    """Sum a report up: who left and came back, and the budget planned against actual, in its one currency.

    The aid stands among the incomes: asked against what the people who left make it worth, at the rate of the request.
    """
    lines = [_compared(line) for line in project.budget_lines.select_related("account")]
    charges = [line for line in lines if line.side == BudgetSide.CHARGE]
    incomes = _aid_compared(project) + [line for line in lines if line.side == BudgetSide.INCOME]
    return ReportSummary(
        figures=[
            {"value": str(report.planned_count), "label": _("places prévues")},
            {"value": str(report.departed_count), "label": _("partis")},
            {"value": str(report.returned_count), "label": _("revenus au terme du séjour")},
            {"value": str(report.interrupted_count), "label": _("séjours interrompus")},
        ],
        charges=charges,
        incomes=incomes,
        charges_planned=total([line.planned for line in charges], project.currency),
        charges_actual=total([line.actual for line in charges if line.actual], project.currency),
        incomes_planned=total([line.planned for line in incomes], project.currency),
        incomes_actual=total([line.actual for line in incomes if line.actual], project.currency),
    )


def _aid_compared(project: Project) -> list[LineCompared]:
    grants = Grant.objects.filter(decision__project=project).select_related("decision")
    due = {grant.decision.section: grant.due for grant in grants}
    return [
        LineCompared(
            label=_("Aide de l’%s") % aid.get_section_display(),
            side=BudgetSide.INCOME,
            planned=aid.converted,
            actual=due[aid.section].converted(aid.rate, project.currency) if aid.section in due else None,
        )
        for aid in project.aid_requests.all()
    ]


def _compared(line: BudgetLine) -> LineCompared:
    actual = None if line.actual_amount is None else Money(line.actual_amount, line.currency)
    return LineCompared(line.words, line.side, Money(line.amount, line.currency), actual)


def overdue_reports(structures: Iterable[int], on: date) -> "QuerySet[Project]":
    """Return the projects led by these structures (ids) whose report was due before the day `on` (R14)."""
    return Project.objects.filter(
        carrier__in=list(structures), state__in=sorted(OWES_REPORT), report_due_on__lt=on
    ).order_by("report_due_on", "pk")


def reports_to_remind(on: date) -> "QuerySet[Project]":
    """Return the projects that owe a report and came back long enough before `on` for a first reminder."""
    since = on - timedelta(days=REMINDED_AFTER_DAYS[0])
    return Project.objects.filter(state__in=sorted(OWES_REPORT), returned_on__lte=since).order_by("pk")
