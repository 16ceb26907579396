"""Matching the columns of a table with the fields one expects, and checking its rows cell by cell."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.imports.cells import CellRefused, Parse, parse_text, plain_text, simplify
from ofqj_portal.core.imports.reading import ImportRefused, Table
from ofqj_portal.core.spreadsheets import Column, Sheet, write_csv


@dataclass(frozen=True)
class ImportField:
    """A column one expects: headed by `label` or one of `aliases`; `parse` reads a cell that is not empty."""

    name: str
    label: Any
    aliases: tuple[str, ...] = ()
    required: bool = False
    parse: Parse = field(default_factory=parse_text)

    def names(self) -> Iterator[str]:
        """Yield every word its column may be headed with."""
        yield from (self.name, str(self.label), *self.aliases)


@dataclass(frozen=True)
class MatchedColumns:
    """Which field each column holds; `ignored` are the headings nobody expects."""

    fields: dict[int, ImportField]
    ignored: list[str]

    def label(self, name: str) -> str:
        """Return the heading of a field, as one expects it."""
        return next((str(found.label) for found in self.fields.values() if found.name == name), name)


@dataclass
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


def match_columns(table: Table, fields: Sequence[ImportField]) -> MatchedColumns:
    """Match the headings of `table` with `fields`, accents and case apart.

    Raises ImportRefused if a required column is missing, or if two columns hold the same field.
    """
    by_name = {simplify(name): expected for expected in fields for name in expected.names()}
    found: dict[int, ImportField] = {}
    ignored = []
    for index, heading in enumerate(table.header):
        expected = by_name.get(simplify(heading))
        if expected is None:
            ignored += [heading] if heading else []
        elif expected in found.values():
            raise ImportRefused(_("Deux colonnes disent « %(label)s ». Gardez-en une.") % {"label": expected.label})
        else:
            found[index] = expected
    missing = [str(expected.label) for expected in fields if expected.required and expected not in found.values()]
    if missing:
        raise ImportRefused(
            _("Il manque une colonne : %(missing)s. La première ligne du tableau doit porter les titres.")
            % {"missing": ", ".join(missing)}
        )
    return MatchedColumns(found, ignored)


def check_rows(table: Table, matched: MatchedColumns) -> list[CheckedRow]:
    """Read every row; what does not read is told in words, with its column."""
    return [_check_row(line, row, matched) for line, row in zip(table.lines, table.rows, strict=True)]


def _check_row(line: int, row: list[Any], matched: MatchedColumns) -> CheckedRow:
    checked = CheckedRow(line, {}, [])
    for index, expected in matched.fields.items():
        cell = row[index]
        if not plain_text(cell):
            if expected.required:
                checked.refuse(str(expected.label), _("à remplir."))
            continue
        try:
            checked.values[expected.name] = expected.parse(cell)
        except CellRefused as refusal:
            checked.refuse(str(expected.label), str(refusal))
    return checked


def error_file(table: Table, rows: Sequence[CheckedRow]) -> bytes:
    """Write the rows to mend as CSV: the columns as they came, then « À corriger » with the reasons."""
    reasons = {row.line: row.sentence for row in rows if row.errors}
    bad = (
        [*(plain_text(cell) for cell in row), reasons[line]]
        for line, row in zip(table.lines, table.rows, strict=True)
        if line in reasons
    )
    columns = [Column(heading or " ") for heading in table.header] + [Column(_("À corriger"))]
    stream = io.BytesIO()
    write_csv(stream, Sheet(_("À corriger"), columns, bad))
    return stream.getvalue()
