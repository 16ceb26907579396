"""What is still to pay on a grant, instalment by instalment, and what each one waits for."""

from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from ofqj_portal.core.money import Money
from projects.enums import LedgerKind, PaymentKind
from projects.models import Grant, Instalment, LedgerEntry

_TURNS = {PaymentKind.SHARE: 0, PaymentKind.ADVANCE: 1, PaymentKind.BALANCE: 2}
AMOUNT = DecimalField(max_digits=12, decimal_places=2)


def kept_amount() -> Any:
    """Build the expression that says, for each grant, what the ledger knows as paid and not given back."""
    signed = Case(When(kind=LedgerKind.PAY, then=F("amount")), default=-F("amount"), output_field=AMOUNT)
    entries = LedgerEntry.objects.filter(decision=OuterRef("decision"), kind__in=[LedgerKind.PAY, LedgerKind.RECOVER])
    kept = entries.order_by().values("decision").annotate(kept=Sum(signed)).values("kept")
    return Coalesce(Subquery(kept), Value(0), output_field=AMOUNT)


def paid_on(grant: Any) -> Money:
    """Return what was paid on a grant and kept: payments less what was given back; read unless it is at hand."""
    if hasattr(grant, "paid_amount"):
        return Money(grant.paid_amount, grant.currency)
    entries = grant.decision.entries.filter(kind__in=[LedgerKind.PAY, LedgerKind.RECOVER])
    sums = dict(entries.order_by().values_list("kind").annotate(total=Sum("amount")))
    kept = sums.get(LedgerKind.PAY, Decimal(0)) - sums.get(LedgerKind.RECOVER, Decimal(0))
    return Money(kept, grant.currency)


def amounts_due(grant: Grant, instalments: list[Instalment], paid: Money) -> list[tuple[Instalment, Money]]:
    """Say what each unpaid instalment is worth today, the shares of young people first.

    A share or an advance is worth no more than planned, the balance what is left.
    """
    left, due = max(grant.due - paid, Money.zero(grant.currency)), []
    for instalment in sorted(instalments, key=lambda row: (_TURNS[PaymentKind(row.kind)], row.position)):
        amount = left if instalment.kind == PaymentKind.BALANCE else min(instalment.planned, left)
        left = left - amount
        due.append((instalment, amount))
    return due


def waiting_instalments(grant: Grant) -> list[tuple[Instalment, Money]]:
    """Return the unpaid instalments of a grant that are worth something today, with their amounts."""
    unpaid = list(grant.instalments.filter(payment=None))
    return [(row, amount) for row, amount in amounts_due(grant, unpaid, paid_on(grant)) if amount.amount]
