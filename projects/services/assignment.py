"""Dossiers are handed to an officer, one or many at once; she hears of it in one message."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.roles import Role, grants_of
from projects.emails.assignment import DossiersAssignedMail
from projects.emails.filing import officer_of
from projects.enums import IN_REVIEW
from projects.models import Project
from projects.services.drafting import lock, touch
from projects.services.review import NotAnOfficer, refuse_conflict


@dataclass
class Assigned:
    """What came of handing several dossiers over: those that were, and the reason for each of the others."""

    done: list[Project] = field(default_factory=list)
    refused: list[tuple[Project, str]] = field(default_factory=list)


@transaction.atomic
def assign_officer(*, project: Project, officer: User, by: User, now: datetime) -> Project:
    """Hand the dossier to an officer of a section that is asked.

    Raises WrongState unless it is in review, NotAnOfficer, ConflictOfInterest.
    """
    project = _assign(project, officer, by=by, now=now)
    _tell(officer, [project], by=by, now=now)
    return project


@transaction.atomic
def assign_in_bulk(*, projects: Iterable[Project], officer: User, by: User, now: datetime) -> Assigned:
    """Hand several dossiers over; one that cannot be stays as it was and says why. One message leaves, to `officer`."""
    outcome = Assigned()
    for project in sorted(projects, key=lambda project: project.pk):
        try:
            with transaction.atomic():
                outcome.done.append(_assign(project, officer, by=by, now=now))
        except DomainError as refusal:
            outcome.refused.append((project, str(refusal)))
    if outcome.done:
        _tell(officer, outcome.done, by=by, now=now)
    return outcome


def _assign(project: Project, officer: User, *, by: User, now: datetime) -> Project:
    project = lock(project)
    if project.state not in IN_REVIEW:
        raise WrongState(_("Ce dossier n’est plus en instruction : il n’y a rien à confier."))
    return _give(project, officer, by=by, now=now)


def _give(project: Project, officer: User, *, by: User, now: datetime) -> Project:
    asked = set(project.aid_requests.values_list("section", flat=True))
    if not asked & {grant.section for grant in grants_of(officer) if grant.role == Role.OFFICER}:
        raise NotAnOfficer(_("Cette personne n’instruit pas pour une section sollicitée : choisissez-en une autre."))
    refuse_conflict(project, officer)
    project.officer = officer
    touch(project, now, fields=["officer"])
    record(project, "project.assigned", by=by, officer=officer.pk)
    return project


@transaction.atomic
def take_over_dossiers(*, projects: Iterable[Project], officer: User, by: User, now: datetime) -> None:
    """Hand all the dossiers of an officer who leaves to another, in whatever state they are, or none of them.

    Nobody is told: who settles the departure does it. Raises NotAnOfficer, ConflictOfInterest, naming the dossier.
    """
    for project in sorted(projects, key=lambda project: project.pk):
        try:
            _give(lock(project), officer, by=by, now=now)
        except DomainError as refusal:
            raise type(refusal)(f"{project.number} : {refusal}") from refusal


def _tell(officer: User, projects: list[Project], *, by: User, now: datetime) -> None:
    if officer.pk == by.pk:
        return
    for to in officer_of(projects[0], on=now.astimezone(calendar.PARIS).date()):
        outbox.queue(DossiersAssignedMail(projects, to, str(by)))
