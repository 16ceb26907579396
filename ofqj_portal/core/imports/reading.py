"""Reading a table out of the bytes of a file, within limits: size, rows, columns, what an archive unpacks to."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.imports.cells import plain_text, simplify

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_MEMBERS = 500
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 10_000
HEADER_WITHIN = 20
SEPARATORS = ";,\t|"
_CELL_ADDRESS = re.compile(rb'<(?:\w+:)?(?:c|row)\b[^>]*?\br="([A-Z]{0,7})([0-9]{1,9})"')


class ImportRefused(DomainError):
    """The file cannot be read as a table; the message says why, and what to do."""


class Named(Protocol):
    """Whatever says by which words its column may be headed."""

    def names(self) -> Iterable[str]: ...


@dataclass(frozen=True)
class Table:
    """A header and its rows; `lines` are the line numbers of the rows, as the person's spreadsheet shows them."""

    header: list[str]
    rows: list[list[Any]]
    lines: list[int]


def read_table(content: bytes, fields: Sequence[Named] = ()) -> Table:
    """Read CSV or XLSX bytes. The header is the line, among the first twenty, that names the most of `fields`.

    Empty lines are skipped. Raises ImportRefused if the file is empty, too large, or no table.
    """
    if not content.strip(b"\x00\r\n\t ;,"):
        raise ImportRefused(_("Ce fichier est vide."))
    if len(content) > MAX_BYTES:
        raise ImportRefused(_("Ce fichier est trop lourd : %(size)d Mo au plus.") % {"size": MAX_BYTES // 2**20})
    if content.startswith(b"PK\x03\x04"):
        numbered = _xlsx_lines(content)
    elif content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")):
        raise ImportRefused(_("Ce format ne se lit pas ici. Enregistrez le tableau en .xlsx ou en .csv."))
    else:
        numbered = _csv_lines(_decode(content))
    lines = [(number, row) for number, row in numbered if any(plain_text(cell) for cell in row)]
    if not lines:
        raise ImportRefused(_("Ce fichier est vide."))
    return _with_header(lines, fields)


def _with_header(lines: list[tuple[int, list[Any]]], fields: Sequence[Named]) -> Table:
    known = {simplify(name) for field in fields for name in field.names()}
    scores = [sum(simplify(plain_text(cell)) in known for cell in row) for _number, row in lines[:HEADER_WITHIN]]
    start = scores.index(max(scores))
    header = [plain_text(cell) for cell in lines[start][1]]
    while header and not header[-1]:
        header.pop()
    body = lines[start + 1 :]
    width = max([len(header), *(len(row) for _number, row in body)])
    header += [""] * (width - len(header))
    rows = [list(row) + [None] * (width - len(row)) for _number, row in body]
    return Table(header, rows, [number for number, _row in body])


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
            _check_bounds(count, row)
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


def _check_bounds(count: int, row: Sequence[Any]) -> None:
    if count > MAX_ROWS:
        raise ImportRefused(_("Ce tableau est trop long : %(rows)d lignes au plus.") % {"rows": MAX_ROWS})
    if len(row) > MAX_COLUMNS:
        raise ImportRefused(_("Ce tableau est trop large : %(columns)d colonnes au plus.") % {"columns": MAX_COLUMNS})
    if any(isinstance(cell, str) and len(cell) > MAX_CELL for cell in row):
        raise ImportRefused(_("Une cellule de ce tableau contient un texte beaucoup trop long."))


def _xlsx_lines(content: bytes) -> Iterator[tuple[int, list[Any]]]:
    _check_archive(content)
    from python_calamine import CalamineError, CalamineWorkbook  # kept out of the web process until somebody imports

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = workbook.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as unreadable:
        raise ImportRefused(
            _("Ce classeur ne s’ouvre pas. Enregistrez-le de nouveau en .xlsx, ou en .csv.")
        ) from unreadable
    for count, row in enumerate(rows):
        _check_bounds(count, row)
        yield count + 1, row


def _check_archive(content: bytes) -> None:
    """Unpack every member once, a piece at a time, and refuse what is too large or no workbook before it is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist() or len(members) > MAX_MEMBERS:
                raise ImportRefused(_("Ce fichier n’est pas un classeur. Enregistrez-le en .xlsx ou en .csv."))
            budget = MAX_UNPACKED
            for member in members:
                with archive.open(member) as stream:
                    budget = _scan_member(stream, budget, is_sheet=member.filename.startswith("xl/worksheets/"))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as broken:
        raise ImportRefused(
            _("Ce classeur ne s’ouvre pas. Enregistrez-le de nouveau en .xlsx, ou en .csv.")
        ) from broken


def _scan_member(stream: Any, budget: int, *, is_sheet: bool) -> int:
    """Read a member to its end; return what is left of `budget`. A far-away cell would fill the memory with nothing."""
    tail = b""
    while piece := stream.read(1 << 16):
        budget -= len(piece)
        if budget < 0:
            raise ImportRefused(
                _("Ce classeur est trop grand une fois ouvert. Gardez seulement le tableau à importer.")
            )
        if is_sheet:
            window = tail + piece
            for found in _CELL_ADDRESS.finditer(window):
                if int(found[2]) > MAX_ROWS + HEADER_WITHIN or _column_number(found[1]) > MAX_COLUMNS:
                    raise ImportRefused(
                        _("Ce tableau est trop grand : %(rows)d lignes et %(columns)d colonnes au plus.")
                        % {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
                    )
            tail = window[-200:]
    return budget


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
