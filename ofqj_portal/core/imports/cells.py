"""From a cell to a value: what spreadsheets and people write, or a refusal in words."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.spreadsheets import DANGEROUS

Parse = Callable[[Any], Any]
DANGEROUS_SIGNS = tuple(DANGEROUS)
SERIAL_START = date(1899, 12, 30)
SERIALS = range(1, 2_958_466)  # up to 31 December 9999
_DATE_SHAPES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:[T ].*)?"),
    re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})"),
)

_YES_NO = {
    **dict.fromkeys(("oui", "o", "yes", "y", "vrai", "true", "x", "1"), True),
    **dict.fromkeys(("non", "n", "no", "faux", "false", "0"), False),
}


class CellRefused(DomainError):
    """The cell does not say what its column holds; the message says what would."""


def plain_text(cell: Any) -> str:
    """Write a cell as text: whole numbers without decimals, days as 2026-12-31, spaces tidied, odd characters gone."""
    if cell is None:
        return ""
    if type(cell) is str and cell.isprintable():  # nearly every cell: nothing odd in it
        text = cell if cell.isascii() else unicodedata.normalize("NFC", cell)
        return _unquoted((re.sub(" +", " ", text) if "  " in text else text).strip())
    if isinstance(cell, bool):
        return _("oui") if cell else _("non")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        cell = cell.date() if cell.time() == cell.time().min else cell.replace(microsecond=0)
    if isinstance(cell, (date, datetime)):
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    visible = "".join(
        sign for sign in str(cell) if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Cf")
    )
    return _unquoted(unicodedata.normalize("NFC", re.sub(r"[^\S\n]+", " ", visible)).strip())


def _unquoted(text: str) -> str:
    """Take away the quote that our own files put before what would be a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in DANGEROUS_SIGNS else text


def simplify(text: str) -> str:
    """Reduce a label to its letters and digits, without case or accents, to compare it with another."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]", "", folded)


def parse_text(max_length: int = 200) -> Parse:
    """Read a line of text. The parser raises CellRefused past `max_length` characters."""

    def parse(cell: Any) -> str:
        text = plain_text(cell)
        if len(text) > max_length:
            raise CellRefused(_("%(count)d caractères au plus.") % {"count": max_length})
        return text

    return parse


def parse_choice(choices: Mapping[str, Any], also: Mapping[str, str] | None = None) -> Parse:
    """Read one of `choices` (code → label), by code, by label or by a word of `also` (word → code).

    Accents and case are forgiven.
    """
    known = {simplify(word): code for word, code in (also or {}).items()}
    known |= {simplify(str(word)): code for code, label in choices.items() for word in (code, label)}

    def parse(cell: Any) -> str:
        code = known.get(simplify(plain_text(cell)))
        if code is None:
            labels = ", ".join(str(label) for label in choices.values())
            raise CellRefused(
                _("« %(word)s » n’est pas dans la liste : %(labels)s.")
                % {
                    "word": plain_text(cell)[:40],
                    "labels": labels,
                }
            )
        return code

    return parse


def parse_date(cell: Any) -> date:
    """Read a day: a date cell, 31/12/2026, 2026-12-31, or the serial number spreadsheets keep. Raises CellRefused."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = plain_text(cell)
    try:
        for shape in _DATE_SHAPES:
            if found := shape.fullmatch(text):
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
        if re.fullmatch(r"[0-9]{1,7}", text) and int(text) in SERIALS:
            return SERIAL_START + timedelta(days=int(text))
    except ValueError:
        pass
    raise CellRefused(_("« %(text)s » n’est pas une date. Écrivez-la 31/12/2026 ou 2026-12-31.") % {"text": text[:40]})


def parse_yes_no(cell: Any) -> bool:
    """Read a yes or a no, as people and spreadsheets tick it. Raises CellRefused."""
    answer = _YES_NO.get(simplify(plain_text(cell)))
    if answer is None:
        raise CellRefused(_("« %(text)s » n’est ni oui ni non.") % {"text": plain_text(cell)[:40]})
    return answer


def parse_integer(least: int, most: int) -> Parse:
    """Read a whole number between two bounds, included."""

    def parse(cell: Any) -> int:
        text = plain_text(cell).replace(" ", "")
        if not re.fullmatch(r"-?[0-9]{1,12}", text) or not least <= int(text) <= most:
            raise CellRefused(
                _("Écrivez un nombre entier entre %(least)d et %(most)d.") % {"least": least, "most": most}
            )
        return int(text)

    return parse


def parse_decimal(least: Decimal, most: Decimal, places: int) -> Parse:
    """Read a number with a comma or a point, between two bounds, rounded to `places`."""

    def parse(cell: Any) -> Decimal:
        text = plain_text(cell).replace(" ", "").replace(",", ".")
        try:
            number = Decimal(text) if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,20})?", text) else None
        except InvalidOperation:
            number = None
        if number is None or not least <= number <= most:
            raise CellRefused(
                _("Écrivez un nombre entre %(least)s et %(most)s, par exemple 45,76.") % {"least": least, "most": most}
            )
        return number.quantize(Decimal(1).scaleb(-places))

    return parse
