"""The days of dossiers as an iCalendar file."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from ofqj_portal.core.shores import format_both_shores
from ofqj_portal.dashboard.queries.agenda import Day


def days_ics(name: str, days: Iterable[Day], *, now: datetime) -> bytes:
    """Write days as a calendar; the same thing keeps its identity when its day moves. A deadline says both hours."""
    from icalendar import Calendar

    feed = Calendar()
    feed.add("prodid", "-//OFQJ//Portail de mobilité//FR")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", name)
    for day in days:
        feed.add_component(_event(day, now))
    return feed.to_ical()


def _event(day: Day, now: datetime) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{day.key}@portail-ofqj")
    event.add("dtstamp", now)
    event.add("summary", day.title)
    event.add("url", settings.BASE_URL.rstrip("/") + day.path)
    if day.at is not None:
        event.add("dtstart", day.at)
        event.add("dtend", day.at)
        event.add("description", format_both_shores(day.at))
    else:
        event.add("dtstart", day.starts_on)
        event.add("dtend", day.ends_on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    return event
