"""The long part of a workbook, its rows, written a line of XML at a time; XlsxWriter lays out the rest.

Written cell by cell, a hundred thousand rows take twice as long. Import this where a workbook is written, and only
there: it brings XlsxWriter along.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ofqj_portal.core.spreadsheets import MAX_SHEET_ROWS, harmless, plain_value

DAY_ZERO = date(1899, 12, 30).toordinal()
MINUTES_A_DAY = 24 * 60
_READ_AS_CODE = re.compile("_(?=x[0-9a-fA-F]{4}_)")


class LongWorksheet(Worksheet):
    """A worksheet of a workbook in constant memory, whose rows come as one stream below its headings."""

    def write_lines(self, rows: Iterable[Sequence[Any]], kinds: Sequence[str], formats: Mapping[str, Any]) -> None:
        """Write `rows` from the second line on; `kinds` has the kind of each column, `formats` the format of each kind.

        Raises ValueError past the last row that a sheet holds.
        """
        styles = {kind: f'" s="{style._get_xf_index()}"' for kind, style in formats.items()}
        columns = [
            (f'<c r="{xl_col_to_name(place)}', styles["money" if kind == "money" else "number"])
            for place, kind in enumerate(kinds)
        ]
        self._write_single_row()  # the headings
        line = 1
        for line, row in enumerate(rows, start=2):
            if line > MAX_SHEET_ROWS:
                raise ValueError("A sheet holds 1 048 575 rows at most: split it.")
            cells = [_cell(columns[place], line, value, styles) for place, value in enumerate(row)]
            self.fh.write(f'<row r="{line}">{"".join(cells)}</row>')
        self.dim_rowmax, self.previous_row = line - 1, line


def _cell(column: tuple[str, str], line: int, value: Any, styles: Mapping[str, str]) -> str:
    """Write one cell; nothing at all for an empty one."""
    head, number = column
    if type(value) is not str:
        value = plain_value(value)
    if value == "":
        return ""
    if isinstance(value, str):
        return f'{head}{line}{styles["text"]} t="inlineStr"><is>{_text(value)}</is></c>'
    if isinstance(value, (int, float, Decimal)):
        return f"{head}{line}{number}><v>{value}</v></c>"
    serial = value.toordinal() - DAY_ZERO
    if isinstance(value, datetime):
        part = (value.hour * 60 + value.minute) / MINUTES_A_DAY
        return f"{head}{line}{styles['instant']}><v>{serial + part:.16g}</v></c>"
    return f"{head}{line}{styles['date']}><v>{serial}</v></c>"


def _text(text: str) -> str:
    """Write a text as XML gives it back: "_x0041_" would be read as the sign of that code."""
    text = harmless(text)
    if "_x" in text:
        text = _READ_AS_CODE.sub("_x005F_", text)
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "\r" in text:
        text = text.replace("\r", "_x000D_")
    if text[:1].isspace() or text[-1:].isspace():
        return f'<t xml:space="preserve">{text}</t>'
    return f"<t>{text}</t>"
