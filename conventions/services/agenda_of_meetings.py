"""The agenda of a meeting: its standing points come by themselves, the others are added; documents and bundle."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from conventions.emails import AgendaChanged
from conventions.enums import AgendaKind, MinutesState
from conventions.meeting_access import BUNDLE, DOCUMENT
from conventions.models import ActionItem, AgendaDocument, AgendaItem, Convention, Mandate, Meeting, Minutes
from ofqj_portal.core import calendar, files, outbox
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import Job, StoredFile

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

BUNDLE_JOB = "conventions.make_bundle"
MOST_ITEMS = 40


class AgendaRefused(DomainError):
    """The agenda takes no more points, or no such document."""


def write_standing_items(meeting: Meeting) -> None:
    """Put the approval of the minutes still open, and the follow-up of actions, at the head of a new agenda."""
    waiting = Minutes.objects.filter(
        meeting__committee=meeting.committee, meeting__meets_at__lt=meeting.meets_at, state=MinutesState.DRAFT
    )
    rows = [_approval(meeting, row) for row in waiting.select_related("meeting").order_by("meeting__meets_at")]
    rows.append(AgendaItem(meeting=meeting, kind=AgendaKind.ACTIONS, title=_("Suivi des actions décidées")))
    for position, row in enumerate(rows, start=1):
        row.position = position
    AgendaItem.objects.bulk_create(rows)


def put_on_next_agenda(minutes: Minutes, now: datetime) -> None:
    """Have minutes that have just been opened come up at the next meeting, if one is planned already."""
    coming = Meeting.objects.filter(committee=minutes.meeting.committee, meets_at__gt=now, cancelled_at=None)
    meeting = coming.select_for_update(of=("self",)).order_by("meets_at").first()
    if meeting is not None and not meeting.items.filter(minutes=minutes).exists():
        item = _approval(meeting, minutes)
        item.position, item.added_at = (meeting.items.aggregate(last=Max("position"))["last"] or 0) + 1, now
        item.save()
        forget_bundle(meeting)
        announce_agenda(meeting, by=None, now=now)


def _approval(meeting: Meeting, minutes: Minutes) -> AgendaItem:
    title = _("Approuver : %(minutes)s") % {"minutes": minutes}
    return AgendaItem(meeting=meeting, kind=AgendaKind.MINUTES, minutes=minutes, title=title[:160])


@transaction.atomic
def add_item(*, meeting: Meeting, title: str, by: "User", now: datetime, note: str = "") -> AgendaItem:
    """Add a point to a meeting still to come. Raises WrongState once it is held or cancelled; AgendaRefused past 40."""
    meeting = lock_to_come(meeting, now)
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_ITEMS:
        raise AgendaRefused(_("Cet ordre du jour est déjà très long : prévoyez une autre réunion."))
    item = AgendaItem.objects.create(meeting=meeting, position=last + 1, title=title, note=note, added_at=now)
    forget_bundle(meeting)
    announce_agenda(meeting, by=by, now=now)
    record(meeting, "meeting.item_added", by=by, item=item.pk)
    return item


@transaction.atomic
def remove_item(*, item: AgendaItem, by: "User", now: datetime) -> None:
    """Take a point off an agenda, with its documents. Raises WrongState; AgendaRefused for a standing point."""
    meeting = lock_to_come(item.meeting, now)
    if item.kind != AgendaKind.TOPIC:
        raise AgendaRefused(_("Ce point revient à chaque réunion : il ne s’enlève pas."))
    for document in item.documents.select_related("file"):
        document.delete()
        files.forget(document.file)
    item.delete()
    forget_bundle(meeting)
    announce_agenda(meeting, by=by, now=now)
    record(meeting, "meeting.item_removed", by=by)


@transaction.atomic
def add_document(
    *, item: AgendaItem, title: str, content: bytes, name: str, by: "User", now: datetime
) -> AgendaDocument:
    """Join a PDF to a point. Raises WrongState once the meeting is held; FileRefused for anything but a PDF."""
    meeting = lock_to_come(item.meeting, now)
    stored = files.store(content, kind=DOCUMENT.code, name=name, attached_to=meeting, by=by, now=now)
    document = AgendaDocument.objects.create(item=item, title=title, file=stored, added_at=now, added_by=by)
    forget_bundle(meeting)
    announce_agenda(meeting, by=by, now=now)
    record(meeting, "meeting.document_added", by=by, item=item.pk, file=stored.pk)
    return document


def announce_agenda(meeting: Meeting, *, by: "User | None", now: datetime) -> None:
    """Tell the members, but who did it, that the agenda is no longer the one of their invitation.

    The changes of one hour make one mail: it leaves at its end, and says the agenda as it is then.
    """
    seats = Mandate.objects.filter(committee=meeting.committee).current(now.astimezone(PARIS).date())
    told = seats.exclude(user=by) if by is not None else seats
    key, hour_ends_at = _hour_of(meeting)
    outbox.withdraw(key)
    mail = AgendaChanged(meeting, tuple(told.select_related("user").order_by("pk")))
    outbox.queue(mail, key=key, not_before=hour_ends_at)


def agenda_is_told(meeting: Meeting) -> None:
    """Note that an invitation says the whole agenda: nothing in it is new, and no mail about it waits any more."""
    meeting.items.filter(added_at__isnull=False).update(added_at=None)
    outbox.withdraw(_hour_of(meeting)[0])


def _hour_of(meeting: Meeting) -> tuple[str, datetime]:
    """Name what is told of a meeting at the end of this hour of the real clock, and give that instant."""
    begins_at = calendar.real_now().replace(minute=0, second=0, microsecond=0)
    return f"agenda-changed:{meeting.pk}:{begins_at.isoformat()}", begins_at + timedelta(hours=1)


def ask_for_bundle(*, meeting: Meeting, by: "User") -> Job:
    """Have the one file of a meeting made: the agenda, then each document behind its bookmark."""
    return enqueue(BUNDLE_JOB, owner=by, args={"meeting": meeting.pk}, unique_key=f"bundle:{meeting.pk}")


@transaction.atomic
def keep_bundle(*, meeting: Meeting, paper: bytes, by: "User | None", now: datetime) -> StoredFile:
    """Keep the bundle of a meeting in the place of the former one."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    forget_bundle(meeting)
    name = f"Réunion {meeting.meets_at:%Y-%m-%d}.pdf"
    meeting.bundle = files.store(paper, kind=BUNDLE.code, name=name, attached_to=meeting, by=by, now=now)
    meeting.save(update_fields=["bundle"])
    return meeting.bundle


