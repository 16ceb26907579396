"""What of a dossier its carrier may write now."""

from projects.enums import ProjectState
from projects.models import Project
from projects.sections import FIELDS


def open_fields(project: Project) -> set[str]:
    """Return the fields its carrier may write now: all in a draft, the named ones while complements are asked."""
    if project.state == ProjectState.DRAFT:
        return set(FIELDS)
    if project.state == ProjectState.INCOMPLETE:
        asked = project.information_requests.open().first()
        return set(asked.fields) & set(FIELDS) if asked else set()
    return set()
