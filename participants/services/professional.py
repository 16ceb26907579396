"""Who leads the group, and who is on a mission."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from participants.enums import ProfessionalDuty, ProfessionalState
from participants.models import ProfessionalParticipation
from participants.services.group import CLOSED_TO_NEWCOMERS
from participants.services.moves import lock_project
from partners.models import Structure
from projects.models import Project, ProjectStructure


class AlreadyInTeam(DomainError):
    """The person is in the team."""


class NotOfTheProject(DomainError):
    """The structure is not part of the project."""


@dataclass(frozen=True)
class TeamMember:
    """What is written down of a professional; without dates she follows the project's."""

    first_name: str
    last_name: str
    duty: ProfessionalDuty = ProfessionalDuty.LEADER
    job_title: str = ""
    phone: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    user: User | None = None


@transaction.atomic
def add_professional(
    *, project: Project, structure: Structure, member: TeamMember, by: User, now: datetime
) -> ProfessionalParticipation:
    """Add somebody to the team that leaves.

    Raises WrongState once the group has left; NotOfTheProject; AlreadyInTeam.
    """
    project = lock_project(project)
    if project.state in CLOSED_TO_NEWCOMERS:
        raise WrongState(_("L’équipe de ce projet ne change plus."))
    if not ProjectStructure.objects.filter(project=project, structure=structure).exists():
        raise NotOfTheProject(_("Cette structure ne fait pas partie du projet."))
    professional = ProfessionalParticipation(
        project=project, structure=structure, added_at=now, added_by=by, **vars(member)
    )
    try:
        professional.save()
    except IntegrityError as refusal:
        if "professional_once_per_project" in str(refusal):
            raise AlreadyInTeam(_("Cette personne est déjà dans l’équipe.")) from refusal
        raise
    record(professional, "professional.added", by=by, project=project.pk, duty=str(member.duty))
    return professional


@transaction.atomic
def withdraw_professional(
    *, professional: ProfessionalParticipation, by: User, now: datetime
) -> ProfessionalParticipation:
    """Note that a professional will not leave.

    Raises WrongState unless she was still to leave, and once the team of the project changes no more.
    """
    if lock_project(professional.project).state in CLOSED_TO_NEWCOMERS:
        raise WrongState(_("L’équipe de ce projet ne change plus."))
    professional = ProfessionalParticipation.objects.select_for_update(of=("self",)).get(pk=professional.pk)
    if professional.state != ProfessionalState.PLANNED:
        raise WrongState(_("Cette personne est déjà partie, ou ne part plus."))
    professional.state = ProfessionalState.WITHDRAWN
    professional.save(update_fields=["state"])
    record(professional, "professional.withdrawn", by=by, project=professional.project_id)
    return professional
