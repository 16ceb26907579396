"""Invitations: what waits for an answer in a structure, what waits for one person, what a link opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.core import links
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.shores import format_date
from partners.models import Invitation, Structure
from partners.queries.directory import Fact

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

INVITATION_LINK = "partners.invitation"


@dataclass(frozen=True)
class InvitationLine:
    """An invitation that waits for its answer, with the last link that was sent and whether it still opens."""

    invitation: Invitation
    link: ActionLink
    is_living: bool


def waiting_lines(structure: Structure, *, real_now: datetime) -> list[InvitationLine]:
    """List the invitations of a structure that wait for an answer, the latest first; two queries."""
    rows = list(structure.invitations.pending().select_related("invited_by"))
    sent = _last_links(rows)
    return [InvitationLine(row, sent[row.pk], sent[row.pk].is_living(real_now)) for row in rows]


def invitations_for(user: "User") -> QuerySet[Invitation]:
    """List the invitations that wait for the answer of this account, the latest first."""
    return Invitation.objects.pending().addressed_to(user.email).select_related("structure", "invited_by")


def invitation_of(link: ActionLink) -> Invitation:
    """Return the invitation that a living link opens. Raises LinkRefused if no answer is awaited any more."""
    found = Invitation.objects.pending().select_related("structure", "invited_by").filter(pk=link.object_id).first()
    if found is None:
        raise links.LinkRefused(_("Cette invitation n’attend plus de réponse."))
    return found


def invitation_facts(invitation: Invitation) -> list[Fact]:
    """Say what is offered, by whom, and until when."""
    structure = invitation.structure
    until = format_date(invitation.ends_on) if invitation.ends_on else _("sans date de fin")
    place = ", ".join(filter(None, (structure.commune, structure.country_label)))
    return [
        Fact(_("Structure"), structure.name, detail=place),
        Fact(_("Votre rôle"), invitation.get_role_display()),
        Fact(_("Accès jusqu’au"), until),
        Fact(_("Qui vous invite"), str(invitation.invited_by)),
        Fact(_("Adresse invitée"), invitation.email),
    ]


def _last_links(rows: Iterable[Invitation]) -> dict[int, ActionLink]:
    found: dict[int, ActionLink] = {}
    for link in links.links_of(INVITATION_LINK, rows):
        found.setdefault(int(link.object_id), link)
    return found
