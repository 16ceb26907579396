"""The projects born of an entente, handed down to the page of the entente."""

from datetime import datetime
from typing import Any

from partners.models import Agreement
from partners.queries.born import BornProject, BornProjects, tells_projects_born
from projects.enums import AGREED, DECIDED_YES
from projects.models import Project
from projects.queries import project_list_rows, rows_of

SHOWN = 20


@tells_projects_born
def born_of(agreement: Agreement, user: Any, now: datetime) -> BornProjects:
    """Count the accepted projects of an entente, and list those, at any step, that `user` sees in lists."""
    count = Project.objects.filter(agreement=agreement, state__in=AGREED | DECIDED_YES).count()
    rows = rows_of(list(project_list_rows(user).filter(agreement=agreement)[:SHOWN]), user, now=now)
    return BornProjects(count, [_told(row) for row in rows])


def _told(row: Any) -> BornProject:
    project = row.project
    url = project.get_absolute_url() if row.may_open else ""
    return BornProject(project.number, project.title, url, str(row.label.kind), str(row.label.label))
