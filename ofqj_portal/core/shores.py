"""Two shores, one text: words and formats of the reader's side of the ocean.

The words come from gettext: source strings are the French of France, `locale/fr_CA` says what Québec says otherwise.
The formats are here. The middleware of partners activates the shore of the reader's structure.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.calendar import MONTREAL, PARIS, ZONES, in_both_shores
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.money import Money

NBSP = "\u00a0"
MAX_AMOUNT = Decimal("99999999.99")
#: The words of dates, as CLDR has them: a test holds them against Babel, whose tables would fill every web process.
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_SHORTER = {"janvier": "janv.", "février": "févr.", "avril": "avr.", "septembre": "sept.", "octobre": "oct."}
_SHORTER |= {"novembre": "nov.", "décembre": "déc."}
_PATTERNS = {
    "medium": "{day.day} {short} {day.year}",
    "long": "{day.day} {month} {day.year}",
    "full": "{weekday} {day.day} {month} {day.year}",
    "day": "{day.day} {month}",
    "month": "{month} {day.year}",
}
_SPACES = re.compile("[ \u00a0\u2009\u202f]")
_PLAIN = re.compile(r"[0-9]+(?:[,.][0-9]{1,2})?")
_GROUPED = re.compile("[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?:,[0-9]{1,2})?")


class Shore(models.TextChoices):
    FRANCE = "fr", gettext_lazy("France")
    QUEBEC = "qc", gettext_lazy("Québec")

    @property
    def language(self) -> str:
        """The Django language of the shore."""
        return "fr-ca" if self is Shore.QUEBEC else "fr"

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its readers read an instant, when their structure says nothing else."""
        return MONTREAL if self is Shore.QUEBEC else PARIS


#: What stands between thousands: a narrow no-break space in France, a no-break space in Québec (CLDR).
_GROUP = {Shore.FRANCE: "\u202f", Shore.QUEBEC: NBSP}


class AmountRefused(DomainError):
    """The text is not an amount, or could be read in two ways."""


def reader_shore() -> Shore:
    """Return the shore of whoever reads now, from the active language."""
    return _shore_of(translation.get_language())


@cache
def _shore_of(language: str | None) -> Shore:
    return Shore.QUEBEC if (language or "").lower().startswith("fr-ca") else Shore.FRANCE


@contextmanager
def reading_as(shore: Shore | str) -> Iterator[None]:
    """Speak the words and formats of `shore` inside the block; a mail is rendered so for its reader."""
    shore = Shore(shore)
    with translation.override(shore.language), timezone.override(shore.zone):
        yield


def format_number(value: Decimal | int, decimals: int | None = None) -> str:
    """Write a number with the reader's separators; `decimals` fixes how many, else at most two."""
    if isinstance(value, int) and not decimals:
        whole, cents = f"{value:,}", ""
    else:
        whole, _dot, cents = f"{value:,.{2 if decimals is None else decimals}f}".partition(".")
        cents = cents.rstrip("0") if decimals is None else cents
    if "," in whole:
        whole = whole.replace(",", _GROUP[reader_shore()])
    return f"{whole},{cents}" if cents else whole


def format_pct(value: Decimal | int) -> str:
    """Write a percentage given in percent (12.5 → 12,5 %), one decimal at most."""
    rounded = Decimal(value).quantize(Decimal("0.1"))
    return format_number(rounded) + NBSP + "%"


def format_money(money: Money) -> str:
    """Write an amount: 1 234,50 €; dollars are “$” in Québec and “$ CA” in France; whole amounts drop their cents."""
    decimals = 0 if money.amount == money.amount.to_integral_value() else 2
    dollar = "$" if reader_shore() is Shore.QUEBEC else f"${NBSP}CA"
    return format_number(money.amount, decimals) + NBSP + ("€" if money.currency == "EUR" else dollar)


def format_amount(amount: Decimal) -> str:
    """Write an amount as it is typed in a field, without currency: 1 234,50."""
    return format_number(amount, 2)


def format_date(day: date, style: str = "long") -> str:
    """Write a civil date: short (03/12/2026, 2026-12-03), medium (3 déc. 2026), long, full (weekday), day, month."""
    return _dated(day.year, day.month, day.day, style, reader_shore())


