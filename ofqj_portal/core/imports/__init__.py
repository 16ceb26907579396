"""Tables people bring: read whatever their spreadsheet wrote, match its columns, check every row, say what to mend.

    table = read_table(content, FIELDS)                    CSV or XLSX, any usual encoding and separator
    matched = match_columns(table, FIELDS)                 by label or alias, accents and case apart
    rows = check_rows(table, matched)                      values by field name, errors in words
    error_file(table, rows, name="import")                 the same table with a column « À corriger »

Nothing is written here: the app checks the rows further, shows them, and writes them in one transaction.
"""

from ofqj_portal.core.imports.cells import (
    CellRefused,
    parse_choice,
    parse_date,
    parse_decimal,
    parse_integer,
    parse_text,
    plain_text,
    simplify,
)
from ofqj_portal.core.imports.columns import (
    CheckedRow,
    ImportField,
    MatchedColumns,
    check_rows,
    error_file,
    match_columns,
)
from ofqj_portal.core.imports.reading import ImportRefused, Table, read_table

__all__ = [
    "CellRefused",
    "CheckedRow",
    "ImportField",
    "ImportRefused",
    "MatchedColumns",
    "Table",
    "check_rows",
    "error_file",
    "match_columns",
    "parse_choice",
    "parse_date",
    "parse_decimal",
    "parse_integer",
    "parse_text",
    "plain_text",
    "read_table",
    "simplify",
]
