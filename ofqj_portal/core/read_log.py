"""The log of readings: who opened a person's data, and why. The person can ask to see it."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from ofqj_portal.core import calendar
from ofqj_portal.core.bulk import insert_rows
from ofqj_portal.core.models import Reading
from ofqj_portal.core.models.about import reference_to
from ofqj_portal.core.prepared_rows import PreparedRows


def record_read(user: Any, obj: models.Model, purpose: str) -> Reading:
    """Write down that `user` opened `obj` for `purpose` (a code of the app that shows it)."""
    object_type, object_id = reference_to(obj)
    return Reading.objects.create(
        user=user, object_type=object_type, object_id=object_id, purpose=purpose, at=calendar.now()
    )


def record_reads(user: Any, objs: Iterable[models.Model], purpose: str) -> None:
    """Write down that `user` opened each of `objs` at once, in one statement; nothing for none."""
    named = [reference_to(obj) for obj in objs]
    rows = [{"object_type": object_type, "object_id": object_id} for object_type, object_id in named]
    insert_rows(Reading, rows, user_id=user.pk, purpose=purpose, at=calendar.now())


def readings_of(obj: models.Model) -> "models.QuerySet[Reading]":
    """Return the readings of `obj`, the latest first, with their readers."""
    return Reading.objects.about(obj).select_related("user").order_by("-id")


def last_readings(obj: models.Model, *, but: str, at_most: int) -> list[Reading]:
    """Return the last readings of `obj`, the latest first, with their readers, without those for the purpose `but`."""
    object_type, object_id = reference_to(obj)
    return _READINGS.of(None, at_most, object_type=object_type, object_id=object_id, but=but).all()


def _readings(_reader: None, at_most: int, *, object_type: str, object_id: str, but: str) -> "models.QuerySet[Reading]":
    rows = Reading.objects.filter(object_type=object_type, object_id=object_id).exclude(purpose=but)
    return rows.select_related("user").order_by("-id")[:at_most]


_READINGS = PreparedRows(_readings, object_type=str, object_id=str, but=str)
