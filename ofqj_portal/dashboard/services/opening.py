"""The first day of a portal: the convention, its bodies, and the one person who invites everybody else."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from conventions.services.load import load_convention
from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.services import ask_for_password_link, open_account
from ofqj_portal.core.errors import DomainError
from partners.enums import MembershipRole, Section
from partners.models import Membership
from partners.services.bodies import create_bodies
from partners.services.members import add_member


class AlreadyOpen(DomainError):
    """Somebody administers this portal already."""


@transaction.atomic
def open_portal(*, email: str, first_name: str, last_name: str, section: Section, on: date) -> User:
    """Load the convention, write its bodies down, and open the account of the first administrator, at `section`.

    A link to choose a password leaves for `email`. Raises AlreadyOpen where somebody has that role on that day, and
    AddressTaken.
    """
    if Membership.objects.current(on).filter(role=MembershipRole.ADMIN, user__is_active=True).exists():
        raise AlreadyOpen(_("Ce portail a déjà une administration technique : c’est elle qui ouvre les accès."))
    load_convention()
    bodies = create_bodies()
    user = open_account(email=email, first_name=first_name, last_name=last_name, by=None)
    structure = bodies.ofqj_fr if section == Section.FRANCE else bodies.ofqj_qc
    add_member(structure=structure, user=user, role=MembershipRole.ADMIN, starts_on=on, ends_on=None, by=user)
    ask_for_password_link(user_ids=[user.pk])
    return user
