"""Who joins a structure, and who leaves it."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.services import open_account
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.outbox import queue
from ofqj_portal.core.roles import forget_grants
from partners.emails import AddedToStructure
from partners.enums import MembershipRole, roles_in
from partners.models import Membership, Structure


class RoleNotHere(DomainError):
    """This kind of structure has no such role."""


class AlreadyMember(DomainError):
    """The person already has this role there, at these dates."""


class LastManager(DomainError):
    """A structure is never left without a manager."""


class NameMissing(DomainError):
    """A new account needs a name."""


@transaction.atomic
def add_member(
    *,
    structure: Structure,
    email: str,
    role: str,
    starts_on: date,
    ends_on: date | None,
    first_name: str = "",
    last_name: str = "",
    by: User,
) -> Membership:
    """Give a person a role in `structure` from `starts_on` to `ends_on` included, opening her account if she has none.

    She gets a mail, with a link to choose a password when she has none. Raises RoleNotHere, AlreadyMember, or
    NameMissing for a new account without a name.
    """
    if role not in roles_in(structure.kind):
        raise RoleNotHere(_("Ce rôle n’existe pas dans ce type de structure."))
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        if not (first_name.strip() and last_name.strip()):
            raise NameMissing(_("Cette personne n’a pas encore de compte : donnez son prénom et son nom."))
        user = open_account(email=email, first_name=first_name.strip(), last_name=last_name.strip(), by=by)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user, structure=structure, role=role, starts_on=starts_on, ends_on=ends_on
            )
    except IntegrityError as overlap:
        raise AlreadyMember(_("Cette personne a déjà ce rôle dans la structure à ces dates.")) from overlap
    queue(AddedToStructure(membership=membership))
    record(membership, "membership.added", by=by, user=user.pk, structure=structure.pk, role=role)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, last_day: date, by: User, on: date) -> None:
    """Let a membership hold until `last_day` included, at the latest yesterday seen from `on` to end it at once.

    One that would end before it starts never counted: it goes, the journal keeps it. Raises WrongState if it is over,
    LastManager if the structure would be left without a manager.
    """
    structure = Structure.objects.select_for_update().get(pk=membership.structure_id)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.ends_on and membership.ends_on < on:
        raise WrongState(_("Cet accès est déjà terminé."))
    if membership.role == MembershipRole.MANAGER and not _has_manager_after(structure, membership, last_day):
        raise LastManager(_("C’est la seule personne responsable : nommez-en d’abord une autre."))
    if last_day < membership.starts_on:
        membership_id, membership.pk = membership.pk, None
        Membership.objects.filter(pk=membership_id).delete()
        membership.pk = membership_id
    else:
        membership.ends_on = last_day
        membership.save(update_fields=["ends_on"])
    forget_grants(membership.user)
    record(
        membership,
        "membership.ended",
        by=by,
        user=membership.user_id,
        structure=structure.pk,
        role=membership.role,
        last_day=last_day,
    )


def _has_manager_after(structure: Structure, leaving: Membership, last_day: date) -> bool:
    others = Membership.objects.filter(structure=structure, role=MembershipRole.MANAGER).exclude(pk=leaving.pk)
    return others.filter(user__is_active=True).current(last_day + timedelta(days=1)).exists()
