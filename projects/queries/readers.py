"""What a reader sees of a state: on which side she stands, and whether the answer was announced."""

from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, Value, When

from ofqj_portal.core.roles import Role, has_role, sections_of
from projects import access
from projects.enums import DECIDED_NO, DECIDED_YES, IN_REVIEW, ProjectState
from projects.labels import Reader, StateLabel, state_label
from projects.models import InformationRequest, Project
from projects.queries.openness import waiting_request

#: Answered, and nothing else: until the letters leave, the structures read « en cours d’instruction ».
JUST_DECIDED = DECIDED_YES | DECIDED_NO


def reader_of(user: Any, project: Project) -> Reader:
    """Say on which side of the dossier `user` stands; a carrier's person reads it as such, whatever else she is."""
    if access.is_carrier(user, project):
        return Reader.CARRIER
    if access.is_host(user, project) or access.is_leader(user, project):
        return Reader.HOST
    return Reader.OFQJ if access.is_ofqj(user, project) else Reader.OTHER


def reads_for_ofqj(user: Any) -> bool:
    """Say whether she reads lists for the OFQJ."""
    return bool(sections_of(user, Role.OFFICER, Role.DECIDER)) or has_role(user, Role.FINANCE)


def shown_state(project: Project, reader: str, real_now: datetime) -> str:
    """Return the state as `reader` may know it at this real instant."""
    if reader != Reader.OFQJ and project.state in JUST_DECIDED:
        announced_at = getattr(project, "announced_at", None)
        if announced_at and announced_at > real_now:
            return ProjectState.UNDER_REVIEW
    return project.state


def shown_state_expression(real_now: datetime) -> Case:
    """The same, in SQL, for readers who are not of the OFQJ."""
    return Case(
        When(state__in=sorted(JUST_DECIDED), announced_at__gt=real_now, then=Value(ProjectState.UNDER_REVIEW)),
        default=F("state"),
        output_field=CharField(),
    )


def open_request(project: Project) -> InformationRequest | None:
    """Return the request for complements that waits for an answer."""
    if project.state not in IN_REVIEW:
        return None
    return waiting_request(project)


def label_for(project: Project, reader: str, *, real_now: datetime, late: bool = False) -> StateLabel:
    """Return the word of the state for `reader`."""
    return state_label(shown_state(project, reader, real_now), reader, late=late)
