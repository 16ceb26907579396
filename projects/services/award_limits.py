"""How much a section may award: what was asked, what the call allows, what the project costs (R8)."""

from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from projects.enums import SAYS_YES, BudgetSide
from projects.models import AidRequest, Project
from projects.rules.scale import extras_of, scale_total


class AwardRefused(DomainError):
    """The amount is not one this share can take."""


def check_amount(*, project: Project, section: str, amount: Money, currency: str) -> None:
    """Refuse an amount that this share cannot take; `currency` is the envelope's.

    Raises AwardRefused: other currency, nothing, more than asked, more than the scale or the cap of the frozen
    rules where they are in the same currency, less than their floor, or more than the allowed share of the cost
    together with what the other sections have awarded.
    """
    if amount.currency != currency:
        raise AwardRefused(_("Cette enveloppe est en %s : donnez le montant dans cette devise.") % currency)
    if amount.amount <= 0:
        raise AwardRefused(_("Un accord porte un montant : pour ne rien donner, refusez ou classez sans suite."))
    request = project.aid_requests.get(section=section)
    if amount.amount > request.requested_amount:
        asked = format_money(Money(request.requested_amount, request.currency))
        raise AwardRefused(_("La structure demande %s à cette section : on n’accorde pas davantage.") % asked)
    _check_scale(project, amount)
    _check_share_of_cost(project, request, amount)


def _check_scale(project: Project, amount: Money) -> None:
    rules = project.call_rules
    if rules.currency != amount.currency:
        return
    scale = scale_total(rules, project.places, extras_of(project, rules))
    if rules.aid_per_head is not None and amount > scale:
        most = format_money(scale)
        raise AwardRefused(
            _("Le barème donne au plus %(most)s pour %(places)d places.") % {"most": most, "places": project.places}
        )
    if rules.grant_cap is not None and amount.amount > rules.grant_cap:
        most = format_money(Money(rules.grant_cap, rules.currency))
        raise AwardRefused(_("Cet appel accorde au plus %s par projet.") % most)
    if rules.grant_floor is not None and amount.amount < rules.grant_floor:
        least = format_money(Money(rules.grant_floor, rules.currency))
        raise AwardRefused(_("Cet appel accorde au moins %s par projet.") % least)


def _check_share_of_cost(project: Project, request: AidRequest, amount: Money) -> None:
    charges = project.budget_lines.filter(side=BudgetSide.CHARGE, account__is_in_kind=False)
    cost = charges.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    allowed = _cents(cost * project.call_rules.max_share_pct / 100)
    others = _awarded_elsewhere(project, request.section)
    if others + _cents(amount.amount * request.rate) > allowed:
        raise AwardRefused(
            _("L’aide dépasserait %(pct)d %% du coût du projet, soit %(allowed)s en tout.")
            % {"pct": project.call_rules.max_share_pct, "allowed": format_money(Money(allowed, project.currency))}
        )


def _awarded_elsewhere(project: Project, section: str) -> Decimal:
    """Add up, in the budget's currency, what the other sections awarded, each at the rate of its request."""
    rates = dict(project.aid_requests.values_list("section", "rate"))
    awards = project.decisions.filter(state__in=sorted(SAYS_YES)).exclude(section=section)
    return sum((_cents(award.amount * rates[award.section]) for award in awards), Decimal(0))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
