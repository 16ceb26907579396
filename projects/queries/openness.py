"""What of a dossier its carrier may write now."""

from django.db.models import prefetch_related_objects

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


def bring_requests(project: Project) -> None:
    """Read the requests of a dossier that waits for complements, once for all that a page asks about what is open."""
    if project.state == ProjectState.INCOMPLETE:
        prefetch_related_objects([project], "information_requests")


def waiting_request(project: Project) -> InformationRequest | None:
    """Return the request that waits for an answer, at most one; no query when a list prefetched them."""
    return next((asked for asked in project.information_requests.all() if asked.is_open), None)
