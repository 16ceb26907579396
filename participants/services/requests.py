"""What a person asks about her data: written down with its clock, taken up, answered. The desk is in `privacy`."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import links, outbox
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.shores import Shore
from participants.data_enums import DelayCode, RequestKind, RequestSource, RequestState
from participants.emails import RequestAnswered, RequestReceived
from participants.models import Delay, Participant, PersonRequest
from participants.queries.requests import who_answers
from participants.workflow import NEXT_STATES

ANSWER_DELAYS = {Shore.FRANCE: DelayCode.ANSWER_FRANCE, Shore.QUEBEC: DelayCode.ANSWER_QUEBEC}


class AlreadyAsked(DomainError):
    """The same request of hers already waits for its answer."""


class AskedInFuture(DomainError):
    """Nobody asked tomorrow."""


class SayMore(DomainError):
    """Nobody can correct without knowing what, nor refuse without saying why."""


@transaction.atomic
def ask(
    *,
    participant: Participant,
    kind: RequestKind,
    source: RequestSource,
    words: str,
    received_on: date,
    now: datetime,
    by: User | None = None,
    by_link: ActionLink | None = None,
) -> PersonRequest:
    """Write down what a person asks; its clock starts on `received_on`, by the law of the shore where she lives.

    The protection officer hears of it, and her structure too of a correction. Raises AskedInFuture; SayMore for a
    correction that does not say what; AlreadyAsked while the same request waits.
    """
    if by_link:
        links.hold(by_link)
    if received_on > now.astimezone(PARIS).date():
        raise AskedInFuture(_("La date ne peut pas être à venir."))
    if kind == RequestKind.CORRECTION and not words.strip():
        raise SayMore(_("Dites ce qu’il faut corriger, et ce qu’il faut écrire à la place."))
    participant = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    request = PersonRequest(
        participant=participant,
        kind=kind,
        source=source,
        shore=participant.shore,
        received_on=received_on,
        due_on=Delay.objects.get(code=ANSWER_DELAYS[participant.shore]).after(received_on),
        words=words.strip(),
        created_at=now,
        recorded_by=by,
    )
    _write(request)
    for recipient in who_answers(request, now.astimezone(PARIS).date()):
        outbox.queue(RequestReceived(request, recipient), key=f"person_request:{request.pk}")
    trace = {"by_link": by_link.pk} if by_link else {}
    facts = {"request": request.pk, "kind": str(kind), "source": str(source), "due_on": request.due_on}
    record(participant, "participant.request_received", by=by, **facts, **trace)
    return request


@transaction.atomic
def take_up(*, request: PersonRequest, by: User) -> PersonRequest:
    """Say who works on the request. Raises WrongState if it is taken or closed."""
    request = lock_request(request, RequestState.IN_PROGRESS)
    request.state, request.handled_by = RequestState.IN_PROGRESS, by
    request.save(update_fields=["state", "handled_by"])
    record(request.participant, "participant.request_taken", by=by, request=request.pk)
    return request


@transaction.atomic
def answer_request(
    *, request: PersonRequest, is_done: bool, answer: str, now: datetime, by: User | None
) -> PersonRequest:
    """Close the request, done or refused, and write to the person. Raises SayMore for a refusal without a reason."""
    if not is_done and not answer.strip():
        raise SayMore(_("Un refus dit pourquoi, et que la personne peut saisir l’autorité de sa rive."))
    to = RequestState.FULFILLED if is_done else RequestState.REFUSED
    request = lock_request(request, to)
    close_request(request, to, answer=answer, now=now, by=by)
    if request.participant.email:
        outbox.queue(RequestAnswered(request), key=f"person_request:{request.pk}:answered")
    record(request.participant, f"participant.request_{to.value}", by=by, request=request.pk)
    return request


@transaction.atomic
def cancel_request(*, request: PersonRequest, by_link: ActionLink, now: datetime) -> PersonRequest:
    """Take back what she asked, in her own space. Raises WrongState once it was answered."""
    links.hold(by_link)
    request = lock_request(request, RequestState.CANCELLED)
    close_request(request, RequestState.CANCELLED, answer="", now=now, by=None)
    record(request.participant, "participant.request_cancelled", by=None, request=request.pk, by_link=by_link.pk)
    return request


def close_request(request: PersonRequest, to: RequestState, *, answer: str, now: datetime, by: User | None) -> None:
    """Write the end of a locked request, whoever answers it."""
    request.state, request.answer = to, answer.strip()
    request.answered_on = max(now.astimezone(PARIS).date(), request.received_on)
    request.handled_by = by or request.handled_by
    request.save(update_fields=["state", "answer", "answered_on", "handled_by"])


def lock_request(request: PersonRequest, to: RequestState) -> PersonRequest:
    """Lock a request that is about to move to `to`. Raises WrongState if it no longer can."""
    rows = PersonRequest.objects.select_for_update(of=("self",)).select_related("participant__structure")
    request = rows.get(pk=request.pk)
    if to not in NEXT_STATES["person_request"][request.state]:
        raise WrongState(
            _("Cette demande a changé d’état entre-temps (%(state)s). Relisez-la avant de continuer.")
            % {"state": request.get_state_display()}
        )
    return request


def _write(request: PersonRequest) -> None:
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError as refusal:
        if "person_request_once_at_a_time" in str(refusal):
            raise AlreadyAsked(_("Cette demande est déjà en cours : elle aura sa réponse.")) from refusal
        raise
