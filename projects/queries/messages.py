"""The thread of a dossier as its reader sees it: who wrote, when, who read it, and what is new to her."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.prepared_rows import PreparedRows, RowsOf
from ofqj_portal.core.row_by_row import AmongFound
from projects import access
from projects.enums import FINISHED, Side, Speaker
from projects.models import Message, MessageReading, Project
from projects.models.message import count_of_new
from projects.models.visibility import drafts_advised_by, examined_by
from projects.queries.readers import reader_of, shown_state

#: How long its author may take a message back.
WITHDRAWN_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True)
class MessageLine:
    """One message, in the words of its reader; `read_at` is when the other side first opened it."""

    message: Message
    who: str
    where: str
    mine: bool
    may_withdraw: bool
    read: str
    read_at: datetime | None


def thread_of(project: Project, user: Any, *, now: datetime) -> list[MessageLine]:
    """Return the messages of a dossier, the oldest first."""
    readings = list(
        MessageReading.objects.filter(message__project=project)
        .order_by("read_at")
        .values_list("message_id", "side", "read_at")
    )
    open_ = is_open(project, user)
    rows = project.messages.select_related("author", "structure", "file").order_by("pk")
    return [_line(row, project, user, readings, open_ and may_withdraw(row, user, now)) for row in rows]


def _line(message: Message, project: Project, user: Any, readings: list[Any], withdrawable: bool) -> MessageLine:
    seen = (at for read, side, at in readings if read >= message.pk and side != message.side)
    by_ofqj = message.side == Speaker.STRUCTURE
    return MessageLine(
        message=message,
        who=author_words(message),
        where=_place(message, project),
        mine=message.author_id == user.pk,
        may_withdraw=withdrawable,
        read=_("Lu par l’OFQJ le") if by_ofqj else _("Lu par la structure le"),
        read_at=None if message.withdrawn_at else next(seen, None),
    )


def author_words(message: Message) -> str:
    """Name who wrote, or say that her account is gone."""
    return str(message.author) if message.author else _("Une personne qui n’a plus de compte")


def _place(message: Message, project: Project) -> str:
    """Say for whom she wrote: the structure and its part in the dossier, or the section of the OFQJ."""
    if message.side == Speaker.OFQJ:
        return message.structure.name
    sides = {row.structure_id: row.side for row in project.structures.all()}
    part = sides.get(message.structure_id)
    words = Side(part).label if part else _("a quitté le dossier")
    return f"{message.structure.name} · {words}"


def may_withdraw(message: Message, user: Any, now: datetime) -> bool:
    """Say whether she wrote it, a few minutes ago at most."""
    recent = now - message.sent_at <= WITHDRAWN_WITHIN
    return message.author_id == user.pk and message.withdrawn_at is None and recent


def is_open(project: Project, user: Any) -> bool:
    """Say whether the thread still takes messages, as far as she may know the state of the dossier."""
    return shown_state(project, reader_of(user, project), calendar.real_now()) not in FINISHED


def new_to(project: Project, user: Any) -> int:
    """Count the messages of a thread that are new to her; none for who does not write in it.

    Costs nothing where the dossier came from `access.get_whole_project`, which counts them.
    """
    if not access.can_talk(user, project):
        return 0
    counted = getattr(project, "new_messages", None)
    return Message.objects.new_to(user).filter(project=project).count() if counted is None else counted


def threads_to_answer(user: Any) -> RowsOf:
    """Return the dossiers with a message of a structure that she has not read, hers or nobody's, the oldest first.

    `new_messages` says how many. Drafts are there too, when their carriers wrote for advice.
    """
    return _THREADS.of(user)


def _threads(user: Any, _filters: None) -> "QuerySet[Project]":
    heard = Message.objects.new_to(user).filter(side=Speaker.STRUCTURE)
    asked = Message.objects.filter(AmongFound(heard.values("pk")), project=OuterRef("pk"))
    theirs = examined_by(user, of_few=True) | drafts_advised_by(user)
    rows = Project.objects.filter(theirs, AmongFound(heard.values("project")))
    rows = rows.filter(Q(officer=user) | Q(officer=None)).select_related("carrier")
    first = Subquery(asked.order_by("pk").values("sent_at")[:1])
    rows = rows.only("number", "title", "state", "carrier__name")
    return rows.annotate(new_messages=count_of_new(user), first_asked=first).order_by("first_asked", "pk")


_THREADS = PreparedRows(_threads)
