"""Which dossiers a person may open, and which she sees in lists: the conditions of `visible_to` and `listed_to`."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from ofqj_portal.core.account_facts import fact_of, register_account_fact
from ofqj_portal.core.roles import Role, has_role, led_project_ids, sections_of, structure_ids
from ofqj_portal.core.row_by_row import AmongFound, FoundForRow
from partners.enums import Country, Section
from partners.models import Structure
from projects.enums import HostingState, ProjectState, Side
from projects.models.budget import AidRequest
from projects.models.conflict import ConflictDeclaration
from projects.models.message import Message
from projects.models.structure import ProjectStructure

FILING_ROLES = (Role.ADVISER, Role.MANAGER)
TIES = "tied_projects"


def readable_by(user: Any) -> Q:
    """Build the condition of the dossiers that `user` may open (architecture §7)."""
    ours, nothing = structure_ids(user, *FILING_ROLES), Q(pk__in=[])
    condition = nothing
    if ours:
        condition |= Q(AmongFound(_carried_or_hosted(ours)))
    if led := led_project_ids(user):
        condition |= Q(pk__in=led)
    if sections_of(user, Role.OFFICER, Role.DECIDER):
        condition |= examined_by(user)
    if has_role(user, Role.FINANCE):
        condition |= paid_by(user)
    return condition


def paid_by(user: Any) -> Q:
    """Build the condition of the dossiers that finance pays: filed, of both sections, without tie to her."""
    return ~Q(state=ProjectState.DRAFT) & ~_conflicting(user)


def examined_by(user: Any, *, of_few: bool = False) -> Q:
    """Build the condition of the dossiers she reviews or decides: filed, asked of her section, without tie to her.

    `of_few`: other conditions keep a few dossiers, whose requests are looked up instead of all being read.
    """
    asked = AidRequest.objects.filter(section__in=sections_of(user, Role.OFFICER, Role.DECIDER))
    hers = Q(FoundForRow(asked.filter(project=OuterRef("pk")))) if of_few else Q(pk__in=asked.values("project"))
    return ~Q(state=ProjectState.DRAFT) & hers & ~_conflicting(user)


def drafts_advised_by(user: Any) -> Q:
    """Build the condition of the drafts whose carriers wrote to her section, the one of their shore, for advice.

    Only their thread opens to her (`access.get_thread`), never the draft itself.
    """
    sections = sections_of(user, Role.OFFICER, Role.DECIDER)
    if not sections:
        return Q(pk__in=[])
    in_quebec = Q(carrier__country=Country.QC)
    shore = Q(pk__in=[])
    for section in sections:
        shore |= in_quebec if section == Section.QUEBEC else ~in_quebec
    written = Message.objects.values("project")
    return Q(state=ProjectState.DRAFT) & shore & Q(pk__in=written) & ~_conflicting(user)


def listable_by(user: Any) -> Q:
    """Build the condition of the dossiers `user` may see in lists: hers, and the filed ones of her network."""
    condition = readable_by(user)
    if has_role(user, Role.NETWORK):
        members = Structure.objects.in_networks_of(user).values("pk")
        named = ProjectStructure.objects.filter(structure__in=members).values("project")
        condition |= ~Q(state=ProjectState.DRAFT) & Q(pk__in=named)
    return condition


def _carried_or_hosted(ids: Iterable[int]) -> Any:
    mine = Q(side=Side.CARRIER) | (Q(side=Side.HOST) & ~Q(state=HostingState.REFUSED))
    return ProjectStructure.objects.filter(mine, structure__in=ids).values("project")


def _conflicting(user: Any) -> Q:
    """Dossiers whose structures the person belongs to, or with which she declared a tie: never hers for the OFQJ."""
    inferred = ProjectStructure.objects.filter(structure__in=structure_ids(user)).values("project")
    declared = ConflictDeclaration.objects.standing().filter(person=user).values("project")
    return Q(pk__in=inferred) | Q(pk__in=declared)


def declared_ties(user: Any) -> frozenset[int]:
    """Return the ids of the dossiers with which she declared a tie; read with her account."""
    if not has_role(user, Role.OFFICER, Role.DECIDER, Role.FINANCE):
        return frozenset()
    return frozenset(fact_of(user, TIES))


def is_tied(user: Any, project: Any) -> bool:
    """Ask the database whether she belongs to one of its structures or declared a tie with it."""
    return (
        project.structures.filter(structure__in=structure_ids(user)).exists()
        or ConflictDeclaration.objects.standing().filter(person=user, project=project).exists()
    )


def _tied_projects(user: Any, on: date) -> ArraySubquery:
    return ArraySubquery(ConflictDeclaration.objects.standing().filter(person=user).order_by().values("project_id"))


register_account_fact(TIES, _tied_projects)
