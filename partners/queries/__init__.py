"""The rows of the directory's pages, and who to write to in a structure."""

from partners.queries.agreements import agreement_list_rows, agreement_row, agreements_of
from partners.queries.directory import Fact, sheet_merged_into, sheet_of, structure_list_rows
from partners.queries.people import member_lines, member_rows, recipients_of

__all__ = [
    "Fact",
    "agreement_list_rows",
    "agreement_row",
    "agreements_of",
    "member_lines",
    "member_rows",
    "recipients_of",
    "sheet_merged_into",
    "sheet_of",
    "structure_list_rows",
]
