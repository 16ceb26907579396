"""Reminders that are never sent twice and that a person can pause."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from ofqj_portal.core import calendar, outbox
from ofqj_portal.core.models import Reminder, ReminderPause
from ofqj_portal.core.models.about import reference_to


@transaction.atomic
def remind(kind: str, obj: models.Model, *, to_user: Any, step: str, now: datetime, mail: outbox.Mail) -> bool:
    """Queue `mail` unless this step was already told to this person, or the reminders of `obj` are paused at `now`."""
    if is_paused(kind, obj, now.astimezone(calendar.PARIS).date()):
        return False
    object_type, object_id = reference_to(obj)
    table = Reminder._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (kind, object_type, object_id, user_id, step, sent_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [kind, object_type, object_id, to_user.pk, step, now],
        )
        if cursor.rowcount == 0:
            return False
    outbox.queue(mail)
    return True


def is_paused(kind: str, obj: models.Model, on: date) -> bool:
    """Say whether reminders of `kind` about `obj` are paused on that day; the last day of a pause is included."""
    return pause_of(kind, obj, on) is not None


def pause_of(kind: str, obj: models.Model, on: date) -> ReminderPause | None:
    """Return the pause that holds the reminders of `kind` about `obj` on that day, the longest one if several do."""
    return ReminderPause.objects.about(obj).filter(kind=kind, until__gte=on).order_by("-until", "-pk").first()


def resume(kind: str, obj: models.Model, *, on: date) -> int:
    """End the pauses of `kind` about `obj` on the eve of `on`; return how many were ended."""
    held = ReminderPause.objects.about(obj).filter(kind=kind, until__gte=on)
    return held.update(until=on - timedelta(days=1))


def pause(kind: str, obj: models.Model, until: date, reason: str, by: Any) -> ReminderPause:
    """Hold the reminders of `kind` about `obj` back until the end of `until`."""
    object_type, object_id = reference_to(obj)
    return ReminderPause.objects.create(
        kind=kind,
        object_type=object_type,
        object_id=object_id,
        until=until,
        reason=reason,
        paused_by=by,
        paused_at=calendar.now(),
    )
