"""Meetings of the committee (R25: at least one a year)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from conventions.models import Committee, Meeting
from ofqj_portal.core.journal import record

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


@transaction.atomic
def plan_meeting(
    *, committee: Committee, title: str, meets_at: datetime, by: "User | None", now: datetime, place: str = ""
) -> Meeting:
    """Plan a meeting of the committee at an instant."""
    meeting = Meeting.objects.create(committee=committee, title=title, meets_at=meets_at, place=place)
    record(meeting, "meeting.planned", by=by, meets_at=meets_at)
    return meeting
