"""Every figure of an annual report, counted in SQL, in a number of queries that does not grow with the rows.

The result is plain JSON: whole numbers, texts, None for a hidden cell (R18), amounts as text beside their currency. It
is frozen as a snapshot; page and paper only lay it out.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from conventions.enums import ReportState
from conventions.models import ActionDeed, ActionPlan, AnnualReport, Convention
from conventions.periods import Period, read_period
from ofqj_portal.core.small_cells import THRESHOLD
from projects.enums import OWES_REPORT

from ..plans import ActionRow, plan_rows
from .activity import activity, gone
from .annex import annex_figures
from .apart import Apart, keep_apart
from .flows import flow_figures
from .headline import headline
from .history import history_figures
from .money import money_figures
from .network import network_figures
from .profiles import profile_figures
from .results import result_figures
from .steady import keep_forgotten, keep_headcount, keep_told
from .territories import territory_figures
from .told import told_before, told_figures

FORMAT = 2
Step = Callable[[str], None]
SECTIONS: dict[str, Callable[[Period], dict[str, Any]]] = {
    "activity": activity,
    "profiles": profile_figures,
    "territories": territory_figures,
    "flows": flow_figures,
    "results": result_figures,
    "network": network_figures,
    "money": money_figures,
}
SECTIONS_OF_HEADLINE = ("activity", "profiles", "results", "network", "money")


def count_figures(report: AnnualReport, *, on: date, step: Step = lambda section: None) -> dict[str, Any]:
    """Count everything the report of this period says, as the base stands; `on` is the day it is counted.

    `step` is told the name of each section before it is counted.
    """
    period = read_period(report.period)
    parts: dict[str, Any] = {}
    for name, count in SECTIONS.items():
        step(name)
        parts[name] = count(period)
    step("plan")
    others = told_before(report.convention, period)
    apart = keep_apart(parts, period, others)
    told = told_figures(report.convention, report.period, before=report)
    forgotten = keep_forgotten(parts, told[-1]) if told else []
    kept = keep_told(parts, told)
    head = _headline(parts, period, apart)
    if keep_headcount(head, [one["headline"] for one in told if "headline" in one]):
        kept.append(_("nombre de jeunes"))
    return {
        "format": FORMAT,
        "threshold": THRESHOLD,
        "counted_on": on.isoformat(),
        "identity": _identity(report),
        "headline": head,
        "kept": kept,
        "apart": apart.tables,
        "beside": [other.code for other in others] if apart.tables else [],
        "forgotten": forgotten,
        "previous": _previous(report.convention, period.previous()),
        "plan": _plan(report, period),
        **parts,
        "history": history_figures(report.convention, period, others),
        "annex": annex_figures(period),
        "late_reports": _late_reports(period, on),
        "contributions": _contributions(report),
    }


def _identity(report: AnnualReport) -> dict[str, Any]:
    convention, indicators = report.convention, report.indicator_set
    return {
        "reference": report.reference,
        "period": report.period,
        "version": report.version,
        "erratum": report.erratum,
        "convention": {
            "title": convention.title,
            "title_years": convention.title_years,
            "signed_on": convention.signed_on.isoformat(),
            "ends_on": convention.ends_on.isoformat(),
        },
        "indicators": {
            "title": indicators.title,
            "version": indicators.version,
            "voted_on": indicators.voted_on.isoformat() if indicators.voted_on else None,
            "rows": [
                {
                    "code": row.code,
                    "label": row.label,
                    "definition": row.definition,
                    "unit": row.unit,
                    "norm_pct": None if row.norm_pct is None else str(row.norm_pct),
                    "norm_source": row.norm_source,
                }
                for row in indicators.indicators.order_by("position")
            ],
        },
    }


def _previous(convention: Convention, period: Period) -> dict[str, Any] | None:
    """The key figures a year earlier, if anything was filed or left then."""
    frozen = AnnualReport.objects.filter(convention=convention, period=period.code, state=ReportState.PUBLISHED).first()
    if frozen is not None and frozen.snapshot is not None:  # the figures that were published, not new ones
        return {"period": period.code, **frozen.snapshot.figures["headline"]}
    parts = {name: SECTIONS[name](period) for name in SECTIONS_OF_HEADLINE}
    apart = keep_apart(parts, period, told_before(convention, period))
    if not parts["activity"]["filed"] and not parts["activity"]["projects"]:
        return None
    return {"period": period.code, **_headline(parts, period, apart)}


def _headline(parts: dict[str, Any], period: Period, apart: Apart) -> dict[str, Any]:
    """Gather the key figures; how many left is hidden where an overlapping report would find somebody."""
    head = headline(period, parts)
    return head | ({"people": None, "departures": None} if apart.hides_total else {})


def _plan(report: AnnualReport, period: Period) -> dict[str, Any] | None:
    plan = ActionPlan.objects.filter(convention=report.convention, year=period.starts_on.year).first()
    if plan is None:
        return None
    rows = plan_rows(plan, period.starts_on, period.ends_on)
    deeds = ActionDeed.objects.filter(action__plan=plan, done_on__range=(period.starts_on, period.ends_on))
    return {
        "year": plan.year,
        "state": plan.state,
        "actions": [_action(row) for row in rows],
        "deeds": [
            {"done_on": deed.done_on.isoformat(), "title": deed.title} for deed in deeds.order_by("done_on", "pk")
        ],
    }


def _action(row: ActionRow) -> dict[str, Any]:
    action = row.action
    return {
        "number": action.number,
        "title": action.title,
        "objective": action.objective.number,
        "objective_title": action.objective.title,
        "owner": action.owner,
        "measure": action.measure,
        "target": action.target,
        "done": None if row.is_hidden else row.done,
        "fundings": [{"amount": str(money.amount), "currency": money.currency} for money in row.fundings],
    }


def _late_reports(period: Period, on: date) -> int:
    """Projects that left in the period and whose report is late."""
    return gone(period).filter(state__in=OWES_REPORT, report_due_on__lt=on).count()


def _contributions(report: AnnualReport) -> list[dict[str, Any]]:
    rows = report.contributions.order_by("pk").prefetch_related("pictures__file")
    return [
        {
            "body": row.body,
            "state": row.state,
            "text": row.text,
            "pictures": [
                {"picture": one.pk, "sha256": one.file.sha256, "description": one.description, "caption": one.caption}
                for one in row.pictures.all()
                if one.file.is_served
            ],
        }
        for row in rows
    ]


__all__ = ["FORMAT", "SECTIONS", "count_figures"]
