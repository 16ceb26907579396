"""The projects on a structure's sheet: those the reader may see in a list."""

from datetime import datetime
from typing import Any

from partners.models import Structure
from projects.queries import project_list_rows, rows_of
from projects.queries.lists import ProjectRow

SHOWN = 10


def projects_of(structure: Structure, user: Any, now: datetime) -> list[ProjectRow]:
    """Return the latest dossiers of `structure`, whichever its side, that `user` sees in lists."""
    if not user.is_authenticated:
        return []
    rows = project_list_rows(user).filter(structures__structure=structure)
    return rows_of(list(rows[:SHOWN]), user, now=now)
