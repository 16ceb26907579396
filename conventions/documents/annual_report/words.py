"""Figures in plain French: what a percentage, an amount, a change or a hidden cell is written as."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import NBSP, format_date, format_money, format_number, format_pct

Share = Mapping[str, int | None]
WORDS = (
    (Decimal(1) / 4, gettext_lazy("un sur quatre")),
    (Decimal(1) / 3, gettext_lazy("un sur trois")),
    (Decimal(1) / 2, gettext_lazy("un sur deux")),
    (Decimal(2) / 3, gettext_lazy("deux sur trois")),
    (Decimal(3) / 4, gettext_lazy("trois sur quatre")),
)
NEAR = Decimal("0.02")


def number(value: int | None) -> str:
    """Write a count, or say that it is hidden."""
    return _("masqué") if value is None else format_number(value)


def pct_value(share: Share) -> Decimal | None:
    """Return a share in percent, rounded to the unit; None when hidden or when nobody answered."""
    part, whole = share["part"], share["whole"]
    return None if part is None or not whole else (Decimal(part) * 100 / whole).quantize(Decimal(1))


def pct(share: Share) -> str:
    """Write a share in percent, or why there is none."""
    value = pct_value(share)
    if value is not None:
        return format_pct(value)
    return _("masqué") if None in (share["part"], share["whole"]) else _("pas de réponse")


def out_of(share: Share) -> str:
    """Write what a share rests on: « 21 sur 28 »."""
    if None in (share["part"], share["whole"]):
        return _("moins de 5 personnes d’un côté ou de l’autre")
    return _("%(part)s sur %(whole)s") % {"part": number(share["part"]), "whole": number(share["whole"])}


def in_words(share: Share) -> str:
    """Write a share as people say it, when it is near a simple fraction; else in percent; "" without any."""
    if None in (share["part"], share["whole"]) or not share["whole"]:
        return ""
    ratio = Decimal(share["part"] or 0) / Decimal(share["whole"])
    return next(
        (str(words) for fraction, words in WORDS if abs(ratio - fraction) <= NEAR), format_pct(pct_value(share) or 0)
    )


def some(share: Share, one: str, many: str) -> str:
    """Write a share with its verb: « un sur deux a », « deux sur trois ont », « 87 % ont »; "" without any."""
    words = in_words(share)
    verb = one if words.startswith(_("un sur")) else many
    return f"{words} {verb}" if words else ""


def money(amount: str, currency: str) -> str:
    """Write an amount kept as text."""
    return format_money(Money(Decimal(amount), currency))


def day(text: str | None, style: str = "long") -> str:
    """Write a date kept as text; a dash for none."""
    return format_date(date.fromisoformat(text), style) if text else "—"


def count(value: int | None, one: str, many: str) -> str:
    """Write a count with its word, singular below two: « 28 jeunes partis »."""
    if value is None:
        return _("moins de 5 %(things)s") % {"things": many}
    return f"{format_number(value)}{NBSP}{many if value >= 2 else one}"


def quantity(value: int | None, one: str, many: str, none: str) -> str:
    """Write a count in a sentence: « aucun projet », « un projet », « 28 projets »; hidden: « moins de 5 projets »."""
    if value is None:
        return _("moins de 5 %(things)s") % {"things": many}
    if value == 0:
        return none
    return one if value == 1 else f"{format_number(value)}{NBSP}{many}"


def change(now: int | None, before: int | None) -> str:
    """Write the change on a year earlier: « + 41 sur un an »; "" when either is hidden or unknown."""
    if now is None or before is None:
        return ""
    if now == before:
        return _("comme un an plus tôt")
    return _("%(change)s sur un an") % {"change": signed(now - before)}


def versus(now: int | None, before: int | None, one: str, many: str) -> str:
    """Say the change on a year earlier in a sentence; "" when either is hidden or unknown."""
    if now is None or before is None:
        return ""
    gap = abs(now - before)
    if not gap:
        return _("C’est autant qu’un an plus tôt.")
    words = f"{format_number(gap)}{NBSP}{many if gap > 1 else one}"
    more = _("C’est %(gap)s de plus qu’un an plus tôt.")
    less = _("C’est %(gap)s de moins qu’un an plus tôt.")
    return (more if now > before else less) % {"gap": words}


def change_pct(now: Share, before: Share | None) -> str:
    """Write the change of a share in points: « + 4 points sur un an »."""
    old, new = pct_value(before) if before else None, pct_value(now)
    if old is None or new is None:
        return ""
    gap = int(new - old)
    if not gap:
        return _("comme un an plus tôt")
    unit = _("point") if abs(gap) < 2 else _("points")
    return _("%(change)s %(unit)s sur un an") % {"change": signed(gap), "unit": unit}


def signed(value: int) -> str:
    """Write a number with its sign: « + 41 », « − 3 »."""
    return f"{'+' if value > 0 else '−'}{NBSP}{format_number(abs(value))}"


def label_of(choices: Any, code: str) -> str:
    """Return the words of a code of a closed list."""
    return str(choices(code).label)


def lower_first(text: str) -> str:
    """Put the first letter in lower case, for a name inside a sentence."""
    return text[:1].lower() + text[1:]


def sentence(*parts: str) -> str:
    """Join the sentences that are not empty, the first letter of each in upper case."""
    return " ".join(part[:1].upper() + part[1:] for part in parts if part)


def rows_of(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a list that hold something: a zero in every column tells nothing."""
    return [row for row in figures["rows"] if row["count"] != 0]
