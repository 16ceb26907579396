"""Mails that leave once, and only if their cause committed.

An app's emails.py has one class per message; a service calls `queue(AwardLetter(decision))`. The mail is rendered at
once, for each reader in her shore's words, and kept as a row; a job sends it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection, transaction
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import calendar, jobs
from ofqj_portal.core.models import SECRET_PLACE, MailState, OutboxMail, StoredFile
from ofqj_portal.core.shores import Shore, reading_as


@dataclass(frozen=True)
class Recipient:
    """Who gets a mail, and on which shore she reads it."""

    email: str
    name: str = ""
    shore: str = Shore.FRANCE
    user_id: int | None = None


class Mail:
    """One message; subclasses are frozen dataclasses over the objects they speak of.

    `template` ("projects/emails/decision") names a .txt, which extends emails/base.txt, and may name a .html, which
    extends emails/base.html; without it the text is laid out. Templates get `context()`, `recipient`, `base_url` and
    `reason`, the sentence that says why one gets this mail.
    """

    kind: ClassVar[str]
    template: ClassVar[str]
    reason: ClassVar[Any] = _("Vous recevez ce message parce que vous avez un compte sur le portail.")
    #: Its words and its recipient are forgotten as it leaves: what it says is kept elsewhere, or nowhere any more.
    is_forgotten_once_sent: ClassVar[bool] = False

    def recipients(self) -> Iterable[Recipient]:
        """Say who gets it."""
        raise NotImplementedError

    def subject(self) -> Any:
        """Say what it is about, in the reader's words."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Give what the template shows."""
        return {}

    def attachments(self) -> Iterable[StoredFile]:
        """Give the files that go with it."""
        return ()

    def secret(self) -> str:
        """Give the token of the link it carries: the templates write {{ secret_place }} where the token goes."""
        return ""


@dataclass(frozen=True)
class Delivery:
    """How one mail reaches its reader: at once, held until an instant to leave with others, or in the portal alone."""

    held_until: datetime | None = None
    by_mail: bool = True


Router = Callable[[OutboxMail], Delivery]
Listener = Callable[[OutboxMail], None]
_routers: list[Router] = []
_listeners: list[Listener] = []


def decides_delivery(router: Router) -> Router:
    """Have the decorated f(row) decide how a mail that is queued reaches its reader."""
    _routers[:] = [router]
    return router


def hears_of_mails(listener: Listener) -> Listener:
    """Have the decorated f(row) told of every mail that is queued, once its row is written."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def queue(mail: Mail, *, not_before: datetime | None = None, key: str | None = None) -> list[OutboxMail]:
    """Write `mail` down for each recipient, in the caller's transaction; return the new rows.

    `not_before` (real clock) holds it back, for an undo window. The same `key` reaches the same person only once.
    A past that is told (see `calendar.reading_at`) writes to nobody: what it sent has left.
    """
    if calendar.told_instant():
        return []
    not_before, attachments = not_before or calendar.real_now(), list(mail.attachments())
    rows = [_render(mail, recipient, not_before, key or "") for recipient in mail.recipients()]
    with transaction.atomic(savepoint=False):  # the service's own, if there is one
        return [row for row in rows if _write(row, attachments)]


@transaction.atomic
def withdraw(key: str) -> int:
    """Take back the mails of `key` that have not left; return how many."""
    return OutboxMail.objects.filter(key=key, state=MailState.QUEUED).update(state=MailState.WITHDRAWN, secret="")


def message_id(row: OutboxMail) -> str:
    """Return the Message-ID of a mail: the same at every attempt, so that a server drops a second copy."""
    host = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip("> ")
    again = f".{row.resent_count}" if row.resent_count else ""
    return f"<{row.pk}{again}@{host}>"


def body_of(row: OutboxMail) -> tuple[str, str]:
    """Return what a mail says between its greeting and its closing, and the reason why one gets it."""
    with reading_as(row.shore):
        closing = gettext("Le portail de l’Office franco-québécois pour la jeunesse")
    _greeting, _sign, rest = row.text.partition("\n\n")
    body, sign, tail = rest.rpartition(f"\n\n{closing}\n")
    return (body, tail.rpartition("\n--\n")[2].strip()) if sign else (row.text, "")


def _render(mail: Mail, recipient: Recipient, not_before: datetime, key: str) -> OutboxMail:
    with reading_as(recipient.shore):
        subject = re.sub(r"[ \t\r\n]+", " ", str(mail.subject())).strip()[:200]
        context = {
            **mail.context(),
            "subject": subject,
            "recipient": recipient,
            "base_url": settings.BASE_URL.rstrip("/"),
            "reason": mail.reason,
            "secret_place": SECRET_PLACE,
        }
        text = re.sub(r"\n{3,}", "\n\n", render_to_string(f"{mail.template}.txt", context)).strip() + "\n"
        html = _html(mail, {**context, "text": text})
    return OutboxMail(
        kind=mail.kind,
        key=key,
        to_email=recipient.email,
        to_name=recipient.name,
        to_user_id=recipient.user_id,
        shore=Shore(recipient.shore),
        subject=subject,
        text=text,
        html=html,
        secret=mail.secret(),
        is_forgotten_once_sent=mail.is_forgotten_once_sent,
        not_before=not_before,
        created_at=calendar.real_now(),
    )


def _html(mail: Mail, context: dict[str, Any]) -> str:
    try:
        template = get_template(f"{mail.template}.html")
    except TemplateDoesNotExist:
        template = get_template("emails/from_text.html")
    return template.render(context)


def _write(row: OutboxMail, attachments: list[StoredFile]) -> bool:
    if row.key:
        with connection.cursor() as cursor:  # two services with one key wait for each other
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{row.key} {row.to_email}"])
        if OutboxMail.objects.filter(key=row.key, to_email=row.to_email).exclude(state=MailState.WITHDRAWN).exists():
            return False
    delivery = _delivery_of(row) if not attachments else Delivery()
    row.held_until = delivery.held_until
    row.state = MailState.QUEUED if delivery.by_mail else MailState.KEPT
    row.save(force_insert=True)
    if attachments:
        row.attachments.add(*attachments)
    for listener in _listeners:
        listener(row)
    send(row)
    return True


def send(row: OutboxMail) -> None:
    """Have a queued mail leave: by itself, or with what else waits for its reader at the same instant."""
    if row.state != MailState.QUEUED:
        return
    if row.held_until is None:
        jobs.enqueue("core.send_mail", args={"mail": str(row.pk)}, run_after=row.not_before)
        return
    args, key = {"user": row.to_user_id}, f"held:{row.to_user_id}:{row.held_until.isoformat()}"
    jobs.enqueue("notifications.send_held", args=args, unique_key=key, run_after=row.held_until)


def _delivery_of(row: OutboxMail) -> Delivery:
    """Ask how it is delivered; what holds a secret, or is forgotten once sent, leaves alone and at once."""
    if row.to_user_id is None or row.secret or row.is_forgotten_once_sent:
        return Delivery()
    return _routers[0](row) if _routers else Delivery()
