"""Ask whoever may sign for their accord, by their account or by a personal link, and tell them how it ended."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from conventions.emails import AccordAsked, AmendmentSettled
from conventions.models import AccordRequest, Amendment, SigningMandate
from conventions.queries.accords import SeatKey, current_mandates, missing_parts
from conventions.services.moves import lock
from ofqj_portal.core import calendar, links, outbox
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import ActionLink

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

ACCORD_LINK = "conventions.accord"
LIVES_DAYS = 60
SENT_A_DAY = 5


class LinkNotSent(DomainError):
    """No link goes out: nobody to send it to, or too many already left."""


def ask_for_accords(
    amendment: Amendment, seats: Iterable[SeatKey], *, by: "User | None", now: datetime, again: bool = False
) -> None:
    """Ask every person who may sign for one of `seats`, unless that seat has agreed to the whole present text.

    Call it in the transaction that put the text down. `again`: the text changed, and the mail says what remains.
    """
    missing = missing_parts(amendment)
    wanted = {seat for seat in seats if missing.get(seat)}
    for mandate in current_mandates(amendment.convention, now.astimezone(PARIS).date()):
        if (mandate.party, mandate.section) in wanted:
            request, _made = AccordRequest.objects.get_or_create(
                amendment=amendment, mandate=mandate, defaults={"asked_at": now}
            )
            if mandate.user_id or mandate.email:
                _send(request, by=by, again=again)


@transaction.atomic
def send_again(*, request: AccordRequest, by: "User", now: datetime) -> None:
    """Ask one person once more, with a new link if she has no account; the former links open nothing any more.

    Raises WrongState once the amendment is settled, LinkNotSent without an address or after five links in a day.
    """
    amendment = lock(request.amendment)
    if amendment.state != "proposed":
        raise WrongState(_("Cet avenant n’attend plus d’accord."))
    mandate = request.mandate
    if not mandate.holds_on(now.astimezone(PARIS).date()):
        raise WrongState(_("Ce pouvoir de signer a pris fin : demandez à la personne qui l’exerce aujourd’hui."))
    if not missing_parts(amendment).get((mandate.party, mandate.section)):
        raise WrongState(_("Cette signature est déjà donnée : il n’y a rien à demander."))
    if not (mandate.user_id or mandate.email):
        raise LinkNotSent(_("Aucune adresse n’est notée pour cette personne : ajoutez-la d’abord."))
    since = calendar.real_now() - timedelta(days=1)
    if links.links_of(ACCORD_LINK, [request]).filter(issued_at__gt=since).count() >= SENT_A_DAY:
        raise LinkNotSent(_("Cinq liens sont déjà partis aujourd’hui : appelez la personne, ou attendez demain."))
    _close([request])
    _send(request, by=by, again=False)
    record(amendment, "amendment.accord_asked_again", by=by, request=request.pk)


def close_requests(amendment: Amendment, mandates: Iterable[SigningMandate] | None = None) -> None:
    """Have the links of an amendment open nothing any more: all of them, or those of `mandates`."""
    rows = amendment.requests.all()
    _close(rows if mandates is None else rows.filter(mandate__in=list(mandates)))


def tell_settled(amendment: Amendment, now: datetime) -> None:
    """Tell the committee, and whoever was asked, how the amendment ended."""
    outbox.queue(AmendmentSettled(amendment, now.astimezone(PARIS).date()), key=f"amendment:{amendment.pk}:settled")


def _close(requests: Iterable[AccordRequest]) -> None:
    rows = list(requests)
    if not rows:
        return
    for link in links.links_of(ACCORD_LINK, rows).living(calendar.real_now()):
        links.revoke(link)
        outbox.withdraw(_mail_key(link))


def _send(request: AccordRequest, *, by: "User | None", again: bool) -> None:
    mandate = request.mandate
    if mandate.user_id:
        outbox.queue(AccordAsked(request, again=again))
        return
    expires_at = calendar.end_of_day(calendar.real_now().astimezone(PARIS).date() + timedelta(LIVES_DAYS), PARIS)
    link, token = links.issue_link(ACCORD_LINK, request, email=mandate.email, expires_at=expires_at, by=by)
    outbox.queue(AccordAsked(request, again=again, link=link, token=token), key=_mail_key(link))


def _mail_key(link: ActionLink) -> str:
    return f"{ACCORD_LINK}:{link.pk}"
