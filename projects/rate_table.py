"""Exchange rates brought as a table: its columns, how a rate is read, and what each line would do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.imports import (
    CellRefused,
    ImportField,
    ImportRefused,
    Table,
    check_rows,
    match_columns,
    parse_choice,
    parse_date,
    parse_text,
    plain_text,
)
from projects.enums import Currency
from projects.models import ExchangeRate
from projects.services.rates import RateEntry, check_rate, noted_otherwise

MAX_LINES = 1000
_RATE = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,6})?")


def parse_rate(cell: Any) -> Decimal:
    """Read a rate: 1,62 or 1.62, six decimals at most, never rounded. Raises CellRefused with the reason."""
    text = plain_text(cell)
    if not _RATE.fullmatch(text):
        raise CellRefused(_t("Écrivez le taux en chiffres, avec six décimales au plus, par exemple 1,6215."))
    return Decimal(text.replace(",", "."))


_CURRENCIES = dict(Currency.choices)
FIELDS = (
    ImportField("on", _("date"), ("jour", "au", "date du taux"), required=True, parse=parse_date),
    ImportField("base", _("de"), ("devise de départ", "base"), required=True, parse=parse_choice(_CURRENCIES)),
    ImportField("quote", _("vers"), ("devise d’arrivée", "quote"), required=True, parse=parse_choice(_CURRENCIES)),
    ImportField("rate", _("taux"), ("rate", "cours"), required=True, parse=parse_rate),
    ImportField("source", _("source"), ("origine",), required=True, parse=parse_text(120)),
)


@dataclass(frozen=True)
class RateLine:
    """One line of the table: what it would note, or why it is refused ("" when it is not)."""

    line: int
    entry: RateEntry | None
    refusal: str
    is_known: bool

    @property
    def is_new(self) -> bool:
        """Say whether noting it would add something."""
        return not self.refusal and not self.is_known


def plan_rates(table: Table, *, today: date) -> list[RateLine]:
    """Say line by line what a table of rates would do; nothing is written. Raises ImportRefused for no such table."""
    if len(table.rows) > MAX_LINES:
        raise ImportRefused(_t("Ce tableau est trop long : %d lignes au plus.") % MAX_LINES)
    known = {(row.base, row.quote, row.on): row.rate for row in ExchangeRate.objects.all()}
    seen: dict[tuple[str, str, date], int] = {}
    lines = []
    for row in check_rows(table, match_columns(table, FIELDS)):
        if row.errors:
            lines.append(RateLine(row.line, None, row.sentence, is_known=False))
            continue
        entry = RateEntry(**row.values)
        key = (entry.base, entry.quote, entry.on)
        refusal = check_rate(entry, today=today)
        if not refusal and key in known and known[key] != entry.rate:
            refusal = noted_otherwise(entry)
        if not refusal and key in seen:
            refusal = _t("Ce jour est déjà à la ligne %d.") % seen[key]
        seen.setdefault(key, row.line)
        lines.append(RateLine(row.line, entry, refusal, is_known=key in known))
    return lines


def valid_entries(lines: Sequence[RateLine]) -> list[RateEntry]:
    """Keep what would be noted."""
    return [line.entry for line in lines if line.is_new and line.entry]
