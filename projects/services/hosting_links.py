"""Ask a structure by a personal link: send it, send it again, revoke it. The link answers in partnership.py."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, links, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink
from partners.models import Contact, Membership
from projects.emails import HostInvitedByLink
from projects.enums import HostingState, Side
from projects.models import Project, ProjectStructure
from projects.queries.hosting_links import HOSTING_LINK, awaits_answer
from projects.services.drafting import lock

LIVES_DAYS = 30
SENT_A_DAY = 5


class AddressRefused(DomainError):
    """A link does not go to this address."""


@transaction.atomic
def send_link(*, project: Project, row: ProjectStructure, email: str, by: User) -> ActionLink:
    """Send `email` a personal link by which the structure of `row` answers; the former one no longer opens anything.

    The link lives 30 days, to the end of the last one where the structure is, by the real clock. Raises WrongState if
    no answer is awaited, AddressRefused for an address of those who carry the dossier, or after five links in a day.
    """
    project = lock(project)
    row = _asked_row(project, row)
    _refuse_address(project, email)
    _refuse_one_too_many(row)
    close_links([row])
    zone = row.structure.zone
    expires_at = calendar.end_of_day(calendar.real_now().astimezone(zone).date() + timedelta(LIVES_DAYS), zone)
    link, token = links.issue_link(HOSTING_LINK, row, email=email, expires_at=expires_at, by=by)
    outbox.queue(HostInvitedByLink(row, link, token), key=_mail_key(link))
    sent = {"structure": row.structure_id, "link": link.pk, "expires_at": expires_at}
    record(project, "project.hosting_link_sent", by=by, personal={"email": email}, **sent)
    return link


@transaction.atomic
def revoke_link(*, project: Project, row: ProjectStructure, by: User) -> None:
    """Make the link of `row` open nothing any more; without a living one, nothing happens."""
    project = lock(project)
    revoked = close_links([row])
    if revoked:
        record(project, "project.hosting_link_revoked", by=by, structure=row.structure_id, links=revoked)


def close_links(rows: Iterable[ProjectStructure]) -> list[int]:
    """Revoke the living links of `rows`, whose dossier is locked; a mail that has not left stays. Return their keys."""
    living = list(links.links_of(HOSTING_LINK, list(rows)).living(calendar.real_now()))
    for link in living:
        links.revoke(link)
        outbox.withdraw(_mail_key(link))
    return [link.pk for link in living]


def retire_links(row: ProjectStructure) -> None:
    """Set aside every link of a structure that is asked anew, the one that brought its former answer included."""
    for link in links.links_of(HOSTING_LINK, [row]):
        links.revoke(link)


def _mail_key(link: ActionLink) -> str:
    return f"{HOSTING_LINK}:{link.pk}"


def _asked_row(project: Project, row: ProjectStructure) -> ProjectStructure:
    found = project.structures.select_related("structure").filter(pk=row.pk).first()
    if found is None or not awaits_answer(found):
        raise WrongState(_("Aucune réponse n’est attendue de cette structure : il n’y a pas de lien à envoyer."))
    return found


def _refuse_address(project: Project, email: str) -> None:
    carriers = list(
        project.structures.filter(side=Side.CARRIER, state=HostingState.CONFIRMED).select_related("structure")
    )
    keys = [carrier.structure_id for carrier in carriers]
    ours = (
        Membership.objects.filter(structure__in=keys, user__email__iexact=email).exists()
        or Contact.objects.filter(structure__in=keys, email__iexact=email).exists()
        or any(carrier.structure.email.lower() == email.lower() for carrier in carriers)
    )
    if ours:
        raise AddressRefused(_("Cette adresse est celle d’une structure qui porte le projet : le lien va à l’invitée."))


def _refuse_one_too_many(row: ProjectStructure) -> None:
    since = calendar.real_now() - timedelta(days=1)
    if links.links_of(HOSTING_LINK, [row]).filter(issued_at__gt=since).count() >= SENT_A_DAY:
        raise AddressRefused(_("Cinq liens sont déjà partis aujourd’hui : appelez la structure, ou attendez demain."))