def lock_to_come(meeting: Meeting, now: datetime) -> Meeting:
    """Take a meeting for this transaction. Raises WrongState once it is held or cancelled."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("committee").get(pk=meeting.pk)
    if meeting.cancelled_at or meeting.meets_at <= now:
        raise WrongState(_("Cette réunion a eu lieu ou est annulée : son ordre du jour ne change plus."))
    return meeting


def forget_bundle(meeting: Meeting) -> None:
    """Drop a bundle that no longer says what the agenda says."""
    former = meeting.bundle
    if former is not None:
        meeting.bundle = None
        meeting.save(update_fields=["bundle"])
        files.forget(former)


def forget_bundles_to_come(convention: Convention, now: datetime) -> None:
    """Drop the bundles of the meetings to come: there is something more, or less, to vote on."""
    coming = Meeting.objects.filter(committee__convention=convention, meets_at__gt=now, bundle__isnull=False)
    for meeting in coming.select_for_update(of=("self",)).order_by("pk"):
        forget_bundle(meeting)


def open_actions(meeting: Meeting) -> "list[ActionItem]":
    """List the actions decided before a meeting that are not done: they come back on its agenda."""
    rows = ActionItem.objects.filter(meeting__committee=meeting.committee, meeting__meets_at__lt=meeting.meets_at)
    return list(rows.filter(done_on=None).select_related("meeting").order_by("due_on", "pk"))
