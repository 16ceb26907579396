"""What of a dossier its carrier may write now."""

from projects.enums import ProjectState
from projects.models import InformationRequest, Project
from projects.sections import FIELDS


def open_fields(project: Project) -> set[str]:
    """Return the fields its carrier may write now: all in a draft, the named ones while complements are asked."""
    if project.state == ProjectState.DRAFT:
        return set(FIELDS)
    if project.state == ProjectState.INCOMPLETE:
        asked = waiting_request(project)
        return set(asked.fields) & set(FIELDS) if asked else set()
    return set()


def waiting_request(project: Project) -> InformationRequest | None:
    """Return the request that waits for an answer, at most one; no query when a list prefetched them."""
    return next((asked for asked in project.information_requests.all() if asked.is_open), None)
