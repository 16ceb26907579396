"""The link to a person's own space: her structure sends it and closes it, she closes it herself."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, links, outbox, sms
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink, Job
from participants.data_enums import DelayCode
from participants.emails import SpaceOpened
from participants.emails.space import space_sms
from participants.models import Delay, Participant
from participants.queries.space import SPACE_LINK, sms_number_of

SENT_A_DAY = 5
SMS_JOB = "participants.send_space_sms"


class NoAddress(DomainError):
    """Nobody knows where to write to her."""


class TooManyLinks(DomainError):
    """Enough links left for one day."""


@transaction.atomic
def send_space_link(*, participant: Participant, by: User | None) -> ActionLink:
    """Send the person the link to her space; the former one no longer opens anything.

    It lives as long as the delay `space_link` says, to the end of the last day where she lives, by the real clock.
    Raises NoAddress if her e-mail address is unknown, TooManyLinks after five in a day.
    """
    participant = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    if not participant.email:
        raise NoAddress(_("Son adresse e-mail n’est pas connue : ajoutez-la à sa fiche, puis envoyez le lien."))
    since = calendar.real_now() - timedelta(days=1)
    if links.links_of(SPACE_LINK, [participant]).filter(issued_at__gt=since).count() >= SENT_A_DAY:
        raise TooManyLinks(_("Cinq liens sont déjà partis aujourd’hui : vérifiez l’adresse, ou attendez demain."))
    link, token = renew_space_link(participant, by=by)
    outbox.queue(SpaceOpened(participant, link, token), key=_mail_key(link))
    record(participant, "participant.space_link_sent", by=by, link=link.pk, expires_at=link.expires_at)
    return link


@transaction.atomic
def request_space_sms(*, participant: Participant, by: User) -> Job:
    """Ask a worker to send the person the link to her space by a short message; asked twice, it leaves once.

    Raises NoAddress if no mobile is known or the operator has no gateway, TooManyLinks after five links in a day.
    """
    participant = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    if not sms_number_of(participant):
        raise NoAddress(_("Aucun numéro de mobile n’est sur sa fiche : ajoutez-le, ou envoyez le lien par e-mail."))
    _refuse_too_many(participant)
    args = {"participant": participant.pk}
    return enqueue(SMS_JOB, owner=by, args=args, unique_key=f"{SMS_JOB}:{participant.pk}")


@transaction.atomic
def deliver_space_sms(*, participant: Participant, by: User | None) -> ActionLink:
    """Make the link and hand it to the operator's gateway, in one transaction: nobody keeps its words.

    Raises NoAddress if the mobile is gone meanwhile, and whatever the gateway raises: then the former link still opens.
    """
    participant = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    number = sms_number_of(participant)
    if not number:
        raise NoAddress(_("Aucun numéro de mobile n’est sur sa fiche : ajoutez-le, ou envoyez le lien par e-mail."))
    link, token = renew_space_link(participant, by=by, to_mobile=True)
    sms.send(number=number, text=space_sms(participant, link, token))
    record(participant, "participant.space_link_sent", by=by, link=link.pk, expires_at=link.expires_at, sms=True)
    return link


def renew_space_link(participant: Participant, *, by: User | None, to_mobile: bool = False) -> tuple[ActionLink, str]:
    """Make the link that opens her space from now on, in the caller's transaction; the former ones are closed.

    Returns it with its token, for one message and nothing else. One that goes to a mobile names no address.
    """
    _close(participant)
    return _issue(participant, by=by, to_mobile=to_mobile)


def add_space_link(participant: Participant, *, by: User | None) -> tuple[ActionLink, str]:
    """Make one more link, for a message of its own, in the caller's transaction.

    A message of some weeks ago still opens her space until its day; those to an address that is no longer hers are
    closed, and all of them close together (`close_space`).
    """
    close_links_elsewhere(participant)
    return _issue(participant, by=by)


def close_links_elsewhere(participant: Participant) -> None:
    """Close, in the caller's transaction, the links that went to an address she no longer has."""
    _close(participant, still_hers=("", participant.email))


def _issue(participant: Participant, *, by: User | None, to_mobile: bool = False) -> tuple[ActionLink, str]:
    zone = participant.shore.zone
    last_day = Delay.objects.get(code=DelayCode.SPACE_LINK).after(calendar.real_now().astimezone(zone).date())
    expires_at = calendar.end_of_day(last_day, zone)
    email = "" if to_mobile else participant.email
    return links.issue_link(SPACE_LINK, participant, email=email, expires_at=expires_at, by=by, is_lasting=True)


def _refuse_too_many(participant: Participant) -> None:
    since = calendar.real_now() - timedelta(days=1)
    if links.links_of(SPACE_LINK, [participant]).filter(issued_at__gt=since).count() >= SENT_A_DAY:
        raise TooManyLinks(_("Cinq liens sont déjà partis aujourd’hui : vérifiez l’adresse, ou attendez demain."))


@transaction.atomic
def close_space(*, participant: Participant, by: User | None = None, by_link: ActionLink | None = None) -> None:
    """Make the link to her space open nothing any more; without a living one, nothing happens."""
    participant = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    closed = _close(participant)
    if closed:
        trace = {"by_link": by_link.pk} if by_link else {}
        record(participant, "participant.space_closed", by=by, links=closed, **trace)


def _close(participant: Participant, still_hers: Collection[str] = ()) -> list[int]:
    rows = links.links_of(SPACE_LINK, [participant]).living(calendar.real_now())
    living = list(rows.exclude(email__in=still_hers))
    for link in living:
        links.revoke(link)
        outbox.withdraw(_mail_key(link))
    return [link.pk for link in living]


def _mail_key(link: ActionLink) -> str:
    return f"{SPACE_LINK}:{link.pk}"
