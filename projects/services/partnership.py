"""Structures on a dossier: a carrier invites them, each confirms or refuses, and fills its own part."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import outbox
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from partners.models import Structure
from projects.emails import HostingAnswered, HostInvited
from projects.enums import HOST_MAY_WRITE, HostingState
from projects.models import Project, ProjectStructure
from projects.sections import STRUCTURES
from projects.services.drafting import lock, lock_for_edit, refuse_closed_fields, touch


class PartnerRefused(DomainError):
    """This structure cannot be on the dossier in that role."""


@transaction.atomic
def invite_partner(*, project: Project, structure: Structure, side: str, by: User, now: datetime) -> ProjectStructure:
    """Put `structure` on the dossier and ask it by mail to confirm. A structure that refused may be asked again.

    Raises WrongState or FieldClosed where partners are not open, PartnerRefused for a structure already there, closed
    or of the OFQJ.
    """
    project = lock_for_edit(project, STRUCTURES)
    refuse_closed_fields(project, {"partners": None})
    if structure.section or not structure.is_active:
        raise PartnerRefused(_("Cette structure ne peut pas être partenaire : choisissez-en une autre de l’annuaire."))
    row = project.structures.filter(structure=structure).first()
    if row and row.state != HostingState.REFUSED:
        raise PartnerRefused(_("Cette structure est déjà sur le dossier."))
    row = row or ProjectStructure(project=project, structure=structure)
    row.side, row.state, row.invited_at, row.refusal_reason = side, HostingState.INVITED, now, ""
    row.save()
    touch(project, now, fields=[])
    outbox.queue(HostInvited(row, on=now.date()))
    record(project, "project.partner_invited", by=by, structure=structure.pk, side=side)
    return row


@transaction.atomic
def remove_partner(*, project: Project, row: ProjectStructure, by: User, now: datetime) -> None:
    """Take a structure off the dossier; the lead carrier stays. Raises WrongState, FieldClosed, PartnerRefused."""
    project = lock_for_edit(project, STRUCTURES)
    refuse_closed_fields(project, {"partners": None})
    if row.is_lead:
        raise PartnerRefused(_("La structure cheffe de file porte le dossier : elle ne peut pas en être retirée."))
    structure = row.structure_id
    project.structures.filter(pk=row.pk).delete()
    touch(project, now, fields=[])
    record(project, "project.partner_removed", by=by, structure=structure)


@transaction.atomic
def confirm_hosting(
    *, project: Project, structure: Structure, contribution: str, by: User, now: datetime
) -> ProjectStructure:
    """Say, for `structure`, that it takes its part in the project.

    Raises WrongState once the OFQJ has answered, or if the structure is no longer asked.
    """
    project, row = _own_row(project, structure)
    if row.state == HostingState.CONFIRMED:
        return row
    row.state, row.confirmed_on = HostingState.CONFIRMED, now.astimezone(structure.zone).date()
    row.contribution = contribution.strip() or row.contribution
    row.save(update_fields=["state", "confirmed_on", "contribution"])
    touch(project, now, fields=[])
    outbox.queue(HostingAnswered(row, on=now.date()))
    record(project, "project.hosting_confirmed", by=by, structure=structure.pk)
    return row


@transaction.atomic
def refuse_hosting(*, project: Project, structure: Structure, reason: str, by: User, now: datetime) -> ProjectStructure:
    """Say, for `structure`, that it takes no part, and why; its people no longer see the dossier. Raises WrongState."""
    project, row = _own_row(project, structure)
    row.state, row.confirmed_on, row.refusal_reason = HostingState.REFUSED, None, reason.strip()
    row.save(update_fields=["state", "confirmed_on", "refusal_reason"])
    touch(project, now, fields=[])
    outbox.queue(HostingAnswered(row, on=now.date()))
    record(project, "project.hosting_refused", by=by, structure=structure.pk)
    return row


@transaction.atomic
def describe_hosting(
    *, project: Project, structure: Structure, contribution: str, seen: str, by: User, now: datetime
) -> ProjectStructure:
    """Write what `structure` brings. `seen` is the text its form was built on. Raises WrongState, EditedMeanwhile."""
    project, row = _own_row(project, structure)
    if seen != row.contribution:
        raise EditedMeanwhile(_("Votre part a changé pendant que vous écriviez : comparez, puis enregistrez."))
    if row.contribution != contribution.strip():
        row.contribution = contribution.strip()
        row.save(update_fields=["contribution"])
        touch(project, now, fields=[])
        record(project, "project.host_part_saved", by=by, structure=structure.pk)
    return row


def _own_row(project: Project, structure: Structure) -> tuple[Project, ProjectStructure]:
    project = lock(project)
    if project.state not in HOST_MAY_WRITE:
        raise WrongState(_("L’OFQJ a répondu à ce dossier : votre réponse ne se change plus ici."))
    row = project.structures.filter(structure=structure, is_lead=False).exclude(state=HostingState.REFUSED).first()
    if row is None:
        raise WrongState(_("Votre structure n’est plus sur ce dossier : parlez-en avec la structure porteuse."))
    return project, row
