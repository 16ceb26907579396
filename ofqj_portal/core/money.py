"""Amounts with their currency. Euros and dollars are never added; a cent is never lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import total_ordering
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

CENT = Decimal("0.01")


class Currency(models.TextChoices):
    EUR = "EUR", _("euro")
    CAD = "CAD", _("dollar canadien")


class CurrencyMismatch(TypeError):
    """Two amounts of different currencies were about to meet: a fault of the code, never of a person."""


@total_ordering
@dataclass(frozen=True)
class Money:
    """An amount to the cent in EUR or CAD. Raises TypeError on a float, ValueError on anything finer than a cent."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, Decimal | int):
            raise TypeError("An amount is a Decimal or an int.")
        amount = Decimal(self.amount)
        if not amount.is_finite() or amount != amount.quantize(CENT):
            raise ValueError("An amount is finite and stops at the cent.")
        object.__setattr__(self, "amount", amount.quantize(CENT) + Decimal("0.00"))
        object.__setattr__(self, "currency", Currency(self.currency).value)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Return nothing, in `currency`."""
        return cls(Decimal(0), currency)

    @classmethod
    def rounded(cls, amount: Decimal, currency: str) -> Self:
        """Return `amount` to the nearest cent, halves up."""
        if isinstance(amount, float):
            raise TypeError("An amount is a Decimal or an int.")
        return cls(Decimal(amount).quantize(CENT, ROUND_HALF_UP), currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same_currency(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same_currency(other), self.currency)

    def __mul__(self, count: int) -> "Money":
        if isinstance(count, bool) or not isinstance(count, int):
            raise TypeError("Money is multiplied by a whole number; see share_pct() and converted().")
        return Money(self.amount * count, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __bool__(self) -> bool:
        return self.amount != 0

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same_currency(other)

    def share_pct(self, pct: Decimal | int) -> "Money":
        """Return `pct` percent of this amount, to the nearest cent."""
        if isinstance(pct, float):
            raise TypeError("A percentage is a Decimal or an int.")
        return Money.rounded(self.amount * Decimal(pct) / 100, self.currency)

    def converted(self, rate: Decimal, currency: str) -> "Money":
        """Return this amount in `currency` at `rate` (units of it for one of ours); keep rate, date, source beside."""
        if not isinstance(rate, Decimal) or rate <= 0:
            raise TypeError("A rate is a positive Decimal.")
        return Money.rounded(self.amount * rate, currency)

    def split(self, parts: int) -> list["Money"]:
        """Cut into `parts` amounts that differ by a cent at most and add up to this one, the larger ones first."""
        cents = int(self.amount / CENT)
        base, rest = divmod(cents, parts)
        return [Money((base + (place < rest)) * CENT, self.currency) for place in range(parts)]

    def _same_currency(self, other: object) -> Decimal:
        if not isinstance(other, Money):
            raise TypeError("Money only meets money.")
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} are never put together.")
        return other.amount


def total(items: Iterable[Money], currency: str) -> Money:
    """Return the sum of `items`, all in `currency`; nothing at all is zero. Raises CurrencyMismatch."""
    result = Money.zero(currency)
    for item in items:
        result = result + item
    return result
