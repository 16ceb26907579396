"""Who leaves a structure."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.roles import forget_grants
from partners.enums import MembershipRole
from partners.models import Membership, Structure
from partners.services.invitations import close_invitations_of


class LastManager(DomainError):
    """A structure is never left without a manager."""


@transaction.atomic
def end_membership(*, membership: Membership, last_day: date, by: User, on: date) -> None:
    """Let a membership hold until `last_day` included, at the latest yesterday seen from `on` to end it at once.

    One that would end before it starts never counted: it goes, the journal keeps it. What was offered to her address
    there no longer opens anything, nor what she offered as a manager. Raises WrongState if it is over, LastManager if
    the structure would be left without a manager.
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
    close_invitations_of(membership, by=by)
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
