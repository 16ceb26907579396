"""The projects on a structure's sheet: those the reader may see in a list."""

from datetime import datetime
from typing import Any

from partners.models import Structure
from projects.queries import rows_of
from projects.queries.list_pages import sheet_page_rows
from projects.queries.lists import ProjectRow


def projects_of(structure: Structure, user: Any, now: datetime) -> list[ProjectRow]:
    """Return the latest dossiers of `structure`, whichever its side, that `user` sees in lists."""
    if not user.is_authenticated:
        return []
    return rows_of(sheet_page_rows(user, structure.pk), user, now=now)
