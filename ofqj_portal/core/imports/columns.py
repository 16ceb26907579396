"""Matching the columns of a table with the fields one expects, and checking its rows cell by cell."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.crypto import keyed_hash
from ofqj_portal.core.imports.cells import CellRefused, Parse, parse_text, plain_text, simplify
from ofqj_portal.core.imports.limits import ImportRefused
from ofqj_portal.core.imports.reading import Table
from ofqj_portal.core.spreadsheets import Column, Sheet, write_csv

REMEMBERED = 5000  # different cells of a column, read once


@dataclass(frozen=True)
class ImportField:
    """A column one expects: headed by `label` or one of `aliases`; `parse` reads a cell that is not empty.

    `is_day` says that it holds a day, `example` what an invented row of the template holds, `help_text` what may stand
    there.
    """

    name: str
    label: Any
    aliases: tuple[str, ...] = ()
    required: bool = False
    parse: Parse = field(default_factory=parse_text)
    is_day: bool = False
    example: Any = ""
    help_text: Any = ""

    def names(self) -> Iterator[str]:
        """Yield every word its column may be headed with."""
        yield from (self.name, str(self.label), *self.aliases)


@dataclass(frozen=True)
class MatchedColumns:
    """Which field each column holds; `ignored` are the headings nobody expects.

    `missing` are the fields that must have a column and have none, `doubled` those that two columns hold.
    """

    fields: dict[int, ImportField]
    ignored: list[str]
    missing: tuple[ImportField, ...] = ()
    doubled: tuple[ImportField, ...] = ()

    def label(self, name: str) -> str:
        """Return the heading of a field, as one expects it."""
        return next((str(found.label) for found in self.fields.values() if found.name == name), name)

    def refuse_gaps(self) -> None:
        """Raise ImportRefused if a required column is missing, or if two columns hold the same field."""
        for expected in self.doubled:
            raise ImportRefused(_("Deux colonnes disent « %(label)s ». Gardez-en une.") % {"label": expected.label})
        if self.missing:
            raise ImportRefused(
                _("Il manque une colonne : %(missing)s. La première ligne du tableau doit porter les titres.")
                % {"missing": ", ".join(str(expected.label) for expected in self.missing)}
            )


@dataclass(slots=True)
class CheckedRow:
    """A row with its values by field name (empty cells left out) and what is to mend, by (heading, reason)."""

    line: int
    values: dict[str, Any]
    errors: list[tuple[str, str]]

    def refuse(self, heading: str, reason: str) -> None:
        """Add something to mend."""
        self.errors.append((heading, reason))

    @property
    def sentence(self) -> str:
        """Say what to mend, on one line."""
        return " ; ".join(
            _("%(heading)s : %(reason)s") % {"heading": h, "reason": r} if h else r for h, r in self.errors
        )


def heading_key(heading: str) -> str:
    """Return the key under which a heading is remembered: a table without headings has somebody's name up there."""
    return keyed_hash(simplify(heading), "imports.heading")


def propose_columns(
    table: Table, fields: Sequence[ImportField], remembered: Mapping[str, str] | None = None
) -> MatchedColumns:
    """Match the headings of `table` with `fields`, accents and case apart, gaps included.

    `remembered` says, by key of heading, the name of the field that somebody chose for it, "" for none.
    """
    by_name = {simplify(name): expected.name for expected in fields for name in expected.names()}
    chosen = {}
    for index, heading in enumerate(table.header):
        if not heading:
            continue
        known = (remembered or {}).get(heading_key(heading))
        chosen[index] = by_name.get(simplify(heading), "") if known is None else known
    return chosen_columns(table, fields, chosen)


def chosen_columns(table: Table, fields: Sequence[ImportField], chosen: Mapping[int, str]) -> MatchedColumns:
    """Match the columns of `table` as `chosen` says: the name of a field by place of column, "" for none."""
    by_name = {expected.name: expected for expected in fields}
    found = {index: by_name[name] for index, name in chosen.items() if name in by_name and index < len(table.header)}
    held = [expected.name for expected in found.values()]
    return MatchedColumns(
        found,
        [heading for index, heading in enumerate(table.header) if heading and index not in found],
        tuple(expected for expected in fields if expected.required and expected.name not in held),
        tuple(expected for expected in fields if held.count(expected.name) > 1),
    )


def match_columns(table: Table, fields: Sequence[ImportField]) -> MatchedColumns:
    """Match the headings of `table` with `fields`, accents and case apart.

    Raises ImportRefused if a required column is missing, or if two columns hold the same field.
    """
    matched = propose_columns(table, fields)
    matched.refuse_gaps()
    return matched


def check_rows(table: Table, matched: MatchedColumns) -> list[CheckedRow]:
    """Read every row; what does not read is told in words, with its column."""
    columns = [_Column(index, expected, table.day_shift) for index, expected in matched.fields.items()]
    return [_check_row(line, row, columns) for line, row in zip(table.lines, table.rows, strict=True)]


@dataclass(frozen=True)
class _Column:
    """A column of a table, with what its cells were found to say: most of them say the same few things."""

    index: int
    expected: ImportField
    day_shift: int
    said: dict[str, Any] = field(default_factory=dict)

    def read(self, cell: Any) -> Any:
        """Return what the cell says, None where it is empty. Raises CellRefused."""
        if not plain_text(cell):
            return None
        found = self.expected.parse(_shifted(cell, self.day_shift) if self.expected.is_day else cell)
        if type(cell) is str and len(self.said) < REMEMBERED:
            self.said[cell] = found
        return found


def _check_row(line: int, row: list[Any], columns: Sequence[_Column]) -> CheckedRow:
    values: dict[str, Any] = {}
    checked = CheckedRow(line, values, [])
    for column in columns:
        cell, expected = row[column.index], column.expected
        found = column.said.get(cell) if type(cell) is str else None
        if found is None:
            try:
                found = column.read(cell)
            except CellRefused as refusal:
                checked.refuse(str(expected.label), str(refusal))
                continue
        if found is not None:
            values[expected.name] = found
        elif expected.required:
            checked.refuse(str(expected.label), _("à remplir."))
    return checked


def _shifted(cell: Any, days: int) -> Any:
    """Move the serial number of a day to the usual count; days written as days stay."""
    text = plain_text(cell)
    return int(text) + days if days and text.isascii() and text.isdigit() else cell


def mended_table(table: Table, rows: Sequence[CheckedRow]) -> Table:
    """Return `table` with a last column « À corriger », in place of a former one: what is wrong with each row."""
    title = _("À corriger")
    kept = [index for index, heading in enumerate(table.header) if simplify(heading) != simplify(title)]
    reasons = {row.line: row.sentence for row in rows}
    said = [
        [*(row[index] for index in kept), reasons.get(line, "")]
        for line, row in zip(table.lines, table.rows, strict=True)
    ]
    return replace(table, header=[*(table.header[index] for index in kept), title], rows=said)


def error_file(table: Table, rows: Sequence[CheckedRow]) -> bytes:
    """Write the rows to mend as CSV: the columns as they came, then « À corriger » with the reasons."""
    bad = mended_table(table.only({row.line for row in rows if row.errors}), rows)
    columns = [Column(heading or " ") for heading in bad.header]
    stream = io.BytesIO()
    lines = ([*(plain_text(cell) for cell in cells), reasons] for *cells, reasons in bad.rows)
    write_csv(stream, Sheet(_("À corriger"), columns, lines))
    return stream.getvalue()
