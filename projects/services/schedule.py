"""The instalments of a grant: planned when its agreement is written, from the terms of the section."""

from collections.abc import Sequence
from dataclasses import dataclass

from ofqj_portal.core.money import Money
from projects.documents.grant_agreement import PlannedInstalment
from projects.enums import PaymentCondition, PaymentKind
from projects.models import Grant, Instalment, InstalmentTerm
from projects.queries.held import held_amount, held_lines
from projects.queries.instalments import amounts_due, paid_on
from projects.queries.shares import share_of
from projects.queries.terms import terms_of_grant
from projects.services.bank_details import forget_idle_accounts


@dataclass(frozen=True)
class Planned:
    """One term applied to one grant."""

    term: InstalmentTerm
    amount: Money

    def in_words(self) -> PlannedInstalment:
        """Say it for the text of the agreement, in the words of the active shore."""
        conditions = tuple(str(PaymentCondition(code).label) for code in self.term.waits_for)
        return PlannedInstalment(self.term.kind, self.amount, conditions)


def plan_of(grant: Grant) -> list[Planned]:
    """Cut what the grant is worth today by the terms of its section; the balance takes what the advances leave.

    A young person's share is what one of them may be paid: the structure asks for it, and is paid that much less.
    """
    left, planned = grant.due, []
    for term in terms_of_grant(grant):
        if term.kind == PaymentKind.SHARE:
            share = share_of(grant)
            planned += [Planned(term, share)] if share else []
            continue
        amount = left if term.kind == PaymentKind.BALANCE else min(grant.due.share_pct(term.share_pct), left)
        left = left - amount
        planned.append(Planned(term, amount))
    return planned


def keep_plan(grant: Grant, planned: Sequence[Planned]) -> None:
    """Write the instalments of a grant; those paid or in an order stay, the others follow the new plan."""
    held = held_lines(grant.decision).values("instalment")
    grant.instalments.filter(payment=None, payee=None).exclude(pk__in=held).delete()
    kept = set(grant.instalments.values_list("position", flat=True))
    balance_paid = grant.instalments.filter(kind=PaymentKind.BALANCE).exists()
    for item in planned:
        if item.term.kind == PaymentKind.SHARE:  # written when the structure asks for it
            continue
        if item.term.position in kept or (balance_paid and item.term.kind == PaymentKind.BALANCE):
            continue
        Instalment.objects.create(
            grant=grant,
            position=item.term.position,
            kind=item.term.kind,
            planned_amount=item.amount.amount,
            currency=grant.currency,
            waits_for=list(item.term.waits_for),
        )
    if grant.instalments.exclude(payee=None).exists():
        refresh_plan(grant)


def refresh_plan(grant: Grant) -> None:
    """Bring what is still planned on a grant to what it is worth today: after a payment, a departure, a recovery.

    Once nothing is left to pay on it, the accounts kept for it are forgotten.
    """
    held = held_lines(grant.decision).values("instalment")
    unpaid = list(grant.instalments.filter(payment=None).exclude(pk__in=held))
    for instalment, amount in amounts_due(grant, unpaid, paid_on(grant) + held_amount(grant.decision)):
        if instalment.planned_amount != amount.amount:
            instalment.planned_amount = amount.amount
            instalment.save(update_fields=["planned_amount"])
    forget_idle_accounts(grant)
