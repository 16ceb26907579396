"""The dates of the convention as an iCalendar file, for one person's calendar."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from conventions.models import Convention, Meeting
from conventions.queries.obligations import Obligation
from ofqj_portal.core.shores import format_both_shores

PRODUCT = "-//OFQJ//Portail de mobilité//FR"
MEETING_LASTS = timedelta(hours=2)


def agenda_ics(
    convention: Convention, obligations: Iterable[Obligation], meetings: Iterable[Meeting], *, now: datetime
) -> bytes:
    """Write what is still to come, or late, and the meetings; the identifiers stay, so that calendars update."""
    from icalendar import Calendar

    feed = Calendar()
    feed.add("prodid", PRODUCT)
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", _("Échéances de la convention"))
    for row in obligations:
        feed.add_component(_date_event(convention, row, now))
    for meeting in meetings:
        feed.add_component(_meeting_event(meeting, now))
    return feed.to_ical()


def _date_event(convention: Convention, row: Obligation, now: datetime) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{row.code}.{convention.slug}@{_host()}")
    event.add("dtstamp", now)
    event.add("dtstart", row.due_on)
    event.add("dtend", _next_day(row.due_on))
    event.add("summary", row.title)
    owner = _("Qui : %(who)s (article %(article)s).") % {"who": row.owner_label, "article": row.article}
    event.add("description", f"{owner}\n{row.consequence}")
    event.add("url", settings.BASE_URL.rstrip("/") + row.url)
    event.add("transp", "TRANSPARENT")
    return event


def _meeting_event(meeting: Meeting, now: datetime) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"reunion-{meeting.pk}@{_host()}")
    event.add("dtstamp", now)
    event.add("dtstart", meeting.meets_at)
    event.add("dtend", meeting.meets_at + MEETING_LASTS)
    event.add("summary", meeting.title)
    event.add("description", format_both_shores(meeting.meets_at))
    if meeting.place:
        event.add("location", meeting.place)
    event.add("url", settings.BASE_URL.rstrip("/") + meeting.get_absolute_url())
    return event


def _next_day(day: date) -> date:
    return day + timedelta(days=1)


def _host() -> str:
    return settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip("> ")
