"""What payment orders hold of a grant while the bank has not answered."""

from decimal import Decimal

from django.db.models import QuerySet, Sum

from ofqj_portal.core.money import Money
from projects.enums import LineOutcome
from projects.models import Decision, PaymentRunLine


def held_lines(decision: Decision) -> "QuerySet[PaymentRunLine]":
    """Return the lines of open orders that pay the grant of a decision."""
    return PaymentRunLine.objects.filter(decision=decision, outcome=LineOutcome.PENDING)


def held_amount(decision: Decision) -> Money:
    """Return what open orders are about to pay on a yes."""
    held = held_lines(decision).aggregate(held=Sum("amount"))["held"]
    return Money(held or Decimal(0), decision.currency)
