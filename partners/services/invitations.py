"""Offer somebody a role in a structure: sent, sent again, taken back, accepted, declined."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.services import open_account
from ofqj_portal.core import calendar, links, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink
from partners.emails import InvitationAnswered, InvitedToStructure
from partners.enums import InvitationState, MembershipRole, roles_in
from partners.models import Invitation, Membership, Structure
from partners.queries.invitations import INVITATION_LINK
from partners.services.members import add_member

LIVES_DAYS = 14
SENT_A_DAY = 5
OFFERED_A_DAY = 50


class InvitationRefused(DomainError):
    """This role is not offered to this address."""


class NotYours(DomainError):
    """The invitation is addressed to somebody else."""

    status = 403


@dataclass(frozen=True)
class NewAccount:
    """What somebody without an account says of herself to get one. The password is already judged good enough."""

    first_name: str
    last_name: str
    password: str


@transaction.atomic
def invite_member(*, structure: Structure, email: str, role: str, ends_on: date | None, by: User) -> Invitation:
    """Offer `role` in `structure` to `email`, until `ends_on` included if given; a personal link leaves by mail.

    Raises InvitationRefused for a role that is not of this kind of structure, for somebody who has it, who is already
    invited, or after fifty invitations of one structure in a day.
    """
    structure, email = Structure.objects.select_for_update().get(pk=structure.pk), email.strip().lower()
    if role not in roles_in(structure.kind):
        raise InvitationRefused(_("Ce rôle n’existe pas dans ce type de structure."))
    held = Membership.objects.filter(structure=structure, role=role, user__email__iexact=email, user__is_active=True)
    if held.current(calendar.today()).exists():
        raise InvitationRefused(_("Cette personne a déjà ce rôle dans la structure."))
    real_now = calendar.real_now()
    if structure.invitations.filter(invited_at__gt=real_now - timedelta(days=1)).count() >= OFFERED_A_DAY:
        raise InvitationRefused(_("Cinquante invitations sont déjà parties aujourd’hui : reprenez demain."))
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                structure=structure, email=email, role=role, ends_on=ends_on, invited_by=by, invited_at=real_now
            )
    except IntegrityError as twice:
        raise InvitationRefused(_("Cette personne est déjà invitée avec ce rôle : relancez son invitation.")) from twice
    link = _send(invitation, by)
    record(structure, "invitation.sent", by=by, personal={"email": email}, **_facts(invitation), link=link.pk)
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Send a new link, good for fourteen days more; the former one opens nothing. Raises WrongState, or
    InvitationRefused after five in a day.
    """
    invitation = _lock_pending(invitation)
    since = calendar.real_now() - timedelta(days=1)
    if links.links_of(INVITATION_LINK, [invitation]).filter(issued_at__gt=since).count() >= SENT_A_DAY:
        raise InvitationRefused(_("Cinq messages sont déjà partis aujourd’hui à cette adresse : attendez demain."))
    _close_links(invitation)
    link = _send(invitation, by)
    record(invitation.structure, "invitation.resent", by=by, **_facts(invitation), link=link.pk)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Take an invitation back: its link opens nothing any more. Raises WrongState if it was answered."""
    return _close(_lock_pending(invitation), InvitationState.REVOKED, "invitation.revoked", by=by)


@transaction.atomic
def accept_invitation(
    *,
    invitation: Invitation,
    by: User | None,
    on: date,
    link: ActionLink | None = None,
    account: NewAccount | None = None,
) -> Membership:
    """Make the invited person a member from `on`.

    With an account, only the one that has the invited address accepts, signed in. Without, `link` proves that she reads
    that address, and `account` opens hers. Raises WrongState if the invitation is closed or its end has passed,
    NotYours for another account, InvitationRefused where the role went meanwhile, LinkRefused for a link used before.
    """
    invitation = _lock_pending(invitation)
    if invitation.ends_on and invitation.ends_on < on:
        raise WrongState(_("L’accès proposé est déjà terminé : demandez une nouvelle invitation."))
    if not invitation.structure.is_active:
        raise InvitationRefused(_("Cette structure n’est plus dans l’annuaire : l’invitation ne vaut plus."))
    if by is None:
        user = _new_user(invitation, link, account)
    elif invitation.is_for(by):
        user = by
    else:
        raise NotYours(_("Cette invitation est adressée à quelqu’un d’autre : connectez-vous avec l’adresse invitée."))
    membership = add_member(
        structure=invitation.structure,
        user=user,
        role=invitation.role,
        starts_on=on,
        ends_on=invitation.ends_on,
        by=user,
    )
    if link is not None:
        links.consume(link)
    _close(invitation, InvitationState.ACCEPTED, "invitation.accepted", by=user, accepted_by=user, link=link)
    outbox.queue(InvitationAnswered(invitation))
    return membership


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by: User | None, link: ActionLink | None = None) -> Invitation:
    """Say no, signed in with the invited address or by its link. Raises WrongState, NotYours, LinkRefused."""
    invitation = _lock_pending(invitation)
    if by is not None and not invitation.is_for(by):
        raise NotYours(_("Cette invitation est adressée à quelqu’un d’autre : connectez-vous avec l’adresse invitée."))
    if link is not None:
        links.consume(link)
    _close(invitation, InvitationState.DECLINED, "invitation.declined", by=by, link=link)
    outbox.queue(InvitationAnswered(invitation))
    return invitation


def close_invitations_of(membership: Membership, *, by: User) -> None:
    """Take back what waits for the address of somebody who leaves a structure, and what she offered as its manager."""
    hers = Q(email__iexact=membership.user.email)
    if membership.role == MembershipRole.MANAGER:
        hers |= Q(invited_by=membership.user)
    rows = Invitation.objects.select_for_update(of=("self",)).pending().filter(hers, structure=membership.structure)
    for invitation in rows.order_by("pk"):
        _close(invitation, InvitationState.REVOKED, "invitation.revoked", by=by)


def _new_user(invitation: Invitation, link: ActionLink | None, account: NewAccount | None) -> User:
    if link is None or account is None:
        raise NotYours(_("Connectez-vous avec l’adresse invitée, ou ouvrez le lien reçu par courriel."))
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise NotYours(_("Un compte porte déjà cette adresse : connectez-vous, l’invitation vous attend à l’accueil."))
    user = open_account(
        email=invitation.email, first_name=account.first_name, last_name=account.last_name, by=invitation.invited_by
    )
    user.set_password(account.password)
    user.save(update_fields=["password"])
    return user


def _send(invitation: Invitation, by: User) -> ActionLink:
    zone = invitation.structure.zone
    last_day = calendar.real_now().astimezone(zone).date() + timedelta(days=LIVES_DAYS)
    link, token = links.issue_link(
        INVITATION_LINK, invitation, email=invitation.email, expires_at=calendar.end_of_day(last_day, zone), by=by
    )
    outbox.queue(InvitedToStructure(invitation, link, token), key=_mail_key(link))
    return link


def _close(
    invitation: Invitation,
    state: str,
    verb: str,
    *,
    by: User | None,
    accepted_by: User | None = None,
    link: ActionLink | None = None,
) -> Invitation:
    invitation.state, invitation.answered_at, invitation.accepted_by = state, calendar.real_now(), accepted_by
    invitation.save(update_fields=["state", "answered_at", "accepted_by"])
    _close_links(invitation)
    by_link: dict[str, Any] = {} if link is None or by is not None else {"by_link": link.pk}
    record(invitation.structure, verb, by=by, **_facts(invitation), **by_link)
    return invitation


def _close_links(invitation: Invitation) -> None:
    for link in links.links_of(INVITATION_LINK, [invitation]).living(calendar.real_now()):
        links.revoke(link)
        outbox.withdraw(_mail_key(link))


def _lock_pending(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("structure", "invited_by")
    invitation = rows.get(pk=invitation.pk)
    if invitation.state != InvitationState.PENDING:
        raise WrongState(_("Cette invitation n’attend plus de réponse."))
    return invitation


def _facts(invitation: Invitation) -> dict[str, Any]:
    return {"invitation": invitation.pk, "role": invitation.role}


def _mail_key(link: ActionLink) -> str:
    return f"{INVITATION_LINK}:{link.pk}"
