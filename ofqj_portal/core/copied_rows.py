"""Rows of which the database says every cell: a CSV takes them straight from COPY, a workbook one after the other.

What spreadsheets.py promises holds here too, said in SQL: no cell is ever a live formula, real numbers stay numbers,
nothing goes out that a spreadsheet cannot hold. A text that starts with a letter or a digit, as nearly all do, is only
compared.
"""

from collections.abc import Callable, Iterator
from typing import IO, Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.core.shores import reader_zone
from ofqj_portal.core.spreadsheets import DANGEROUS, MAX_TEXT, SPACES

AT_ONCE = 1000
BOOLEAN, DAY, INSTANT, TEXT, VARCHAR = 16, 1082, 1184, 25, 1043  # the numbers that PostgreSQL gives its types
WHOLE, FRACTIONAL = (20, 21, 23), (700, 701, 1700)
#: What no spreadsheet holds: the first lot leaves with the lines, of which it is never the start.
CONTROLS = bytes({*range(0x20)} - {*b"\t\r\n"})
NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
FORMULA = f"^[{SPACES}]*[{DANGEROUS.replace('-', '')}-]"
UNWRITABLE = "[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"

PLAIN = '{c} >= {first} COLLATE "C" AND {c} < {after} COLLATE "C"'
PLAIN_STARTS = (("A", "~"), ("0", "="), ("\u00c0", "\u2000"))  # each up to the second, which is left out
GUARDED = (
    "(SELECT CASE WHEN t ~ {formula} THEN '''' || left(t, {most} - 1) ELSE nullif(t, '') END"
    " FROM left(regexp_replace({c}, {unwritable}, '', 'g'), {most}) AS t)"
)
FINITE = "CASE WHEN {c} > '-Infinity' AND {c} < 'Infinity' THEN replace({c}::text, '.', ',') END"


class CopiedRows:
    """The rows of a query, in its order, with its columns as cells; `told(count)` hears how many there were."""

    def __init__(self, sql: str, params: Any = (), told: Callable[[int], None] = lambda count: None) -> None:
        self.sql, self.params, self.told = sql, params, told

    @classmethod
    def of(cls, cells: "QuerySet[Any, Any]", told: Callable[[int], None] = lambda count: None) -> "CopiedRows":
        """Take the rows of `cells`, a queryset of tuples."""
        return cls(*cells.query.sql_with_params(), told)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        count = 0
        with connection.chunked_cursor() as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(self.sql, self.params)
            for row in cursor:
                count += 1
                yield row
        self.told(count)

    def copy_to(self, file: IO[bytes]) -> None:
        """Write every row to `file` as the lines of a CSV: semicolons, decimal commas, days as 2026-12-31."""
        lines = _Lines(file)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({self.sql}) AS said LIMIT 0", self.params)
            driver = cursor.cursor
            names = [f"c{place}" for place in range(len(driver.description))]
            cells = [_cell(name, column.type_code) for name, column in zip(names, driver.description, strict=True)]
            sql = f"SELECT {', '.join(cells)} FROM ({self.sql}) AS said ({', '.join(names)})"
            asked = f"COPY ({sql}) TO STDOUT WITH (FORMAT csv, DELIMITER ';')"
            driver.copy_expert(driver.mogrify(asked, self.params) if self.params else asked, lines)
            lines.flush()
            self.told(driver.rowcount)


def _cell(column: str, kind: int) -> str:
    """Say in SQL how a column of this type stands in a CSV."""
    if kind in WHOLE or kind == DAY:
        return column
    if kind in FRACTIONAL:
        return FINITE.format(c=column)
    if kind == BOOLEAN:
        return f"CASE {column} WHEN true THEN {_said(_('oui'))} WHEN false THEN {_said(_('non'))} END"
    if kind == INSTANT:
        return f"to_char({column} AT TIME ZONE {_said(reader_zone().key)}, 'YYYY-MM-DD HH24:MI')"
    return _text(column if kind in (TEXT, VARCHAR) else f"{column}::text", may_be_long=kind != VARCHAR)


def _text(column: str, *, may_be_long: bool) -> str:
    starts = [PLAIN.format(c=column, first=_said(first), after=_said(after)) for first, after in PLAIN_STARTS]
    plain = f"({' OR '.join(starts)})" + (f" AND octet_length({column}) <= {MAX_TEXT}" if may_be_long else "")
    guarded = GUARDED.format(c=column, formula=_said(FORMULA), unwritable=_said(UNWRITABLE), most=MAX_TEXT)
    return f"CASE WHEN {plain} THEN {column} WHEN {column} <> '' THEN {guarded} END"


def _said(text: str) -> str:
    """Write a text of ours in SQL; none holds a quote, a backslash or a percent sign."""
    return f"'{text}'"


class _Lines:
    """Takes the lines of COPY one by one and writes them many at a time, ended as spreadsheets want them."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.lines = file, list[bytes]()

    def write(self, line: bytes) -> None:
        """Take one line."""
        self.lines.append(line[:-1])
        if len(self.lines) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        if self.lines:
            written = b"\r\n".join([*self.lines, b""]).translate(None, CONTROLS)
            for sign in NONCHARACTERS:
                written = written.replace(sign, b"")
            self.file.write(written)
            self.lines.clear()
