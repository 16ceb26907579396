"""The one writer of CSV and XLSX. No cell is ever a live formula; real numbers stay numbers.

Rows are streamed: a hundred thousand of them hold in a few megabytes. XlsxWriter is imported when a workbook is
written, so that a web process that never writes one does not carry it.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext as _

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import reader_zone

DANGEROUS = "=+-@\t\r\n＝＋－＠"
SPACES = " \u00a0\u2009\u202f\ufeff\u200b"  # what a program may pass over before it reads
MAX_TEXT = 32_767
MAX_SHEET_ROWS = 1_048_576
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WARY = frozenset(DANGEROUS + SPACES)
_FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Column:
    """A heading and what stands below it: "text", "number", "money" (two decimals), "date" or "instant"."""

    label: Any
    kind: str = "text"
    width: int = 0


@dataclass(frozen=True)
class Sheet:
    """A title, its columns, and rows that may come from a generator; None is an empty cell."""

    title: Any
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


def harmless(text: str) -> str:
    """Return `text` so that no program reads a formula in it: a quote goes before =, +, -, @, a tab or a line break."""
    if text.isprintable() and text[:1] not in _WARY and len(text) <= MAX_TEXT:  # nearly every text
        return text
    text = _UNWRITABLE.sub("", text)[:MAX_TEXT]
    if text[:1] in tuple(DANGEROUS) or text.lstrip(SPACES)[:1] in tuple(DANGEROUS):
        return "'" + text[: MAX_TEXT - 1]
    return text


def write_csv(file: IO[bytes], sheet: Sheet) -> None:
    """Write `sheet` as spreadsheets of both shores open it: UTF-8 with its mark, semicolons, decimal commas."""
    stream = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(str(column.label)) for column in sheet.columns])
    if hasattr(sheet.rows, "copy_to"):  # copied_rows.py: the database writes them itself
        sheet.rows.copy_to(file)
    else:
        writer.writerows([_csv_cell(value) for value in row] for row in sheet.rows)
    stream.detach()


def _csv_cell(value: Any) -> str:
    if type(value) is not str:
        value = plain_value(value)
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, (int, float, Decimal)):
        return str(value).replace(".", ",")
    return value.isoformat(" ", "minutes") if isinstance(value, datetime) else value.isoformat()


def plain_value(value: Any) -> str | int | float | Decimal | date:
    """Reduce a value to a number, a date, a local instant without zone, or a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, datetime):
        return value.astimezone(reader_zone()).replace(tzinfo=None, second=0, microsecond=0)
    if isinstance(value, (int, float, Decimal)):
        return value if Decimal(value).is_finite() else ""
    return value if isinstance(value, date) else str(value)


def write_xlsx(file: IO[bytes], sheets: Sequence[Sheet], *, created_at: datetime | None = None) -> None:
    """Write `sheets` as a workbook in constant memory; the same rows and `created_at` give the same bytes."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        if created_at is not None:
            workbook.set_properties({"created": created_at.replace(tzinfo=None)})
        formats = {
            "heading": workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "text": workbook.add_format({"quote_prefix": True, "valign": "top"}),
            "number": workbook.add_format({"valign": "top"}),
            "money": workbook.add_format({"num_format": "#,##0.00", "valign": "top"}),
            "date": workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            "instant": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
        }
        titles: set[str] = set()
        for sheet in sheets:
            _write_worksheet(workbook, _sheet_title(str(sheet.title), titles), sheet, formats)


def _write_worksheet(workbook: Any, title: str, sheet: Sheet, formats: dict[str, Any]) -> None:
    from ofqj_portal.core.worksheets import LongWorksheet

    worksheet = workbook.add_worksheet(title, LongWorksheet)
    for index, column in enumerate(sheet.columns):
        worksheet.set_column(index, index, column.width or min(max(len(str(column.label)) + 2, 12), 40))
        worksheet.write_string(0, index, harmless(str(column.label)), formats["heading"])
    worksheet.freeze_panes(1, 0)
    worksheet.write_lines(sheet.rows, [column.kind for column in sheet.columns], formats)


def _sheet_title(title: str, taken: set[str]) -> str:
    """Return `title` as a workbook accepts it: 31 characters, no odd sign, never twice."""
    base = _FORBIDDEN_IN_TITLES.sub(" ", harmless(title).lstrip("'")).strip() or _("Feuille")
    name, number = base[:31], 2
    while name.casefold() in taken:
        name = f"{base[:27]} {number}"
        number += 1
    taken.add(name.casefold())
    return name
