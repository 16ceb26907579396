"""Who sees whom: the carriers' people see their group, everybody else the least that her work needs.

The doors answer 404 to whom the group is not there for, 403 to whom it is but not this act, 409 when the state forbids.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from ofqj_portal.core.access import open_door, open_in
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.roles import Role, led_project_ids, sections_of, structure_ids
from participants.enums import HAS_LEFT, ParticipationState
from participants.models import (
    OpportunityRight,
    Participant,
    Participation,
    PeopleImport,
    PersonRequest,
    PreparationSession,
    ProfessionalParticipation,
)
from participants.models.participant import GROUP_READ_BY_OFQJ, LEAVES
from projects.enums import AFTER_DEPARTURE, DECIDED_YES, HostingState, Side
from projects.models import Project

OPEN_TO_HOSTS = DECIDED_YES | AFTER_DEPARTURE
OWN = (Role.ADVISER, Role.MANAGER)


class GroupView(StrEnum):
    """How much of a group somebody sees."""

    CARRIER = "carrier"  # everything, and acts on own people
    OFQJ = "ofqj"  # names and verdicts, while reviewing or paying
    LEADER = "leader"  # who leaves, during the stay
    HOST = "host"  # counts and first names, once accepted


#: Who prints lists of names: whoever works with them by name.
PRINTS_THE_GROUP = (GroupView.CARRIER, GroupView.LEADER)


@dataclass(frozen=True)
class Group:
    """A project as somebody who may see its group sees it; `own_structures` are those whose people she follows."""

    project: Project
    view: GroupView
    own_structures: frozenset[int]


def group_view(user: Any, project: Project) -> GroupView | None:
    """Say how much of the group of `project`, which she may open, `user` sees; None for nothing at all."""
    mine = structure_ids(user, *OWN)
    sides = {(row.side, row.state) for row in project.structures.all() if row.structure_id in mine}
    if any(side == Side.CARRIER for side, _state in sides):
        return GroupView.CARRIER
    sections = sections_of(user, Role.OFFICER, Role.DECIDER)
    reviews = bool(sections) and project.state in GROUP_READ_BY_OFQJ
    if reviews and sections & {aid.section for aid in project.aid_requests.all()}:
        return GroupView.OFQJ
    if project.pk in led_project_ids(user):
        return GroupView.LEADER
    if project.state in OPEN_TO_HOSTS and (Side.HOST, HostingState.CONFIRMED) in sides:
        return GroupView.HOST
    return None


def get_group(
    user: Any, number: str, *, views: Collection[GroupView] = tuple(GroupView), states: Collection[str] | None = None
) -> Group:
    """Return the group of the dossier `number`; `views` are those the page is for (403 for the others)."""
    rows = Project.objects.visible_to(user).select_related("call", "carrier").prefetch_related("structures")
    project = open_door(rows, user, number=number)
    view = group_view(user, project)
    if view is None:
        raise Http404
    if view not in views:
        raise PermissionDenied
    if states is not None:
        open_in(project, states)
    mine = structure_ids(user, *OWN)
    carriers = {row.structure_id for row in project.structures.all() if row.side == Side.CARRIER}
    return Group(project, view, frozenset(mine & carriers))


def get_own_group(user: Any, number: str, states: Collection[str] | None = None) -> Group:
    """Return the group of a dossier that `user` carries: only carriers act on a group."""
    return get_group(user, number, views=(GroupView.CARRIER,), states=states)


def get_participation(
    user: Any, number: str, pk: int, states: Collection[str] | None = None
) -> tuple[Group, Participation]:
    """Return somebody of a group that `user` carries; 403 when another carrier follows that person."""
    group = get_own_group(user, number)
    return group, _participation_of(user, group, pk, states)


def _participation_of(user: Any, group: Group, pk: int, states: Collection[str] | None) -> Participation:
    rows = Participation.objects.filter(project=group.project).select_related("participant__structure")

    def follows(_user: Any, participation: Participation) -> bool:
        return participation.participant.structure_id in group.own_structures

    participation = open_door(rows, user, may=follows, states=states, pk=pk)
    participation.project = group.project
    return participation


def get_paying_group(user: Any, number: str) -> Group:
    """Return the group of a dossier whose aid goes to the structure of `user`; 403 to the other carriers."""
    group = get_own_group(user, number)
    if group.project.carrier_id not in group.own_structures:
        raise PermissionDenied
    return group


def get_paid_participation(user: Any, number: str, pk: int) -> tuple[Group, Participation]:
    """Return somebody who has a place and whom the lead carrier follows; 403 when another carrier does."""
    group = get_paying_group(user, number)
    return group, _participation_of(user, group, pk, (ParticipationState.CONFIRMED, *HAS_LEFT))


def get_session(user: Any, number: str, pk: int, *, views: Collection[GroupView]) -> tuple[Group, PreparationSession]:
    """Return a session of a group that `user` sees in one of `views` (403 otherwise)."""
    group = get_group(user, number, views=views)
    session = open_door(PreparationSession.objects.filter(project=group.project), user, pk=pk)
    session.project = group.project
    return group, session


def get_led_participation(user: Any, number: str, pk: int) -> Participation:
    """Return somebody who leaves on a stay that `user` leads today; 403 to whoever else sees the group."""
    group = get_group(user, number)
    if group.project.pk not in led_project_ids(user):
        raise PermissionDenied
    rows = Participation.objects.filter(project=group.project, state__in=LEAVES).select_related(
        "participant__structure"
    )
    participation = open_door(rows, user, pk=pk)
    participation.project = group.project
    return participation


def get_professional(user: Any, number: str, pk: int) -> tuple[Group, ProfessionalParticipation]:
    """Return a professional of a group that `user` carries."""
    group = get_own_group(user, number)
    rows = ProfessionalParticipation.objects.filter(project=group.project)
    return group, open_door(rows, user, pk=pk)


def get_people_import(user: Any, number: str, key: Any) -> PeopleImport:
    """Return a table that `user` herself brought for a group she carries, for people whom her structure follows."""
    group = get_own_group(user, number)
    rows = PeopleImport.objects.filter(project=group.project, created_by=user, structure__in=group.own_structures)
    brought = open_door(rows.select_related("structure__territory"), user, pk=key)
    brought.project = group.project
    return brought


def follows(user: Any, participant: Participant) -> bool:
    """Say whether `user` works in the structure that follows this person."""
    return participant.structure_id in structure_ids(user, *OWN)


def get_participant(user: Any, pk: int) -> Participant:
    """Return a person `user` may read about: of her structure, of a stay she leads, of a dossier under her eyes."""
    rows: Any = _READ.of(user, pk=pk)
    return open_door(rows, user)


def _read(user: Any, _key: None, *, pk: int) -> "QuerySet[Participant]":
    rows = Participant.objects.visible_to(user).select_related("structure", "territory__parent").filter(pk=pk)
    waiting = PersonRequest.objects.open().filter(participant=OuterRef("pk"))
    rights = _profile_rights(user).filter(structure=OuterRef("structure"))
    return rows.annotate(has_open_requests=Exists(waiting), has_profile_right=Exists(rights))


_READ = PreparedRows(_read, pk=int)


def get_own_participant(user: Any, pk: int) -> Participant:
    """Return a person whom the structure of `user` follows; 403 when she may read about her but not write."""
    rows = Participant.objects.visible_to(user).select_related("structure", "territory")
    return open_door(rows, user, may=follows, pk=pk)


def may_open_profiles(user: Any, participant: Participant) -> bool:
    """Say whether `user` was given the right to open the JAMO profiles of the structure that follows this person."""
    rights = _profile_rights(user).filter(structure=participant.structure_id)
    return follows(user, participant) and rights.exists()


def _profile_rights(user: Any) -> Any:
    return OpportunityRight.objects.filter(user=user, revoked_at__isnull=True)


def get_profiled_participant(user: Any, pk: int) -> Participant:
    """Return a person whose JAMO profile `user` may open: 404 outside her structure, 403 inside without the right."""
    rows = Participant.objects.followed_by(structure_ids(user, *OWN)).select_related("structure")
    return open_door(rows, user, may=may_open_profiles, pk=pk)


def managed_structures(user: Any) -> set[int]:
    """Return the ids of the structures whose JAMO rights `user` gives and takes back."""
    return structure_ids(user, Role.MANAGER)
