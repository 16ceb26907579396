"""The rows of the pages and of the other apps, ordered and annotated."""

from projects.queries.lists import ListFilters, ProjectRow, project_list_rows, rows_of
from projects.queries.next_step import NextStep, next_step

__all__ = ["ListFilters", "NextStep", "ProjectRow", "next_step", "project_list_rows", "rows_of"]
