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
MAX_TEXT = 32_767
MAX_SHEET_ROWS = 1_048_576
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
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
    text = _UNWRITABLE.sub("", text)[:MAX_TEXT]
    if text[:1] in tuple(DANGEROUS) or text.lstrip(" \u00a0\u2009\u202f\ufeff\u200b")[:1] in tuple(DANGEROUS):
        return "'" + text[: MAX_TEXT - 1]
    return text


def write_csv(file: IO[bytes], sheet: Sheet) -> None:
    """Write `sheet` as spreadsheets of both shores open it: UTF-8 with its mark, semicolons, decimal commas."""
    stream = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(str(column.label)) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_csv_cell(value) for value in row])
    stream.detach()


def _csv_cell(value: Any) -> str:
    value = _plain(value)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return str(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return harmless(str(value))


def _plain(value: Any) -> Any:
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
        return value if Decimal(str(value)).is_finite() else ""
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
            _write_worksheet(workbook.add_worksheet(_sheet_title(str(sheet.title), titles)), sheet, formats)


def _write_worksheet(worksheet: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    for index, column in enumerate(sheet.columns):
        worksheet.set_column(index, index, column.width or min(max(len(str(column.label)) + 2, 12), 40))
        worksheet.write_string(0, index, harmless(str(column.label)), formats["heading"])
    worksheet.freeze_panes(1, 0)
    for number, row in enumerate(sheet.rows, start=1):
        if number >= MAX_SHEET_ROWS:
            raise ValueError("A sheet holds 1 048 575 rows at most: split it.")
        for index, value in enumerate(row):
            _write_cell(worksheet, number, index, _plain(value), sheet.columns[index].kind, formats)


def _write_cell(worksheet: Any, row: int, column: int, value: Any, kind: str, formats: dict[str, Any]) -> None:
    if value == "":
        return
    if isinstance(value, (int, float, Decimal)):
        worksheet.write_number(row, column, value, formats["money" if kind == "money" else "number"])
    elif isinstance(value, datetime):
        worksheet.write_datetime(row, column, value, formats["instant"])
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, value, formats["date"])
    else:
        worksheet.write_string(row, column, harmless(str(value)), formats["text"])


def _sheet_title(title: str, taken: set[str]) -> str:
    """Return `title` as a workbook accepts it: 31 characters, no odd sign, never twice."""
    base = _FORBIDDEN_IN_TITLES.sub(" ", harmless(title).lstrip("'")).strip() or _("Feuille")
    name, number = base[:31], 2
    while name.casefold() in taken:
        name = f"{base[:27]} {number}"
        number += 1
    taken.add(name.casefold())
    return name
