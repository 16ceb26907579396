"""Who reads and answers a request for advice; its door, and the pages of each."""

from typing import Any

from ofqj_portal.core.access import Actor, May, declare, open_door
from ofqj_portal.core.roles import Role, grants_of, sections_of, structure_ids
from partners.models import Structure
from projects.enums import Speaker
from projects.models import AdviceRequest
from projects.models.visibility import FILING_ROLES


def side_of(user: Any, request: AdviceRequest) -> str | None:
    """Say for whom she writes: the structure that asks, or the section that answers; None for nobody."""
    if request.structure_id in structure_ids(user, *FILING_ROLES):
        return Speaker.STRUCTURE
    return Speaker.OFQJ if can_advise(user, request) else None


def can_advise(user: Any, request: AdviceRequest) -> bool:
    """An officer or a decider of its section who does not belong to the structure that asks."""
    sections = sections_of(user, Role.OFFICER, Role.DECIDER)
    return request.section in sections and request.structure_id not in structure_ids(user)


def can_ask(user: Any) -> bool:
    """An adviser or a manager of a structure that is not the OFQJ's."""
    return any(grant.role in FILING_ROLES and grant.section is None for grant in grants_of(user))


def asking_structures(user: Any) -> Any:
    """Return the active structures in whose name she may ask."""
    return Structure.objects.active().filter(pk__in=structure_ids(user, *FILING_ROLES), section="").order_by("name")


def get_advice(user: Any, pk: int, may: May | None = None) -> AdviceRequest:
    """Hand over a request for advice. Raises Http404 if it is not there for her, PermissionDenied if `may` refuses."""
    rows = AdviceRequest.objects.readable_by(user).select_related("structure", "project", "officer", "closed_by")
    return open_door(rows, user, may=may, pk=pk)


_BOTH = ("GET", "POST")
_OWN = {Actor.ADVISER, Actor.MANAGER}
_STAFF = {Actor.OFFICER, Actor.DECIDER}
_ASK = _OWN | {Actor.HOST, Actor.STRANGER, Actor.STRANGER_ABROAD}  # each for her own structure
declare("projects:advice_list", reach=_ASK | _STAFF | {Actor.OTHER_SECTION})
declare("projects:advice_ask", reach=_ASK, methods=_BOTH)
declare("projects:advice", subject="advice", reach=_OWN | _STAFF, methods=_BOTH)
declare("projects:advice_assign", subject="advice", reach=_STAFF, refused=_OWN, methods=_BOTH)
declare("projects:advice_close", subject="advice", reach=_STAFF, refused=_OWN, methods=_BOTH)