@lru_cache(maxsize=8192)
def _dated(year: int, month: int, day_of_month: int, style: str, shore: Shore) -> str:
    """Lay the words of a date out once: a list says the same few hundred days all day long."""
    day = date(year, month, day_of_month)
    if style == "short":
        return day.isoformat() if shore is Shore.QUEBEC else f"{day:%d/%m/}{day.year}"
    month = _MONTHS[day.month - 1]
    july = "juill." if shore is Shore.QUEBEC else "juil."
    short = july if month == "juillet" else _SHORTER.get(month, month)
    text = _PATTERNS[style].format(day=day, month=month, short=short, weekday=_DAYS[day.weekday()])
    if day.day == 1 and style != "month":
        text = re.sub(r"\b1 ", "1er ", text, count=1)
    return re.sub(r"([0-9]|er) (?=[a-zéû])", rf"\g<1>{NBSP}", text, count=1)


def format_time(instant: datetime) -> str:
    """Write the hour of `instant` as it stands, in its own zone: 23 h 59."""
    return f"{instant.hour}{NBSP}h{NBSP}{instant.minute:02d}"


def format_instant(instant: datetime, zone: ZoneInfo | None = None, style: str = "long") -> str:
    """Write an instant with its place: 3 décembre 2026 à 23 h 59 (Paris). `zone` defaults to the reader's."""
    local = instant.astimezone(zone or reader_zone())
    place = ZONES.get(getattr(local.tzinfo, "key", ""), local.tzname())
    day, hour = format_date(local.date(), style), format_time(local)
    return _("%(day)s à %(hour)s (%(place)s)") % {"day": day, "hour": hour, "place": place}


def format_both_shores(instant: datetime) -> str:
    """Write a deadline on both clocks: the moment is one, and its day is said again only where it differs."""
    said, words = None, []
    for place, local in in_both_shores(instant):
        day = "" if local.date() == said else format_date(local.date(), "full") + ", "
        words.append(f"{day}{format_time(local)} ({place})")
        said = local.date()
    return " · ".join(words)


def reader_zone() -> ZoneInfo:
    """Return the zone activated for the reader (her structure's), else her shore's."""
    active = timezone.get_current_timezone()
    return active if isinstance(active, ZoneInfo) and active.key in ZONES else reader_shore().zone


def parse_amount(text: str) -> Decimal:
    """Read an amount typed by hand, on either shore: 1 234,50 · 1234,5 · 1234.50 · 1234.

    Both shores write a decimal comma and spaces between thousands. Raises AmountRefused, with the reason, on a sign,
    an exponent, a word, digits that are not 0–9, more than two decimals, or what could be read in two ways (1.234).
    """
    text = text.strip("\t\r\n \u00a0\u2009\u202f")
    reason = _amount_refusal(text)
    if reason:
        raise AmountRefused(reason)
    amount = Decimal(_SPACES.sub("", text).replace(",", "."))
    if amount > MAX_AMOUNT:
        raise AmountRefused(_("Ce montant est trop grand : 99 999 999,99 au plus."))
    return amount


def _amount_refusal(text: str) -> str:
    if _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text):
        return ""
    if text[:1] in tuple("+-−–"):
        return _("Écrivez le montant sans signe.")
    if any(sign.isdigit() and sign not in "0123456789" for sign in text):
        return _("Écrivez le montant avec les chiffres 0 à 9 du clavier.")
    if re.search(r"[^0-9,. \u00a0\u2009\u202f]", text) or not re.search(r"[0-9]", text):
        return _("Écrivez un montant en chiffres, par exemple 1 234,50.")
    if "." in text and ("," in text or re.search(r"\.[0-9]{3}", text)):
        return _("Ce montant peut se lire de deux façons. Écrivez-le avec une virgule, par exemple 1 234,50.")
    if re.search(r"[,.][0-9]{3,}$", text):
        return _("Un montant s’arrête aux centimes : deux chiffres au plus après la virgule.")
    return _("Écrivez le montant avec une virgule pour les centimes, par exemple 1 234,50.")
