"""Advice: asked by a structure, routed to its shore's section, followed by an officer, answered, closed with a note."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.roles import Role, grants_of, structure_ids
from partners.enums import Country, Section
from partners.models import Structure
from projects.advice_access import side_of
from projects.emails.advice import AdviceAssignedMail, AdviceMail
from projects.enums import AdviceState, Speaker
from projects.models import AdviceMessage, AdviceRequest, Project
from projects.models.advice import WORDS_MAX
from projects.models.visibility import FILING_ROLES
from projects.services.messages import NothingWritten, NotInThread
from projects.services.review import NotAnOfficer


class AdviceUnclear(DomainError):
    """A request for advice names its structure, and says what it is about."""


@transaction.atomic
def ask_advice(
    *,
    structure: Structure,
    kind: str,
    subject: str,
    body: str,
    by: User,
    now: datetime,
    wished_on: date | None = None,
    project: Project | None = None,
) -> AdviceRequest:
    """Ask the section of the structure's shore for advice, about `project` or before there is one.

    Raises NotInThread for a structure that is not hers, AdviceUnclear without a subject or for a day that is past,
    NothingWritten without words.
    """
    if structure.pk not in structure_ids(by, *FILING_ROLES) or structure.section:
        raise NotInThread(_("Vous demandez conseil au nom de votre structure : choisissez-la."))
    if not subject.strip():
        raise AdviceUnclear(_("Dites en une ligne ce que vous cherchez."))
    if wished_on and wished_on < now.astimezone(structure.zone).date():
        raise AdviceUnclear(_("Ce jour est passé : choisissez une date à venir, ou aucune."))
    section = Section.QUEBEC if structure.country == Country.QC else Section.FRANCE
    request = AdviceRequest.objects.create(
        structure=structure,
        project=project,
        section=section,
        kind=kind,
        subject=subject.strip(),
        wished_on=wished_on,
        asked_by=by,
        asked_at=now,
        moved_at=now,
        officer=_officer_of(project, section, structure),
    )
    _write(request, Speaker.STRUCTURE, body, by, now)
    record(request, "advice.asked", by=by, structure=structure.pk, kind=kind, project=project.pk if project else None)
    return request


@transaction.atomic
def write_advice(*, request: AdviceRequest, body: str, by: User, now: datetime) -> AdviceMessage:
    """Answer, or write again, in the name of one's side; the other side has the ball.

    The first of the OFQJ who answers follows the request. Raises NotInThread, WrongState once it is closed,
    NothingWritten.
    """
    request = _lock(request)
    side = side_of(by, request)
    if side is None:
        raise NotInThread(_("Vous ne suivez pas cette demande."))
    _refuse_closed(request)
    if side == Speaker.OFQJ:
        request.state, request.officer = AdviceState.ANSWERED, request.officer or by
    else:
        request.state = AdviceState.ASKED
    request.moved_at = now
    request.save(update_fields=["state", "officer", "moved_at"])
    message = _write(request, side, body, by, now)
    record(request, "advice.written", by=by, side=side, message=message.pk)
    return message


@transaction.atomic
def assign_advice(*, request: AdviceRequest, officer: User, by: User, now: datetime) -> AdviceRequest:
    """Hand a request to an officer of its section, who is told. Raises WrongState, NotAnOfficer."""
    request = _lock(request)
    _refuse_closed(request)
    if not _may_follow(officer, request.section, request.structure):
        raise NotAnOfficer(_("Cette personne ne suit pas les demandes de cette section : choisissez-en une autre."))
    request.officer = officer
    request.save(update_fields=["officer"])
    if officer != by:
        outbox.queue(AdviceAssignedMail(request))
    record(request, "advice.assigned", by=by, officer=officer.pk)
    return request


@transaction.atomic
def close_advice(*, request: AdviceRequest, note: str, by: User, now: datetime) -> AdviceRequest:
    """Close a request with what is kept of it, as a note of the contact with the structure.

    Raises WrongState once it is closed, AdviceUnclear without a note.
    """
    request = _lock(request)
    _refuse_closed(request)
    if not note.strip():
        raise AdviceUnclear(_("Dites en quelques mots ce qu’on garde de cet échange."))
    request.state, request.note = AdviceState.CLOSED, note.strip()
    request.closed_at, request.closed_by, request.moved_at = now, by, now
    request.save(update_fields=["state", "note", "closed_at", "closed_by", "moved_at"])
    record(request, "advice.closed", by=by)
    return request


def _officer_of(project: Project | None, section: str, structure: Structure) -> User | None:
    """Return who follows the dossier, if she may also follow what its structure asks."""
    officer = project.officer if project else None
    return officer if officer and _may_follow(officer, section, structure) else None


def _may_follow(officer: User, section: str, structure: Structure) -> bool:
    own = {grant.section for grant in grants_of(officer) if grant.role == Role.OFFICER}
    return section in own and structure.pk not in structure_ids(officer)


def _write(request: AdviceRequest, side: str, body: str, by: User, now: datetime) -> AdviceMessage:
    words = body.replace("\r\n", "\n").strip()
    if not words or len(words) > WORDS_MAX:
        raise NothingWritten(_("Écrivez votre message, en %d caractères au plus.") % WORDS_MAX)
    message = AdviceMessage.objects.create(request=request, author=by, side=side, body=words, sent_at=now)
    outbox.queue(AdviceMail(message, on=calendar.day_of(now)))
    return message


def _lock(request: AdviceRequest) -> AdviceRequest:
    rows = AdviceRequest.objects.select_for_update(of=("self",)).select_related("structure", "project", "officer")
    return rows.get(pk=request.pk)


def _refuse_closed(request: AdviceRequest) -> None:
    if not request.is_open:
        raise WrongState(_("Cette demande est close : posez-en une autre si la question revient."))
