"""Money of a period, by section and currency. Euros and dollars stand side by side and are never added (R9)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from conventions.periods import Period
from ofqj_portal.core.money import Currency
from ofqj_portal.core.small_cells import is_small
from participants.queries.departures import departures
from partners.enums import Section
from projects.enums import SAYS_YES, BudgetSide
from projects.models import BudgetLine, Envelope, Grant, Payment

from .activity import gone

DUE = Coalesce("recomputed_amount", "awarded_amount")


def money_figures(period: Period) -> dict[str, Any]:
    """Count the money of the period. Amounts are text, so that no cent is lost; every row names its currency.

    Awarded: grants decided in the period, at what they are worth today. Paid: payments made in it. Envelopes: those of
    calls that closed in it. Cost: grants of the projects that left, by person who left with money of that currency.
    """
    return {
        "sections": _sections(period),
        "cost": [_cost(period, currency) for currency in Currency.values],
        "budgets": _budgets(period),
    }


def _sections(period: Period) -> list[dict[str, Any]]:
    """One row a section and currency where anything was awarded, paid or put aside."""
    first, after = period.instants
    place = ("section", "currency")
    awarded = Grant.objects.filter(
        decision__state__in=SAYS_YES, decision__decided_at__gte=first, decision__decided_at__lt=after
    )
    paid = Payment.objects.filter(paid_on__range=(period.starts_on, period.ends_on))
    envelopes = Envelope.objects.filter(call__closes_at__gte=first, call__closes_at__lt=after)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for rows in (
        awarded.values("currency", section=F("decision__section")).annotate(awarded=Sum(DUE), grants=Count("pk")),
        paid.values("currency", section=F("grant__decision__section")).annotate(paid=Sum("amount")),
        envelopes.values(*place).annotate(envelope=Sum("total_amount"), committed=Sum("committed_amount")),
    ):
        for row in rows.order_by():
            found.setdefault((row["section"], row["currency"]), {}).update(row)
    order = [(section, currency) for section in Section.values for currency in Currency.values]
    return [_section_row(key, found[key]) for key in order if key in found]


def _section_row(key: tuple[str, str], row: dict[str, Any]) -> dict[str, Any]:
    amounts = {name: str(row.get(name) or Decimal("0.00")) for name in ("awarded", "paid", "envelope", "committed")}
    return {"section": key[0], "currency": key[1], "grants": row.get("grants", 0), **amounts}


def _cost(period: Period, currency: str) -> dict[str, Any]:
    """What the projects that left are granted in one currency, and how many people left with it."""
    grants = Grant.objects.filter(
        decision__project__in=gone(period).values("pk"), decision__state__in=SAYS_YES, currency=currency
    )
    granted = grants.order_by().aggregate(total=Sum(DUE))["total"] or Decimal(0)
    with_it, without = funded_counts((period.starts_on, period.ends_on), currency)
    people = None if is_small(with_it) or is_small(without) else with_it
    a_head = str((granted / people).quantize(Decimal(1))) if people and granted else None
    return {"currency": currency, "granted": str(granted), "departures": people, "a_head": a_head}


def funded_counts(bounds: tuple[date, date], currency: str) -> tuple[int, int]:
    """Count who left with money of that currency, and the others."""
    funded = Q(project__decisions__state__in=SAYS_YES, project__decisions__currency=currency)
    counts = departures(*bounds).aggregate(
        all=Count("pk", distinct=True), funded=Count("pk", distinct=True, filter=funded)
    )
    return counts["funded"], counts["all"] - counts["funded"]


def _budgets(period: Period) -> list[dict[str, Any]]:
    """The budgets of the projects that left, by currency of the budget: all charges, and what others than OFQJ pay."""
    lines = BudgetLine.objects.filter(project__in=gone(period).values("pk")).order_by()
    rows = lines.values("currency").annotate(
        projects=Count("project", distinct=True),
        charges=Sum("amount", filter=Q(side=BudgetSide.CHARGE)),
        others=Sum("amount", filter=Q(side=BudgetSide.INCOME)),
    )
    return [
        {
            "currency": row["currency"],
            "projects": row["projects"],
            "charges": str(row["charges"] or Decimal("0.00")),
            "others": str(row["others"] or Decimal("0.00")),
        }
        for row in rows.order_by("currency")
    ]
