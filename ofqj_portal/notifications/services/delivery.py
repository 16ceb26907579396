"""How the portal writes to each person: at once, held to leave with others, or in the portal alone."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from ofqj_portal.core import outbox
from ofqj_portal.core.mail_kinds import mail_kind
from ofqj_portal.core.models import SECRET_PLACE, MailState, OutboxMail
from ofqj_portal.core.outbox import Delivery
from ofqj_portal.core.shores import Shore
from ofqj_portal.notifications.emails import Bundle
from ofqj_portal.notifications.models import Notification, Preference, Rhythm

MORNING = time(7)
MONDAY = 0


@outbox.decides_delivery
def delivery_of(row: OutboxMail) -> Delivery:
    """Say how a mail to an account is delivered, after its kind and the person's preferences.

    A mandatory kind is neither muted nor paused, and waits an hour at most; one that leaves at once waits for nothing.
    """
    kind = mail_kind(row.kind)
    if kind.at_once or not settings.MAIL_BUNDLE_SECONDS:
        return Delivery()
    wish = Preference.objects.filter(user=row.to_user_id).first() or Preference(user_id=row.to_user_id)
    if kind.mandatory:
        wish = Preference(user_id=row.to_user_id)
    if row.kind in wish.muted:
        return Delivery(by_mail=False)
    return Delivery(held_until=_held_until(row, wish))


@outbox.hears_of_mails
def note_told(row: OutboxMail) -> None:
    """Keep among what a person was told each mail to her account, with the page it leads to."""
    if row.to_user_id is not None and mail_kind(row.kind).is_told and not row.is_forgotten_once_sent:
        Notification.objects.create(user_id=row.to_user_id, mail=row, path=_path_in(row))


@transaction.atomic
def send_held(*, user_id: int, real_now: datetime) -> list[OutboxMail]:
    """Send in one mail all that waited for this person until now; one alone leaves as it was written."""
    rows = OutboxMail.objects.select_for_update().filter(to_user=user_id, state=MailState.QUEUED)
    due = list(rows.filter(held_until__lte=real_now, not_before__lte=real_now).order_by("created_at", "pk"))
    if len(due) < 2:
        for row in due:
            row.held_until = None
            row.save(update_fields=["held_until"])
            outbox.send(row)
        return due
    sent = outbox.queue(Bundle(due))
    keys = [row.pk for row in due]
    OutboxMail.objects.filter(pk__in=keys).update(state=MailState.BUNDLED, bundle=sent[0])
    return sent


def _held_until(row: OutboxMail, wish: Preference) -> datetime:
    """Return the instant the mail leaves: that of the others that wait, else the end of a new wait."""
    zone, earliest = Shore(row.shore).zone, max(row.not_before, row.created_at)
    start = earliest
    if wish.paused_until and wish.paused_until >= earliest.astimezone(zone).date():
        start = datetime.combine(wish.paused_until + timedelta(days=1), MORNING, zone)
    elif wish.rhythm != Rhythm.HOUR:
        start = _next_morning(earliest, zone, monday=wish.rhythm == Rhythm.WEEK)
    else:
        waiting = OutboxMail.objects.filter(to_user=row.to_user_id, state=MailState.QUEUED)
        soon = (
            waiting.filter(held_until__gt=earliest, held_until__lte=earliest + _hour()).order_by("held_until").first()
        )
        return soon.held_until if soon else earliest + _hour()
    return start


def _hour() -> timedelta:
    return timedelta(seconds=settings.MAIL_BUNDLE_SECONDS)


def _next_morning(after: datetime, zone: Any, *, monday: bool) -> datetime:
    day: date = after.astimezone(zone).date()
    while True:
        morning = datetime.combine(day, MORNING, zone)
        if morning > after and (not monday or day.weekday() == MONDAY):
            return morning
        day += timedelta(days=1)


def _path_in(row: OutboxMail) -> str:
    """Find the first page of the portal its words lead to; a personal link is no page to keep."""
    base = re.escape(settings.BASE_URL.rstrip("/"))
    body, _reason = outbox.body_of(row)
    found = re.search(rf"{base}(/[^\s<>\"]*)", body)
    path = found[1].rstrip(".,;") if found else ""
    return "" if SECRET_PLACE in path or len(path) > 300 else path
