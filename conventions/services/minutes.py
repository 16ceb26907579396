"""Minutes written together and approved at the next meeting; decisions and actions that come of a meeting."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from conventions.enums import AgendaKind, MinutesState
from conventions.models import ActionItem, Committee, Meeting, Minutes, Resolution
from conventions.services.agenda_of_meetings import forget_bundles_to_come, put_on_next_agenda
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.versions import save_version

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


class MinutesRefused(DomainError):
    """These minutes cannot be written or approved so."""


@transaction.atomic
def write_minutes(*, meeting: Meeting, text: str, seen_version: int, by: "User", now: datetime) -> Minutes:
    """Save the minutes of a meeting that has begun, as one more version; the first save opens them.

    Raises MinutesRefused before it; WrongState once they are approved; EditedMeanwhile if somebody saved since.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.cancelled_at or meeting.meets_at > now:
        raise MinutesRefused(_("Le compte rendu s’écrit une fois la réunion commencée."))
    minutes, is_new = Minutes.objects.get_or_create(meeting=meeting)
    if minutes.state != MinutesState.DRAFT:
        raise WrongState(_("Ce compte rendu est approuvé : il ne change plus."))
    if minutes.version != seen_version:
        raise EditedMeanwhile(
            _("Quelqu’un a enregistré ce compte rendu pendant que vous écriviez. Votre texte est gardé : comparez.")
        )
    minutes.text, minutes.version = text, minutes.version + 1
    minutes.save()
    save_version(minutes, data={"text": text}, by=by, now=now)
    if is_new:
        put_on_next_agenda(minutes, now)
    record(meeting, "meeting.minutes_written", by=by, version=minutes.version)
    return minutes


@transaction.atomic
def approve_minutes(*, minutes: Minutes, meeting: Meeting, seen_version: int, by: "User", now: datetime) -> Minutes:
    """Approve the minutes of an earlier meeting in a later one that has begun, where they stand on the agenda.

    Raises WrongState if they are approved; MinutesRefused out of order or off the agenda; EditedMeanwhile.
    """
    minutes = Minutes.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=minutes.pk)
    if minutes.state != MinutesState.DRAFT:
        raise WrongState(_("Ce compte rendu est déjà approuvé."))
    if minutes.version != seen_version:
        raise EditedMeanwhile(_("Ce compte rendu a été modifié depuis que vous l’avez lu : relisez-le."))
    on_agenda = meeting.items.filter(kind=AgendaKind.MINUTES, minutes=minutes).exists()
    if meeting.meets_at > now or not on_agenda:
        raise MinutesRefused(_("Un compte rendu s’approuve à la réunion suivante, quand elle a commencé."))
    minutes.state, minutes.approved_in, minutes.approved_at = MinutesState.APPROVED, meeting, now
    minutes.save()
    record(minutes.meeting, "meeting.minutes_approved", by=by, in_meeting=meeting.pk, version=minutes.version)
    return minutes


@transaction.atomic
def propose_resolution(*, committee: Committee, text: str, by: "User", now: datetime) -> Resolution:
    """Put words before the committee; a vote of one of its meetings settles them."""
    committee = Committee.objects.select_for_update().get(pk=committee.pk)
    number = (committee.resolutions.aggregate(last=Max("number"))["last"] or 0) + 1
    resolution = Resolution.objects.create(
        committee=committee, number=number, text=text, proposed_at=now, proposed_by=by
    )
    forget_bundles_to_come(committee.convention, now)
    record(resolution, "resolution.proposed", by=by, number=number)
    return resolution


@transaction.atomic
def decide_action(*, meeting: Meeting, title: str, owner: str, due_on: date, by: "User", now: datetime) -> ActionItem:
    """Note that a body will do something by a day. Raises MinutesRefused before the meeting, or for a day before it."""
    if meeting.cancelled_at or meeting.meets_at > now:
        raise MinutesRefused(_("Les actions se notent une fois la réunion commencée."))
    if due_on < meeting.meets_at.astimezone(PARIS).date():
        raise MinutesRefused(_("Une action se fait après la réunion qui la décide."))
    action, made = ActionItem.objects.get_or_create(
        meeting=meeting, title=title, defaults={"owner": owner, "due_on": due_on}
    )
    if made:
        record(meeting, "meeting.action_decided", by=by, action=action.pk, owner=owner, due_on=due_on)
    return action


@transaction.atomic
def finish_action(*, action: ActionItem, note: str, by: "User", now: datetime) -> ActionItem:
    """Note that an action is done: it no longer comes back. Raises WrongState if it was."""
    action = ActionItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=action.pk)
    if action.done_on:
        raise WrongState(_("Cette action est déjà faite."))
    action.done_on, action.done_note = now.astimezone(PARIS).date(), note
    action.save(update_fields=["done_on", "done_note"])
    record(action.meeting, "meeting.action_done", by=by, action=action.pk)
    return action
