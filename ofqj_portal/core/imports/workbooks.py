"""The lines of a workbook, within limits: its first visible sheet, merged cells filled down, days as their own."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.imports.cells import plain_text
from ofqj_portal.core.imports.limits import (
    MAX_COLUMNS,
    MAX_MEMBERS,
    MAX_ROWS,
    MAX_UNPACKED,
    ImportRefused,
    check_bounds,
)

DAYS_FROM_1904 = 1462  # what a day's number lacks in a workbook that counts from 1 January 1904
ROOM_ABOVE = 20
MOST_FILLED = 200_000
_CELL_ADDRESS = re.compile(rb'<(?:\w+:)?(?:c|row)\b[^>]*?\br="([A-Z]{0,7})([0-9]{1,9})"')
_FROM_1904 = re.compile(rb'<(?:\w+:)?workbookPr\b[^>]*?\bdate1904="(?:1|true)"')

# What Python's own reader of archives raises on bytes that lie about themselves.
BROKEN_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError),
    *(RuntimeError, NotImplementedError, ValueError, KeyError, IndexError, OverflowError),
)

Lines = list[tuple[int, list[Any]]]


def workbook_lines(content: bytes) -> tuple[Lines, bool]:
    """Read the numbered rows of the first visible sheet that holds something, and whether its days count from 1904.

    Raises ImportRefused if the workbook does not open, or is too large.
    """
    counts_from_1904 = _check_archive(content)
    from python_calamine import CalamineError, CalamineWorkbook  # kept out of the web process until somebody imports

    try:
        rows = _first_rows(CalamineWorkbook.from_filelike(io.BytesIO(content)))
    except (CalamineError, OSError, ValueError, IndexError) as unreadable:
        raise ImportRefused(
            _("Ce classeur ne s’ouvre pas. Enregistrez-le de nouveau en .xlsx, ou en .csv.")
        ) from unreadable
    for count, row in enumerate(rows):
        check_bounds(count, row)
    return [(count + 1, row) for count, row in enumerate(rows)], counts_from_1904


def _first_rows(workbook: Any) -> list[list[Any]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    shown = [
        index
        for index, sheet in enumerate(workbook.sheets_metadata)
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    for index in shown:
        sheet = workbook.get_sheet_by_index(index)
        rows = sheet.to_python(skip_empty_area=False)
        if any(plain_text(cell) for row in rows for cell in row):
            return _filled_down(rows, sheet.merged_cell_ranges or ())
    return []


def _filled_down(rows: list[list[Any]], ranges: Any) -> list[list[Any]]:
    """Say in each row what cells merged over several rows say once."""
    filled = 0
    for (top, left), (bottom, _right) in ranges:
        for number in range(top + 1, min(bottom + 1, len(rows))):
            filled += 1
            if filled > MOST_FILLED:
                return rows
            if left < len(rows[number]) and left < len(rows[top]):
                rows[number][left] = rows[top][left]
    return rows


def _check_archive(content: bytes) -> bool:
    """Unpack every member once, a piece at a time, and refuse what is too large or no workbook before it is parsed.

    Return whether its days count from 1904.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist() or len(members) > MAX_MEMBERS:
                raise ImportRefused(_("Ce fichier n’est pas un classeur. Enregistrez-le en .xlsx ou en .csv."))
            budget = MAX_UNPACKED
            for member in members:
                with archive.open(member) as stream:
                    budget = _scan_member(stream, budget, is_sheet=member.filename.startswith("xl/worksheets/"))
            return bool(_FROM_1904.search(archive.read("xl/workbook.xml")))
    except BROKEN_ARCHIVE as broken:
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
                if int(found[2]) > MAX_ROWS + ROOM_ABOVE or _column_number(found[1]) > MAX_COLUMNS:
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
