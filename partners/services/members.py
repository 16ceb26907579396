"""Who joins a structure."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record
from ofqj_portal.core.roles import forget_grants
from partners.enums import roles_in
from partners.models import Membership, Structure


class RoleNotHere(DomainError):
    """This kind of structure has no such role."""


class AlreadyMember(DomainError):
    """The person already has this role there, at these dates."""


@transaction.atomic
def add_member(
    *, structure: Structure, user: User, role: str, starts_on: date, ends_on: date | None, by: User
) -> Membership:
    """Give `user` a role in `structure` from `starts_on` to `ends_on` included. Raises RoleNotHere, AlreadyMember."""
    if role not in roles_in(structure.kind):
        raise RoleNotHere(_("Ce rôle n’existe pas dans ce type de structure."))
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user, structure=structure, role=role, starts_on=starts_on, ends_on=ends_on
            )
    except IntegrityError as overlap:
        raise AlreadyMember(_("Cette personne a déjà ce rôle dans la structure à ces dates.")) from overlap
    forget_grants(user)
    record(membership, "membership.added", by=by, user=user.pk, structure=structure.pk, role=role)
    return membership
