"""Meetings of the committee (R25: at least one a year): planned, moved, cancelled; each time all are invited."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from conventions.documents.agenda import INVITE, WITHDRAW, invitation_ics
from conventions.emails import MeetingInvitation
from conventions.meeting_access import INVITATION
from conventions.models import Committee, Mandate, Meeting
from conventions.queries.meetings import next_secretary
from conventions.services.agenda_of_meetings import (
    agenda_is_told,
    forget_bundle,
    lock_to_come,
    write_standing_items,
)
from ofqj_portal.core import calendar, files, outbox
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from ofqj_portal.core.journal import record

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


class MeetingRefused(DomainError):
    """The meeting, as written, cannot be held."""


@transaction.atomic
def plan_meeting(
    *, committee: Committee, title: str, meets_at: datetime, by: "User | None", now: datetime, place: str = ""
) -> Meeting:
    """Plan a meeting: its secretary is of the party whose turn it is, its standing points are there, all invited."""
    meeting = Meeting.objects.create(
        committee=committee, title=title, meets_at=meets_at, place=place,
        secretary=next_secretary(committee, meets_at.astimezone(PARIS).date()),
    )  # fmt: skip
    write_standing_items(meeting)
    if meets_at > now:
        _invite(meeting, INVITE, by, now)
    record(meeting, "meeting.planned", by=by, meets_at=meets_at)
    return meeting


@transaction.atomic
def change_meeting(
    *, meeting: Meeting, title: str, meets_at: datetime, place: str, secretary: Mandate | None, seen_sequence: int,
    by: "User", now: datetime,
) -> Meeting:  # fmt: skip
    """Change a meeting still to come; calendars are told by the next number of the invitation.

    Raises WrongState once it is held or cancelled, EditedMeanwhile, MeetingRefused for an instant that has passed.
    """
    meeting = lock_to_come(meeting, now)
    if meeting.sequence != seen_sequence:
        raise EditedMeanwhile(_("Cette réunion a été modifiée pendant que vous écriviez : relisez, puis enregistrez."))
    if meets_at <= now:
        raise MeetingRefused(_("Choisissez un moment à venir."))
    meeting.title, meeting.meets_at, meeting.place, meeting.secretary = title, meets_at, place, secretary
    meeting.sequence += 1
    meeting.save()
    forget_bundle(meeting)
    _invite(meeting, INVITE, by, now)
    record(meeting, "meeting.changed", by=by, meets_at=meets_at, sequence=meeting.sequence)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: "User", now: datetime) -> Meeting:
    """Cancel a meeting still to come; it leaves calendars. Raises WrongState once it is held or cancelled."""
    meeting = lock_to_come(meeting, now)
    meeting.cancelled_at, meeting.cancel_reason = now, reason
    meeting.sequence += 1
    meeting.save()
    _invite(meeting, WITHDRAW, by, now)
    record(meeting, "meeting.cancelled", by=by, sequence=meeting.sequence)
    return meeting


@transaction.atomic
def note_attendance(*, meeting: Meeting, present: Iterable[Mandate], by: "User", now: datetime) -> Meeting:
    """Write down who is there once the meeting has begun. Raises MeetingRefused before it, or without a mandate."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.cancelled_at or meeting.meets_at > now:
        raise MeetingRefused(_("Cette réunion n’a pas encore eu lieu."))
    day, seats = meeting.meets_at.astimezone(PARIS).date(), list(present)
    in_office = set(Mandate.objects.filter(committee=meeting.committee_id).current(day).values_list("pk", flat=True))
    if {seat.pk for seat in seats} - in_office:
        raise MeetingRefused(_("Une personne notée présente n’avait pas de mandat ce jour-là."))
    meeting.present.set(seats)
    record(meeting, "meeting.attendance_noted", by=by, parties=sorted({seat.party for seat in seats}))
    return meeting


def _invite(meeting: Meeting, method: str, by: "User | None", now: datetime) -> None:
    day = now.astimezone(PARIS).date()
    seats = list(meeting.committee.mandates.current(day).select_related("user").order_by("pk"))
    if not seats or calendar.told_instant():
        return
    agenda_is_told(meeting)
    content = invitation_ics(meeting, seats, method=method, now=now)
    stored = files.store(content, kind=INVITATION.code, name="invitation.ics", attached_to=meeting, by=by, now=now)
    outbox.queue(MeetingInvitation(meeting, tuple(seats), stored, method == WITHDRAW))
