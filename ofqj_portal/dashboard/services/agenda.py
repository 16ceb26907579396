"""Secret addresses by which a calendar reads the days of a person, a structure or a dossier; each can be renewed."""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import links
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink

AGENDA_LINK = "dashboard.agenda"
LIVES = timedelta(days=2 * 365)


@transaction.atomic
def renew_agenda(*, target: models.Model, by: User, real_now: datetime) -> str:
    """Give `by` a new secret address for the days of `target`; return its token, never seen again.

    The former address opens nothing any more.
    """
    for link in own_addresses(target, by, real_now):
        links.revoke(link)
    expires_at = real_now + LIVES
    link, token = links.issue_link(AGENDA_LINK, target, email=by.email, expires_at=expires_at, by=by, is_lasting=True)
    record(target, "agenda.address_renewed", by=by, link=link.pk)
    return token


@transaction.atomic
def close_agenda(*, link: ActionLink, by: User) -> None:
    """Close one's own address; closing it twice changes nothing."""
    links.revoke(link)
    record(link, "agenda.address_closed", by=by)


def own_addresses(target: models.Model, user: User, real_now: datetime) -> models.QuerySet[ActionLink]:
    """Return the addresses of `user` for `target` that still open."""
    return links.links_of(AGENDA_LINK, [target]).filter(issued_by=user).living(real_now)


def reader_of_agenda(link: ActionLink) -> User:
    """Return whose rights count for what the address shows. Raises LinkRefused once her account is closed."""
    user = User.objects.filter(pk=link.issued_by_id, is_active=True).first()
    if user is None:
        raise links.LinkRefused(_("Cette adresse d’agenda n’est plus valable : prenez-en une autre dans le portail."))
    return user
