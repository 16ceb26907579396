"""Requests for data between parties (article 5): asked, prepared by the portal, handed over, received, erased."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from conventions.data_access import ANSWER
from conventions.emails import DataRequestMoved
from conventions.enums import Body, DataRequestState
from conventions.models import Convention, DataRequest, Mandate
from conventions.periods import read_period
from conventions.queries.catalogue import BREAKDOWNS
from conventions.services.moves import lock, move
from conventions.workflow import DATA_REQUEST
from ofqj_portal.core import files, outbox
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.core.reminders import remind

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

JOB = "conventions.answer_data_request"
REMINDER = "conventions.data_request"
LONGEST_DAYS = 366
_S = DataRequestState


class DataRequestRefused(DomainError):
    """The request, or what is done with it, is not one article 5 allows."""


@transaction.atomic
def ask_for_data(
    *, convention: Convention, asker: str, asked: str, purpose: str, period: str, tables: Sequence[str],
    legal_basis: str, due_on: date, purge_on: date, by: "User", now: datetime,
) -> DataRequest:  # fmt: skip
    """Ask a body of another party for aggregates, and tell its members.

    Raises DataRequestRefused between bodies of one party, for no known table, or for days that make no sense;
    UnknownPeriod.
    """
    today = now.astimezone(PARIS).date()
    if Body(asker).party == Body(asked).party:
        raise DataRequestRefused(_("Une demande va d’une partie à une autre."))
    if not tables or set(tables) - set(BREAKDOWNS):
        raise DataRequestRefused(_("Choisissez au moins un des tableaux que le portail sait préparer."))
    if not today <= due_on < purge_on or (purge_on - today).days > LONGEST_DAYS:
        raise DataRequestRefused(
            _("La réponse s’attend à partir d’aujourd’hui, et son fichier s’efface ensuite, dans l’année.")
        )
    convention = Convention.objects.select_for_update().get(pk=convention.pk)
    number = (DataRequest.objects.filter(convention=convention).aggregate(last=Max("number"))["last"] or 0) + 1
    request = DataRequest.objects.create(
        convention=convention, number=number, asker=asker, asked=asked, purpose=purpose,
        period=read_period(period).code, tables=list(tables), legal_basis=legal_basis, due_on=due_on,
        purge_on=purge_on, asked_at=now, asked_by=by,
    )  # fmt: skip
    _tell(request, asked, now)
    record(request, "data.asked", by=by, number=number, asker=asker, asked=asked, tables=list(tables))
    return request


@transaction.atomic
def prepare_answer(*, request: DataRequest, by: "User", now: datetime) -> Job:
    """Have a worker make the file; whoever asks while it is being made gets the same job. Raises WrongState."""
    request = lock(request)
    if request.state not in (_S.ASKED, _S.PREPARED):
        raise WrongState(_("Cette demande n’attend plus de réponse."))
    key = f"data:{request.pk}"
    if (live := Job.objects.live().filter(unique_key=key).first()) is not None:
        return live
    job = enqueue(JOB, owner=by, args={"request": request.pk}, unique_key=key)
    record(request, "data.prepared", by=by, job=job.pk)
    return job


@transaction.atomic
def keep_answer(
    *, request: DataRequest, content: bytes, figures: dict[str, Any], key: UUID, by: Any, now: datetime
) -> StoredFile | None:
    """Keep the file of an answer, and its figures, in the place of the former; None if it was settled meanwhile."""
    request = lock(request)
    if request.state not in (_S.ASKED, _S.PREPARED):
        return None
    former = request.file
    name = f"Demande de données {request.number}.xlsx"
    request.file = files.store(content, kind=ANSWER.code, name=name, attached_to=request, by=by, now=now, key=key)
    request.file_sha256, request.figures = request.file.sha256, figures
    if request.state == _S.ASKED:
        move(DATA_REQUEST, request, _S.PREPARED)
    request.save(update_fields=["state", "file", "file_sha256", "figures"])
    if former is not None:
        files.forget(former)
    return request.file


@transaction.atomic
def hand_over(*, request: DataRequest, note: str, by: "User", now: datetime) -> DataRequest:
    """Give the prepared file to the body that asked, and tell its members. Raises WrongState before it is there."""
    request = lock(request)
    move(DATA_REQUEST, request, _S.ANSWERED)
    request.answer_note, request.answered_at = note, now
    request.save(update_fields=["state", "answer_note", "answered_at"])
    _tell(request, request.asker, now)
    record(request, "data.answered", by=by, file=request.file_sha256)
    return request


@transaction.atomic
def refuse_request(*, request: DataRequest, reason: str, by: "User", now: datetime) -> DataRequest:
    """Refuse to answer, with a reason that the asker is told. Raises WrongState once it is settled."""
    request = _settle(request, _S.REFUSED)
    request.refusal = reason
    request.save(update_fields=["state", "refusal", "file"])
    _tell(request, request.asker, now)
    record(request, "data.refused", by=by)
    return request


@transaction.atomic
def withdraw_request(*, request: DataRequest, by: "User", now: datetime) -> DataRequest:
    """Take a request back before it is answered. Raises WrongState once it is settled."""
    request = _settle(request, _S.WITHDRAWN)
    request.save(update_fields=["state", "file"])
    _tell(request, request.asked, now)
    record(request, "data.withdrawn", by=by)
    return request


@transaction.atomic
def acknowledge(*, request: DataRequest, by: "User", now: datetime) -> DataRequest:
    """Give receipt of the file, its digest as evidence, and the promise to erase copies on the day. WrongState."""
    request = lock(request)
    move(DATA_REQUEST, request, _S.RECEIVED)
    request.received_at = now
    request.save(update_fields=["state", "received_at"])
    _tell(request, request.asked, now)
    record(request, "data.received", by=by, file=request.file_sha256)
    return request


@transaction.atomic
def purge_request(*, request: DataRequest, now: datetime) -> DataRequest:
    """Erase the file of an answered request whose day has come; the register keeps the rest. Raises WrongState."""
    request = lock(request)
    if request.purge_on > now.astimezone(PARIS).date():
        raise WrongState(_("Le jour d’effacer ce fichier n’est pas venu."))
    file = request.file
    move(DATA_REQUEST, request, _S.PURGED)
    request.file, request.purged_at = None, now
    request.save(update_fields=["state", "file", "purged_at"])
    if file is not None:
        files.forget(file)
    _tell(request, request.asker, now)
    record(request, "data.purged", by=None)
    return request


def remind_of_requests(*, convention: Convention, now: datetime) -> int:
    """Remind the members of an asked body a week before the day, the day before, and a week after; return how many."""
    today, count = now.astimezone(PARIS).date(), 0
    waiting = DataRequest.objects.filter(convention=convention, state__in=[_S.ASKED, _S.PREPARED]).order_by("number")
    for request in waiting:
        left = (request.due_on - today).days
        step = "7b" if 1 < left <= 7 else "1b" if 0 <= left <= 1 else "7a" if left <= -7 else ""
        for seat in _members(request, request.asked, now) if step else ():
            mail = DataRequestMoved(request, (seat,), is_reminder=True)
            count += remind(REMINDER, request, to_user=seat.user, step=step, now=now, mail=mail)
    return count


def _settle(request: DataRequest, state: DataRequestState) -> DataRequest:
    """Put a request that will not be answered to its end, without the file that was prepared."""
    request = lock(request)
    move(DATA_REQUEST, request, state)
    former, request.file = request.file, None
    if former is not None:
        request.save(update_fields=["file"])
        files.forget(former)
    return request


def _tell(request: DataRequest, body: str, now: datetime) -> None:
    outbox.queue(DataRequestMoved(request, _members(request, body, now)))


def _members(request: DataRequest, body: str, now: datetime) -> tuple[Mandate, ...]:
    seat = Body(body)
    rows = Mandate.objects.filter(
        committee__convention=request.convention_id, party=seat.party, section=seat.section
    ).current(now.astimezone(PARIS).date())
    return tuple(rows.select_related("user").order_by("pk"))
