"""Reading a table out of the bytes of a file, within limits: size, rows, columns, what an archive unpacks to."""

import csv
import io
import json
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, Protocol, Self

from django.utils.translation import gettext as _

from ofqj_portal.core.imports.cells import plain_text, simplify
from ofqj_portal.core.imports.limits import MAX_BYTES, ImportRefused, check_bounds
from ofqj_portal.core.imports.workbooks import DAYS_FROM_1904, workbook_lines

HEADER_WITHIN = 20
SEPARATORS = ";,\t|"


class Named(Protocol):
    """Whatever says by which words its column may be headed."""

    def names(self) -> Iterable[str]: ...


@dataclass(frozen=True)
class Table:
    """A header and its rows; `lines` are the line numbers of the rows, as the person's spreadsheet shows them.

    `day_shift` days are added to the serial number of a day: workbooks born on a Mac count them from 1904.
    """

    header: list[str]
    rows: list[list[Any]]
    lines: list[int]
    day_shift: int = 0

    def to_json(self) -> str:
        """Write the table with its cells as text, so that `from_json` reads the same one."""
        rows = [[plain_text(cell) for cell in row] for row in self.rows]
        return json.dumps([self.header, rows, self.lines, self.day_shift], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read back what `to_json` wrote."""
        return cls(*json.loads(text))

    def only(self, lines: Container[int]) -> "Table":
        """Keep the rows of these lines."""
        kept = [(line, row) for line, row in zip(self.lines, self.rows, strict=True) if line in lines]
        return replace(self, rows=[row for _line, row in kept], lines=[line for line, _row in kept])


def read_table(content: bytes, fields: Sequence[Named] = ()) -> Table:
    """Read CSV or XLSX bytes. The header is the line, among the first twenty, that names the most of `fields`.

    Empty lines are skipped. Raises ImportRefused if the file is empty, too large, or no table.
    """
    if not content.strip(b"\x00\r\n\t ;,"):
        raise ImportRefused(_("Ce fichier est vide."))
    if len(content) > MAX_BYTES:
        raise ImportRefused(_("Ce fichier est trop lourd : %(size)d Mo au plus.") % {"size": MAX_BYTES // 2**20})
    day_shift = 0
    if content.startswith(b"PK\x03\x04"):
        numbered, counts_from_1904 = workbook_lines(content)
        day_shift = DAYS_FROM_1904 if counts_from_1904 else 0
    elif content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")):
        raise ImportRefused(_("Ce format ne se lit pas ici. Enregistrez le tableau en .xlsx ou en .csv."))
    else:
        numbered = _csv_lines(_decode(content))
    lines = [(number, row) for number, row in numbered if any(plain_text(cell) for cell in row)]
    if not lines:
        raise ImportRefused(_("Ce fichier est vide."))
    return _with_header(lines, fields, day_shift)


def _with_header(lines: list[tuple[int, list[Any]]], fields: Sequence[Named], day_shift: int) -> Table:
    known = {simplify(name) for field in fields for name in field.names()}
    scores = [sum(simplify(plain_text(cell)) in known for cell in row) for _number, row in lines[:HEADER_WITHIN]]
    start = scores.index(max(scores))
    header = [plain_text(cell) for cell in lines[start][1]]
    while header and not header[-1]:
        header.pop()
    body = [(number, row) for number, row in lines[start + 1 :] if not _repeats(header, row)]
    width = max([len(header), *(len(row) for _number, row in body)])
    header += [""] * (width - len(header))
    rows = [list(row) + [None] * (width - len(row)) for _number, row in body]
    return Table(header, rows, [number for number, _row in body], day_shift)


def _repeats(header: list[str], row: list[Any]) -> bool:
    """Say whether a row only says the headings again, as on the second page of a printed list."""
    words = (plain_text(cell) for cell in row)  # one that says something else ends it
    return all(not word or word == heading for word, heading in zip_longest(words, header, fillvalue=""))


def _decode(content: bytes) -> str:
    """Turn the bytes of a text file into text, whatever wrote them. Raises ImportRefused for what is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content[1:200:2].count(0) > 40:
        encodings = ["utf-16-le"]
    elif content[0:200:2].count(0) > 40:
        encodings = ["utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ImportRefused(_("Ce fichier n’est pas un tableau. Enregistrez-le en .xlsx ou en .csv."))


def _csv_lines(text: str) -> Iterator[tuple[int, list[Any]]]:
    announced = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    skipped = 1 if announced else 0
    if announced:
        text = text[announced.end() :]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=announced[1] if announced else _separator(text))
    try:
        started = 1 + skipped
        for count, row in enumerate(reader):
            check_bounds(count, row)
            yield started, row
            started = reader.line_num + 1 + skipped
    except csv.Error as unreadable:
        raise ImportRefused(
            _("La ligne %(line)d ne se lit pas : un guillemet ouvert n’est peut-être pas refermé.") % {"line": started}
        ) from unreadable


def _separator(text: str) -> str:
    """Guess the separator: the sign that parts the first lines the most, outside of quotes."""
    sample = re.sub(r'"[^"]*"', "", "\n".join(text.splitlines()[:HEADER_WITHIN])[:20_000])
    return max(SEPARATORS, key=sample.count)
