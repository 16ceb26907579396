"""Reductions of an aid, line by line of the charges: they make up what is not awarded of what was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_money
from projects.enums import BudgetSide
from projects.models import AwardCut, Decision


class CutRefused(DomainError):
    """Reductions that do not make up the difference, that have no reason, or that name no charge of the dossier."""


@dataclass(frozen=True)
class Cut:
    """How much is taken off for one line of the budget, named by key, in the envelope's currency; and why."""

    line: int
    amount: Decimal
    reason: str


def words_against(cuts: Sequence[Cut], *, asked: Decimal, awarded: Decimal, currency: str) -> str:
    """Say why reductions cannot be kept, "" if they can: each has amount and reason, and they make the difference."""
    if any(cut.amount <= 0 or not cut.reason.strip() for cut in cuts):
        return _("Chaque réduction a un montant et une raison : la structure les lira.")
    taken, missing = sum((cut.amount for cut in cuts), Decimal(0)), asked - awarded
    if not cuts or taken == missing:
        return ""
    words = {"taken": format_money(Money(taken, currency)), "missing": format_money(Money(missing, currency))}
    return _("Les réductions font %(taken)s, mais il manque %(missing)s entre la demande et l’accord.") % words


def keep_cuts(decision: Decision, cuts: Sequence[Cut]) -> list[AwardCut]:
    """Write the reductions of a yes down; without any, the motive alone says why less is given.

    Call it inside the decision. Raises CutRefused.
    """
    if not cuts:
        return []
    project = decision.project
    lines = {row.pk: row for row in project.budget_lines.filter(side=BudgetSide.CHARGE).select_related("account")}
    if any(cut.line not in lines for cut in cuts):
        raise CutRefused(_("Une de ces lignes n’est plus au budget : rouvrez la page."))
    asked = project.aid_requests.get(section=decision.section).requested_amount
    if refusal := words_against(cuts, asked=asked, awarded=decision.amount, currency=decision.currency):
        raise CutRefused(refusal)
    return AwardCut.objects.bulk_create(
        AwardCut(
            decision=decision,
            position=place,
            line=lines[cut.line].words[:300],
            amount=cut.amount,
            currency=decision.currency,
            reason=cut.reason.strip(),
        )
        for place, cut in enumerate(cuts, 1)
    )
