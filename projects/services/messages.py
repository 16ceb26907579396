"""Write in the thread of a dossier, take a message back, and remember what was read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, files, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import MailState, OutboxMail
from ofqj_portal.core.outbox import Recipient
from projects.access import voice_of
from projects.emails.messages import NewMessagesMail, readers_of
from projects.file_access import MESSAGE_FILE
from projects.models import Message, MessageReading, Project
from projects.models.message import BODY_MAX
from projects.queries.messages import author_words, is_open, may_withdraw
from projects.services.drafting import lock


class NotInThread(DomainError):
    """This person does not write in this thread."""


class NothingWritten(DomainError):
    """A message has words, and not too many."""


class TooLate(WrongState):
    """The few minutes in which a message can be taken back are over."""


@dataclass(frozen=True)
class Upload:
    """A file as it came in."""

    name: str
    content: bytes


@transaction.atomic
def send_message(*, project: Project, body: str, by: User, now: datetime, upload: Upload | None = None) -> Message:
    """Write in the thread of a dossier, in the name of her structure or section; the other side hears that she did.

    Raises NotInThread, WrongState once the dossier is finished, NothingWritten, FileRefused.
    """
    project = lock(project)
    voice = voice_of(by, project)
    if voice is None:
        raise NotInThread(_("Vous n’écrivez pas dans ces messages : demandez à une personne du dossier."))
    if not is_open(project, by):
        raise WrongState(_("Ce dossier est terminé : ses messages se lisent, on n’en écrit plus."))
    words = body.replace("\r\n", "\n").strip()
    if not words or len(words) > BODY_MAX:
        raise NothingWritten(_("Écrivez votre message, en %d caractères au plus.") % BODY_MAX)
    kept = _keep(upload, project, by, now) if upload else None
    message = Message.objects.create(
        project=project, author=by, side=voice[0], structure_id=voice[1], body=words, file=kept, sent_at=now
    )
    mark_read(project=project, by=by, now=now)
    for reader in readers_of(message, on=calendar.day_of(now)):
        _tell(message, reader)
    record(project, "project.message_sent", by=by, message=message.pk, side=message.side, with_file=kept is not None)
    return message


def _keep(upload: Upload, project: Project, by: User, now: datetime) -> files.StoredFile:
    return files.store(upload.content, kind=MESSAGE_FILE.code, name=upload.name, attached_to=project, by=by, now=now)


@transaction.atomic
def withdraw_message(*, message: Message, by: User, now: datetime) -> Message:
    """Take one's own message back within a few minutes: its text and file go, its place stays.

    A mail that has not left no longer speaks of it. Raises NotInThread for somebody else's, WrongState once the
    dossier is finished, TooLate.
    """
    project = lock(message.project)
    message = Message.objects.select_for_update(of=("self",)).select_related("file").get(pk=message.pk)
    if message.author_id != by.pk:
        raise NotInThread(_("Seule la personne qui a écrit ce message peut le retirer."))
    if not is_open(project, by):
        raise WrongState(_("Ce dossier est terminé : ses messages se lisent, on n’en écrit plus."))
    if message.withdrawn_at is not None:
        return message
    if not may_withdraw(message, by, now):
        raise TooLate(_("Les cinq minutes pour retirer ce message sont passées : écrivez-en un autre."))
    stored, message.file = message.file, None
    message.body, message.withdrawn_at = "", now
    message.save(update_fields=["body", "file", "withdrawn_at"])
    if stored:
        files.forget(stored)
    _renew_waiting_mails(project)
    record(project, "project.message_withdrawn", by=by, message=message.pk)
    return message


def mark_read(*, project: Project, by: User, now: datetime) -> None:
    """Remember that she has the whole thread under her eyes; nothing is written when nothing is new to her."""
    voice, last = voice_of(by, project), project.messages.order_by("-pk").values_list("pk", flat=True).first()
    if voice is None or last is None:
        return
    if MessageReading.objects.filter(reader=by, message=last).exists():
        return
    reading = MessageReading(message_id=last, reader=by, side=voice[0], read_at=now)
    MessageReading.objects.bulk_create([reading], ignore_conflicts=True)


# ---- one mail a person for all that is written within half an hour ---------------------------------------------------


def _key(project: Project, user_id: int, first: int | str) -> str:
    return f"messages:{project.pk}:{user_id}:{first}"


def _waiting(project: Project, user_id: int | str = "") -> list[OutboxMail]:
    """Return the mails about this thread that have not left: to `user_id`, or to everybody."""
    prefix = f"messages:{project.pk}:{user_id}{':' if user_id else ''}"
    rows = OutboxMail.objects.filter(kind=NewMessagesMail.kind, key__startswith=prefix, state=MailState.QUEUED)
    return list(rows.order_by("created_at"))


def _tell(message: Message, reader: Recipient) -> None:
    """Let `reader` know, by the mail that already waits for her if there is one."""
    if reader.user_id is None:
        return
    for waiting in _waiting(message.project, reader.user_id):
        if _renew(message.project, waiting, reader):
            return
    leaves_at = calendar.real_now() + timedelta(seconds=settings.MESSAGE_BUNDLE_SECONDS)
    mail = NewMessagesMail(message.project, reader, (_signature(message),))
    outbox.queue(mail, not_before=leaves_at, key=_key(message.project, reader.user_id, message.pk))


def _renew(project: Project, waiting: OutboxMail, reader: Recipient) -> bool:
    """Write a waiting mail anew with all who wrote since its first message; False if it has just left."""
    if not outbox.withdraw(waiting.key):
        return False
    first = int(waiting.key.rpartition(":")[2])
    told = project.messages.standing().filter(pk__gte=first).exclude(author=reader.user_id)
    authors = tuple(dict.fromkeys(_signature(row) for row in told.select_related("author", "structure").order_by("pk")))
    if authors:
        outbox.queue(NewMessagesMail(project, reader, authors), not_before=waiting.not_before, key=waiting.key)
    return True


def _renew_waiting_mails(project: Project) -> None:
    for row in _waiting(project):
        _renew(project, row, Recipient(row.to_email, row.to_name, row.shore, row.to_user_id))


def _signature(message: Message) -> str:
    return f"{author_words(message)} ({message.structure.name})"
