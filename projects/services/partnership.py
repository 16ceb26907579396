"""Structures on a dossier: a carrier invites them, each confirms or refuses, and fills its own part."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, links, outbox
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.three_way import Merge, merge, write_marks
from partners.models import Structure
from projects.emails import HostingAnswered, HostInvited
from projects.enums import HOST_MAY_WRITE, HostingState
from projects.models import Project, ProjectStructure
from projects.queries.hosting_links import known_addresses, row_of, structures_with_people
from projects.sections import STRUCTURES
from projects.services.drafting import lock, lock_for_edit, refuse_closed_fields, touch
from projects.services.hosting_links import close_links, retire_links, send_link
from projects.services.sittings import HOSTING, end_part_sitting, note_sitting


class PartnerRefused(DomainError):
    """This structure cannot be on the dossier in that role."""


@transaction.atomic
def invite_partner(
    *, project: Project, structure: Structure, side: str, by: User, now: datetime, email: str = ""
) -> ProjectStructure:
    """Put `structure` on the dossier and ask it by mail to confirm. A structure that refused may be asked again.

    Its people get a mail with the page of the dossier. `email`, or the directory's first address where nobody has an
    account, gets a personal link. Raises WrongState or FieldClosed where partners are not open, PartnerRefused for a
    structure already there, closed, of the OFQJ, or that nothing reaches; AddressRefused for an address of a carrier.
    """
    project = lock_for_edit(project, STRUCTURES)
    refuse_closed_fields(project, {"partners": None})
    if structure.section or not structure.is_active:
        raise PartnerRefused(_("Cette structure ne peut pas être partenaire : choisissez-en une autre de l’annuaire."))
    row = project.structures.filter(structure=structure).first()
    if row and row.state != HostingState.REFUSED:
        raise PartnerRefused(_("Cette structure est déjà sur le dossier."))
    if row:
        retire_links(row)
    row = row or ProjectStructure(project=project, structure=structure)
    row.side, row.state, row.invited_at, row.refusal_reason = side, HostingState.INVITED, now, ""
    row.save()
    touch(project, now, fields=[])
    outbox.queue(HostInvited(row, on=calendar.day_of(now)))
    record(project, "project.partner_invited", by=by, structure=structure.pk, side=side)
    email = email or _address_without_account(structure)
    if email:
        send_link(project=project, row=row, email=email, by=by)
    return row


def _address_without_account(structure: Structure) -> str:
    """Return where to write to a structure in which nobody has an account; "" where somebody has. PartnerRefused."""
    if structures_with_people([structure]):
        return ""
    known = known_addresses(structure)
    if not known:
        raise PartnerRefused(_("Personne n’a de compte dans cette structure : donnez l’adresse qui recevra le lien."))
    return known[0].email


@transaction.atomic
def remove_partner(*, project: Project, row: ProjectStructure, by: User, now: datetime) -> None:
    """Take a structure off the dossier; the lead carrier stays. Raises WrongState, FieldClosed, PartnerRefused."""
    project = lock_for_edit(project, STRUCTURES)
    refuse_closed_fields(project, {"partners": None})
    if row.is_lead:
        raise PartnerRefused(_("La structure cheffe de file porte le dossier : elle ne peut pas en être retirée."))
    structure = row.structure_id
    close_links([row])
    project.structures.filter(pk=row.pk).delete()
    touch(project, now, fields=[])
    record(project, "project.partner_removed", by=by, structure=structure)


@transaction.atomic
def answer_by_link(*, link: ActionLink, takes_part: bool, reason: str, now: datetime) -> ProjectStructure:
    """Confirm, or refuse with a reason, in the name of the structure that `link` was sent to; the link is used up.

    Raises LinkRefused if somebody was quicker, if the link no longer acts, or if no answer is awaited any more.
    """
    project = lock(row_of(link).project)
    row = row_of(link)
    links.consume(link)
    act: dict[str, Any] = {"project": project, "structure": row.structure, "by": None, "by_link": link, "now": now}
    if takes_part:
        return confirm_hosting(contribution="", **act)
    return refuse_hosting(reason=reason, **act)


@transaction.atomic
def confirm_hosting(
    *,
    project: Project,
    structure: Structure,
    contribution: str,
    by: User | None,
    now: datetime,
    by_link: ActionLink | None = None,
) -> ProjectStructure:
    """Say, for `structure`, that it takes its part in the project; its other links no longer open anything.

    Raises WrongState once the OFQJ has answered, or if the structure is no longer asked.
    """
    project, row = _own_row(project, structure)
    if row.state == HostingState.CONFIRMED:
        return row
    row.state, row.confirmed_on = HostingState.CONFIRMED, now.astimezone(structure.zone).date()
    row.contribution = contribution.strip() or row.contribution
    row.save(update_fields=["state", "confirmed_on", "contribution"])
    touch(project, now, fields=[])
    close_links([row])
    outbox.queue(HostingAnswered(row, on=calendar.day_of(now)))
    if by:
        end_part_sitting(project=project, structure=structure, changed=False, by=by)
    record(project, "project.hosting_confirmed", by=by, structure=structure.pk, **_trace(by_link))
    return row


@transaction.atomic
def refuse_hosting(
    *,
    project: Project,
    structure: Structure,
    reason: str,
    by: User | None,
    now: datetime,
    by_link: ActionLink | None = None,
) -> ProjectStructure:
    """Say, for `structure`, that it takes no part, and why; its people no longer see the dossier. Raises WrongState."""
    project, row = _own_row(project, structure)
    row.state, row.confirmed_on, row.refusal_reason = HostingState.REFUSED, None, reason.strip()
    row.save(update_fields=["state", "confirmed_on", "refusal_reason"])
    touch(project, now, fields=[])
    close_links([row])
    outbox.queue(HostingAnswered(row, on=calendar.day_of(now)))
    record(project, "project.hosting_refused", by=by, structure=structure.pk, **_trace(by_link))
    return row


@transaction.atomic
def describe_hosting(
    *, project: Project, structure: Structure, contribution: str, seen: str, by: User, now: datetime
) -> ProjectStructure:
    """Write what `structure` brings. `seen` is the text its form was built on.

    Raises WrongState, EditedMeanwhile, with both texts, if somebody changed it meanwhile.
    """
    project, row = _own_row(project, structure)
    found = compare_part(row, contribution, seen)
    if found.clashes:
        words = _("Votre part a changé pendant que vous écriviez : comparez, puis enregistrez.")
        raise EditedMeanwhile(words, clashes=found.clashes)
    if found.to_write:
        _write_part(row, contribution)
        touch(project, now, fields=[])
    end_part_sitting(project=project, structure=structure, changed=bool(found.to_write), by=by)
    return row


@transaction.atomic
def keep_hosting(
    *, project: Project, structure: Structure, contribution: str, seen: str, by: User, now: datetime
) -> tuple[Project, Merge]:
    """Write what `structure` brings while it is typed, unless somebody changed it too; neither confirms nor refuses.

    Raises WrongState.
    """
    project, row = _own_row(project, structure)
    found = compare_part(row, contribution, seen)
    if found.to_write:
        _write_part(row, contribution)
        project.updated_at = now
        project.save(update_fields=["updated_at"])
        note_sitting(project=project, section=HOSTING, fields=found.to_write, by=by, now=now)
    return project, found


def compare_part(row: ProjectStructure, contribution: str, seen: str) -> Merge:
    """Compare the typed part with the stored one and the one the page showed."""
    base = write_marks({"contribution": seen})
    return merge(base, theirs={"contribution": row.contribution}, mine={"contribution": contribution.strip()})


def _write_part(row: ProjectStructure, contribution: str) -> None:
    row.contribution = contribution.strip()
    row.save(update_fields=["contribution"])


def _trace(link: ActionLink | None) -> dict[str, int]:
    """Say in the journal which link acted, where nobody signed in did."""
    return {} if link is None else {"by_link": link.pk}


def _own_row(project: Project, structure: Structure) -> tuple[Project, ProjectStructure]:
    project = lock(project)
    if project.state not in HOST_MAY_WRITE:
        raise WrongState(_("L’OFQJ a répondu à ce dossier : votre réponse ne se change plus ici."))
    row = project.structures.filter(structure=structure, is_lead=False).exclude(state=HostingState.REFUSED).first()
    if row is None:
        raise WrongState(_("Votre structure n’est plus sur ce dossier : parlez-en avec la structure porteuse."))
    return project, row
