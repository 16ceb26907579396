"""Ask to work in a structure, and what its manager answers."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from partners.emails import JoinAsked, JoinRefused, JoinTaken
from partners.enums import JoinState
from partners.models import JoinRequest, Membership, Structure
from partners.services.invitations import InvitationRefused, invite_member
from partners.services.members import add_member

ASKED_FROM_ONE_ADDRESS = 5
ASKED_OF_ONE_STRUCTURE = 20
KEPT_DAYS = 90
DAY = timedelta(days=1)


class JoinNotAsked(DomainError):
    """There is no use in asking, or too much was asked already."""


@transaction.atomic
def ask_to_join(
    *, structure: Structure, user: User | None, name: str, email: str, words: str, real_now: datetime, on: date
) -> JoinRequest | None:
    """Ask the manager of `structure` for an access; without a manager, its network or the OFQJ.

    `user` is who asks while signed in, whose name and address count. Without, nobody proved that `email` is hers: None
    is returned where nothing is to be asked (she works there, she asked already), so that whoever types an address
    learns nothing of it. Raises JoinNotAsked to somebody signed in, for the same; to anybody once the structure was
    asked too much in a day.
    """
    structure = Structure.objects.select_for_update().get(pk=structure.pk)
    if user is not None:
        name, email = str(user), user.email
    email = email.strip().lower()
    if structure.join_requests.filter(asked_at__gt=real_now - DAY).count() >= ASKED_OF_ONE_STRUCTURE:
        raise JoinNotAsked(_("Cette structure a déjà reçu beaucoup de demandes aujourd’hui : attendez demain."))
    held = Membership.objects.filter(structure=structure, user__email__iexact=email, user__is_active=True)
    if held.current(on).exists():
        return _nothing_to_ask(user, _("Vous travaillez déjà dans cette structure."))
    if JoinRequest.objects.of_address(email).filter(asked_at__gt=real_now - DAY).count() >= ASKED_FROM_ONE_ADDRESS:
        return _nothing_to_ask(
            user, _("Cinq demandes sont déjà parties de votre adresse aujourd’hui : attendez demain.")
        )
    try:
        with transaction.atomic():
            said = {"name": name, "email": email, "words": words, "asked_at": real_now}
            request = JoinRequest.objects.create(structure=structure, user=user, **said)
    except IntegrityError:
        return _nothing_to_ask(user, _("Votre demande est déjà partie : la structure doit vous répondre."))
    outbox.queue(JoinAsked(request, on=on))
    record(structure, "join.asked", by=user, personal={"email": email}, request=request.pk)
    return request


@transaction.atomic
def accept_join_request(
    *, request: JoinRequest, role: str, ends_on: date | None, by: User, on: date, real_now: datetime
) -> JoinRequest:
    """Open the access from `on` to whoever asked while signed in; send an invitation to the address of the others.

    Raises WrongState if it was answered, RoleNotHere, AlreadyMember, InvitationRefused.
    """
    request = _lock_pending(request)
    opened: dict[str, int] = {}
    if request.user is not None:
        if not request.user.is_active:
            raise InvitationRefused(_("Ce compte est fermé : refusez la demande, et dites pourquoi."))
        membership = add_member(
            structure=request.structure, user=request.user, role=role, starts_on=on, ends_on=ends_on, by=by
        )
        opened["membership"] = membership.pk
        outbox.queue(JoinTaken(request, role))
    else:
        invitation = invite_member(structure=request.structure, email=request.email, role=role, ends_on=ends_on, by=by)
        opened["invitation"] = invitation.pk
    return _close(request, JoinState.ACCEPTED, by=by, real_now=real_now, role=role, **opened)


@transaction.atomic
def refuse_join_request(*, request: JoinRequest, reason: str, by: User, real_now: datetime) -> JoinRequest:
    """Say no, with the reason that whoever asked will read. Raises WrongState if it was answered."""
    request = _lock_pending(request)
    request.reason = reason
    outbox.queue(JoinRefused(request))
    return _close(request, JoinState.REFUSED, by=by, real_now=real_now)


def forget_join_requests(*, real_now: datetime) -> int:
    """Forget the requests that were answered, or left without answer, three months ago; return how many."""
    before = real_now - timedelta(days=KEPT_DAYS)
    old = JoinRequest.objects.filter(answered_at__lt=before) | JoinRequest.objects.pending().filter(asked_at__lt=before)
    return old.delete()[0]


def _nothing_to_ask(user: User | None, why: str) -> JoinRequest | None:
    if user is not None:
        raise JoinNotAsked(why)
    return None


def _lock_pending(request: JoinRequest) -> JoinRequest:
    request = JoinRequest.objects.select_for_update(of=("self",)).select_related("structure", "user").get(pk=request.pk)
    if request.state != JoinState.PENDING:
        raise WrongState(_("Quelqu’un a déjà répondu à cette demande."))
    return request


def _close(request: JoinRequest, state: str, *, by: User, real_now: datetime, **facts: object) -> JoinRequest:
    request.state, request.answered_at, request.answered_by = state, real_now, by
    request.save(update_fields=["state", "answered_at", "answered_by", "reason"])
    record(request.structure, f"join.{state}", by=by, request=request.pk, **facts)
    return request
