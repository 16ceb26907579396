"""Reports that are owed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.core.money import Money, total
from ofqj_portal.core.shores import format_number
from projects.enums import FOR_PROFESSIONALS, OWES_REPORT, BudgetSide
from projects.models import BudgetLine, Grant, Project, ProjectReport


@dataclass(frozen=True)
class LineCompared:
    """A budget line, planned against actual; None while the actual amount is missing."""

    label: str
    side: str
    planned: Money
    actual: Money | None
    reason: str = ""


@dataclass(frozen=True)
class Reached:
    """One thing that was planned, and what came of it; "" where it is not known."""

    label: str
    planned: str
    reached: str


@dataclass(frozen=True)
class ReportSummary:
    """A report as it is read: what was reached against what was planned, lines, and their sums by side."""

    figures: list[dict[str, str]]
    reached: list[Reached]
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
        reached=reached_of(project, report),
        charges=charges,
        incomes=incomes,
        charges_planned=total([line.planned for line in charges], project.currency),
        charges_actual=total([line.actual for line in charges if line.actual], project.currency),
        incomes_planned=total([line.planned for line in incomes], project.currency),
        incomes_actual=total([line.actual for line in incomes if line.actual], project.currency),
    )


def reached_of(project: Project, report: ProjectReport) -> list[Reached]:
    """Compare what was planned with what was reached: places, days, hours of preparation."""
    stayed = (project.returned_on - project.departed_on).days + 1 if project.returned_on else None
    rows = [
        Reached(
            _("Personnes parties, pour les places prévues"), _count(report.planned_count), _count(report.departed_count)
        ),
        Reached(
            _("Revenues au terme du séjour, parmi les parties"),
            _count(report.departed_count),
            _count(report.returned_count),
        ),
        Reached(_("Jours de séjour"), _count(project.days), _count(stayed)),
    ]
    if project.call_rules.programme not in FOR_PROFESSIONALS:
        hours = (_count(project.preparation_hours), _count(report.hours_done))
        rows.append(Reached(_("Heures de préparation"), *hours))
    return rows


def _count(value: int | None) -> str:
    return "" if value is None else format_number(value)


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
    return LineCompared(line.words, line.side, Money(line.amount, line.currency), actual, line.actual_reason)


def overdue_reports(structures: Iterable[int], on: date) -> "QuerySet[Project]":
    """Return the projects led by these structures (ids) whose report was due before the day `on` (R14)."""
    return Project.objects.filter(
        carrier__in=list(structures), state__in=sorted(OWES_REPORT), report_due_on__lt=on
    ).order_by("report_due_on", "pk")


def reports_to_remind(on: date) -> "QuerySet[Project]":
    """Return the projects that owe a report and came back before the day `on`; their rules say when they hear of it."""
    owing = Project.objects.filter(state__in=sorted(OWES_REPORT), returned_on__lt=on)
    return owing.select_related("call", "carrier").order_by("pk")


def may_be_taken_over(project: Project, on: date) -> bool:
    """Say whether the report has been late for so long that the OFQJ may complete it in the carrier's place."""
    if project.state not in OWES_REPORT or project.report_due_on is None:
        return False
    return (on - project.report_due_on).days > project.call_rules.report_takeover_days
