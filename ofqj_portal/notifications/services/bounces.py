"""A mail that came back, noted by hand or read from what the other server answered; a mail that is sent again."""

import email
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.core import outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import SECRET_PLACE, MailState, OutboxMail

LONGEST = 300
OUR_ID = re.compile(r"<([0-9a-f-]{36})(?:\.\d+)?@")


class BounceUnreadable(DomainError):
    """The text says neither which address refused a mail, nor which mail."""


class CannotResend(DomainError):
    """The words of the mail are gone, or it carried a link that serves once."""


@dataclass(frozen=True)
class Bounce:
    """What a delivery report (RFC 3464) says: the mail, where it could be told, the address, and why."""

    mail_id: UUID | None
    address: str
    reason: str


def read_bounce(text: str) -> Bounce:
    """Read a delivery report as it came, headers included. Raises BounceUnreadable if it says nothing we can use."""
    message = email.message_from_string(text)
    address = reason = ""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in cast(list[Message], part.get_payload()):
                address = _after_semicolon(block, "Final-Recipient") or address
                status, said = block.get("Status", ""), _after_semicolon(block, "Diagnostic-Code")
                reason = " ".join(filter(None, (status, said))) or reason
    found = OUR_ID.search(text)
    mail_id = UUID(found[1]) if found else None
    if not address and mail_id is None:
        raise BounceUnreadable(
            _("Ce texte ne dit pas quelle adresse a refusé un courriel : notez le retour à la main.")
        )
    return Bounce(mail_id, address.lower(), " ".join(reason.split())[:LONGEST])


@transaction.atomic
def note_bounce(*, mail: OutboxMail, reason: str, by: Any, real_now: datetime) -> OutboxMail:
    """Note that a mail came back, and why. Raises WrongState for one that did not leave."""
    mail = OutboxMail.objects.select_for_update().get(pk=mail.pk)
    if mail.state != MailState.SENT:
        raise WrongState(_("Ce courriel n’est pas parti : il ne peut pas revenir."))
    mail.bounced_at, mail.bounce = real_now, reason[:LONGEST]
    mail.save(update_fields=["bounced_at", "bounce"])
    record(mail, "mail.bounced", by=by, mail_kind=mail.kind)
    return mail


def mail_of(bounce: Bounce) -> OutboxMail:
    """Return the mail a report speaks of: the one it names, else the last that left for that address.

    Raises BounceUnreadable if none left.
    """
    sent = OutboxMail.objects.filter(state=MailState.SENT).order_by("-sent_at", "-pk")
    named = sent.filter(pk=bounce.mail_id) if bounce.mail_id else sent.filter(to_email__iexact=bounce.address)
    if (found := named.first()) is None:
        raise BounceUnreadable(_("Aucun courriel parti ne correspond à ce retour : vérifiez l’adresse."))
    return found


@transaction.atomic
def resend_mail(*, mail: OutboxMail, by: Any, real_now: datetime) -> OutboxMail:
    """Send again, at once, a mail that failed or came back. Raises WrongState, CannotResend."""
    mail = OutboxMail.objects.select_for_update().get(pk=mail.pk)
    if mail.state != MailState.FAILED and mail.bounced_at is None:
        raise WrongState(_("Ce courriel n’est ni en échec ni revenu : il n’y a rien à renvoyer."))
    if not mail.text or SECRET_PLACE in mail.text:
        raise CannotResend(_("Ce courriel portait un lien personnel : refaites partir ce lien depuis sa page."))
    mail.state, mail.sent_at, mail.left_at, mail.error = MailState.QUEUED, None, None, ""
    mail.bounced_at, mail.bounce, mail.held_until, mail.not_before = None, "", None, real_now
    mail.resent_count += 1
    mail.save()
    outbox.send(mail)
    record(mail, "mail.resent", by=by, mail_kind=mail.kind)
    return mail


def _after_semicolon(block: Message, name: str) -> str:
    return str(block.get(name, "")).rpartition(";")[2].strip()
