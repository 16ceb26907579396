"""Exchange rates noted by people or imported from a table, and frozen when money is decided, promised or paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from ofqj_portal.core.shores import format_date
from partners.enums import Section
from projects.documents.decision_letter import SECTION_ZONES
from projects.enums import Currency, RateMoment
from projects.models import Decision, ExchangeRate, FrozenRate
from projects.queries.rates import other_currency, rate_number, rate_on

SIX_PLACES = Decimal("0.000001")


class RateRefused(DomainError):
    """This rate makes no sense, is of a day to come, or says otherwise than the one already noted for that day."""


@dataclass(frozen=True)
class RateEntry:
    """One rate as typed or read: one `base` was worth `rate` units of `quote` on a day, according to `source`."""

    base: str
    quote: str
    rate: Decimal
    on: date
    source: str

    @property
    def inverse(self) -> "RateEntry":
        """The same rate read the other way, to six places."""
        rate = (1 / self.rate).quantize(SIX_PLACES, ROUND_HALF_UP)
        return RateEntry(self.quote, self.base, rate, self.on, self.source)


def check_rate(entry: RateEntry, *, today: date) -> str:
    """Say why a rate cannot be noted, "" if it can; whether that day has one already is not asked here."""
    if {entry.base, entry.quote} != set(Currency.values):
        return _("Un taux relie l’euro et le dollar canadien.")
    if not entry.rate.is_finite() or not Decimal("0.01") <= entry.rate <= 100:
        return _("Un taux va de 0,01 à 100.")
    if entry.on > today:
        return _("Ce jour n’est pas encore venu : un taux est celui d’un jour passé ou d’aujourd’hui.")
    if not entry.source.strip():
        return _("Dites d’où vient ce taux.")
    return ""


def noted_otherwise(entry: RateEntry) -> str:
    """Say that another rate is noted for that day, "" if none is or if it is the same one."""
    there = ExchangeRate.objects.filter(base=entry.base, quote=entry.quote, on=entry.on).first()
    if there is None or there.rate == entry.rate:
        return ""
    words = {"day": format_date(entry.on), "rate": rate_number(there.rate), "source": there.source}
    return _("Un autre taux est déjà noté pour le %(day)s : %(rate)s (%(source)s). Un taux noté ne change pas.") % words


@transaction.atomic
def add_rates(*, entries: Sequence[RateEntry], by: User, now: datetime) -> int:
    """Note rates, each with its inverse unless that one is given or noted too; return how many were new.

    What is noted already, the same, changes nothing. All or nothing: raises RateRefused.
    """
    given = {(entry.base, entry.quote, entry.on) for entry in entries}
    added = 0
    for entry in entries:
        refusal = check_rate(entry, today=now.astimezone(calendar.PARIS).date()) or noted_otherwise(entry)
        if refusal:
            raise RateRefused(refusal)
        added += _note(entry, by, now)
        inverse = entry.inverse
        if (inverse.base, inverse.quote, inverse.on) not in given:
            _note(inverse, by, now)
    return added


def _note(entry: RateEntry, by: User, now: datetime) -> bool:
    rate, is_new = ExchangeRate.objects.get_or_create(
        base=entry.base,
        quote=entry.quote,
        on=entry.on,
        defaults={"rate": entry.rate, "source": entry.source.strip(), "recorded_by": by, "recorded_at": now},
    )
    if is_new:
        record(rate, "rate.noted", by=by, base=entry.base, quote=entry.quote, rate=entry.rate, on=entry.on)
    return is_new


@transaction.atomic
def freeze_rate(*, decision: Decision, moment: RateMoment, now: datetime, payment_ref: str = "") -> FrozenRate | None:
    """Write down what the currency of a share is worth in the other one at this moment; it never changes again.

    Call it in the transaction of the decision, of the signature or of the payment, which `payment_ref` then names.
    The day is the one in the section's own zone. A moment that comes again (a decision reopened) is frozen anew;
    `queries.rates.frozen_rate` reads the last one.
    None when the share has no amount or no rate is known: nothing waits for a rate.
    """
    if not decision.currency:
        return None
    day = now.astimezone(SECTION_ZONES[Section(decision.section)]).date()
    rate = rate_on(decision.currency, other_currency(decision.currency), day)
    if rate is None:
        return None
    return FrozenRate.objects.create(
        decision=decision,
        moment=moment,
        payment_ref=payment_ref,
        base=rate.base,
        quote=rate.quote,
        rate=rate.rate,
        on=rate.on,
        source=rate.source,
        frozen_at=now,
    )
