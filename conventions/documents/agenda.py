"""The dates of the convention as an iCalendar file, for one person's calendar."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from conventions.models import Convention, Mandate, Meeting
from conventions.queries.obligations import Obligation
from ofqj_portal.core.shores import format_both_shores

INVITE, WITHDRAW = "REQUEST", "CANCEL"
PRODUCT = "-//OFQJ//Portail de mobilité//FR"


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
    event.add("dtend", meeting.meets_at + timedelta(minutes=meeting.duration_minutes))
    event.add("summary", meeting.title)
    event.add("description", format_both_shores(meeting.meets_at))
    if meeting.place:
        event.add("location", meeting.place)
    event.add("url", settings.BASE_URL.rstrip("/") + meeting.get_absolute_url())
    return event


def _next_day(day: date) -> date:
    return day + timedelta(days=1)


def _host() -> str:
    return _sender().rsplit("@", 1)[-1]


def _sender() -> str:
    return settings.DEFAULT_FROM_EMAIL.rsplit("<", 1)[-1].rstrip("> ")


def invitation_ics(meeting: Meeting, seats: Iterable[Mandate], *, method: str, now: datetime) -> bytes:
    """Write the invitation of a meeting, or its cancellation: one identifier for good, a higher number each time."""
    from icalendar import Calendar, vCalAddress, vText

    invitation = Calendar()
    invitation.add("prodid", PRODUCT)
    invitation.add("version", "2.0")
    invitation.add("method", method)
    event: Any = _meeting_event(meeting, now)
    event.add("sequence", meeting.sequence)
    event.add("status", "CANCELLED" if method == WITHDRAW else "CONFIRMED")
    organizer = vCalAddress(f"mailto:{_sender()}")
    organizer.params["CN"] = vText(_("Comité de pilotage"))
    event["organizer"] = organizer
    for seat in seats:
        attendee = vCalAddress(f"mailto:{seat.user.email}")
        attendee.params["CN"] = vText(str(seat.user))
        attendee.params["RSVP"] = vText("TRUE")
        event.add("attendee", attendee, encode=0)
    invitation.add_component(event)
    return invitation.to_ical()
