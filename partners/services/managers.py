"""Never a structure without a manager: the portal tells who looks after it, who proposes the role to somebody."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import outbox
from ofqj_portal.core.errors import WrongState
from partners.emails import ManagerMissing
from partners.enums import MembershipRole
from partners.models import Invitation, Membership, Structure
from partners.queries.managers import candidates_in, managed_until, unmanaged_lines, without_manager
from partners.services.invitations import invite_member


@transaction.atomic
def propose_manager(*, membership: Membership, by: User, on: date) -> Invitation:
    """Offer the manager's role to somebody who works in a structure that nobody manages; she accepts, or not.

    Raises WrongState if the structure has a manager again or she no longer works there, InvitationRefused.
    """
    structure = membership.structure
    if not without_manager(on).filter(pk=structure.pk).exists():
        raise WrongState(_("Cette structure a de nouveau une personne responsable."))
    if not candidates_in([structure], on=on).filter(pk=membership.pk).exists():
        raise WrongState(_("Cette personne ne travaille plus dans la structure : proposez quelqu’un d’autre."))
    return invite_member(
        structure=structure, email=membership.user.email, role=MembershipRole.MANAGER, ends_on=None, by=by
    )


@transaction.atomic
def tell_of_missing_managers(*, on: date) -> int:
    """Write once, for each structure that nobody manages, to who looks after it; return how many mails were queued."""
    lines = unmanaged_lines(without_manager(on).select_related("network__parent__parent").order_by("pk"), on=on)
    return sum(
        len(outbox.queue(ManagerMissing(line, on), key=f"manager-missing:{line.structure.pk}:{_since(line.structure)}"))
        for line in lines
    )


def _since(structure: Structure) -> str:
    day = managed_until(structure)
    return day.isoformat() if day else "never"
