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
    parse_yes_no,
    plain_text,
    simplify,
)
from ofqj_portal.core.imports.columns import (
    CheckedRow,
    ImportField,
    MatchedColumns,
    check_rows,
    chosen_columns,
    error_file,
    heading_key,
    match_columns,
    mended_table,
    propose_columns,
)
from ofqj_portal.core.imports.limits import ImportRefused
from ofqj_portal.core.imports.reading import Table, read_table
from ofqj_portal.core.imports.template import template_file

__all__ = [
    "CellRefused",
    "CheckedRow",
    "ImportField",
    "ImportRefused",
    "MatchedColumns",
    "Table",
    "check_rows",
    "chosen_columns",
    "error_file",
    "heading_key",
    "match_columns",
    "mended_table",
    "parse_choice",
    "parse_date",
    "parse_decimal",
    "parse_integer",
    "parse_text",
    "parse_yes_no",
    "plain_text",
    "propose_columns",
    "read_table",
    "simplify",
    "template_file",
]
