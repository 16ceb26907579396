"""Requests to join that wait for an answer."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.core.shores import format_instant
from partners.models import JoinRequest, Structure
from partners.queries.directory import Fact

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


def join_requests_of(structure: Structure) -> QuerySet[JoinRequest]:
    """List what waits for the manager's answer, the oldest first."""
    return structure.join_requests.pending().select_related("user")


def own_join_request(user: "User", structure: Structure) -> JoinRequest | None:
    """Return the request of this account that waits for an answer there."""
    return structure.join_requests.pending().filter(user=user).first() if user.is_authenticated else None


def join_request_facts(request: JoinRequest) -> list[Fact]:
    """Say who asks, from which address, and whether that address is proven."""
    proof = _("Son compte du portail porte cette adresse.") if request.user_id else _("Adresse donnée sans compte.")
    return [
        Fact(_("Qui demande"), request.name),
        Fact(_("Adresse e-mail"), request.email, detail=proof),
        Fact(_("Demandé le"), format_instant(request.asked_at)),
        Fact(_("Message"), request.words),
    ]
