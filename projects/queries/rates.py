"""Which exchange rate counts: the last one known on a day, or the one frozen with a share of a dossier."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext as _

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import format_date, format_money
from projects.enums import Currency
from projects.models import Decision, ExchangeRate, FrozenRate, Instalment
from projects.models.rate import latest_rate


def other_currency(currency: str) -> str:
    """Return the currency of the other shore."""
    return str(Currency.CAD if currency == Currency.EUR else Currency.EUR)


def rate_on(base: str, quote: str, on: date) -> ExchangeRate | None:
    """Return the rate that counts on a day: the last one known then, else the first one known later, None for none."""
    return latest_rate(base, quote, on)


def frozen_rate(decision: Decision, moment: str, *, payment_ref: str = "") -> FrozenRate | None:
    """Return the rate frozen for a share at a moment (of one payment, when it is named), the last one written."""
    rows = FrozenRate.objects.filter(decision=decision, moment=moment, payment_ref=payment_ref)
    return rows.order_by("-frozen_at", "-pk").first()


def place_of(instalment: Instalment) -> str:
    """Return how a frozen rate names the payment of an instalment."""
    return f"{instalment.kind}-{instalment.position}"


def with_rates(decisions: "QuerySet[Decision]", moment: str) -> "QuerySet[Decision]":
    """Bring along the rates frozen for decisions at a moment, for `last_frozen`, in the query that reads them."""
    return decisions.annotate(**rates_told("pk", moment))


def rates_told(decision: str, moment: str) -> dict[str, ArraySubquery]:
    """Build the annotation of rows that name a decision in `decision`: a decision keeps it under the same name."""
    frozen = FrozenRate.objects.filter(decision=OuterRef(decision), moment=moment).order_by("frozen_at", "pk")
    named = ("base", "quote", "on", "source", "payment_ref")
    told = JSONObject(rate=Cast("rate", TextField()), **{name: name for name in named})
    return {f"told_rates_at_{moment}": ArraySubquery(frozen.values(told=told))}


def last_frozen(decision: Decision, moment: str, *, payment_ref: str = "") -> FrozenRate | None:
    """Return what `frozen_rate` does, from what `with_rates` or a prefetch brought along where one did."""
    known = _brought(decision, moment)
    if known is None:
        return frozen_rate(decision, moment, payment_ref=payment_ref)
    return next((rate for rate in reversed(known) if rate.payment_ref == payment_ref), None)


def _brought(decision: Decision, moment: str) -> list[FrozenRate] | None:
    told = getattr(decision, f"told_rates_at_{moment}", None)
    if told is None:
        return getattr(decision, f"rates_at_{moment}", None)
    typed = [{"rate": Decimal(each["rate"]), "on": date.fromisoformat(each["on"])} for each in told]
    return [FrozenRate(decision=decision, moment=moment, **each | more) for each, more in zip(told, typed, strict=True)]


@dataclass(frozen=True)
class OtherCurrency:
    """An amount read in the other currency: never added to anything, always with its rate, day and source."""

    amount: Money
    sentence: str


def in_other_currency(amount: Money, rate: ExchangeRate | FrozenRate | None) -> OtherCurrency | None:
    """Read an amount in the other currency at a rate from its own; None without one."""
    if rate is None or rate.base != amount.currency:
        return None
    converted = amount.converted(rate.rate, rate.quote)
    words = {"amount": format_money(converted), "rate": rate_words(rate)}
    return OtherCurrency(converted, _("soit %(amount)s %(rate)s") % words)


def rate_number(rate: Decimal) -> str:
    """Write a rate with every decimal it has, and no other."""
    return format(rate.normalize(), "f").replace(".", ",")


def rate_words(rate: ExchangeRate | FrozenRate) -> str:
    """Say a rate with its day and its source."""
    words = {"rate": rate_number(rate.rate), "day": format_date(rate.on), "source": rate.source}
    return _("au taux de %(rate)s du %(day)s (%(source)s)") % words


def rates_noted() -> "QuerySet[ExchangeRate]":
    """Return every rate, the latest day first, with who noted it."""
    return ExchangeRate.objects.select_related("recorded_by").order_by("-on", "base", "pk")
