"""The steps of a preparation as a calendar that other programs read."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from participants.queries.planning import PlannedStep
from projects.models import Project


def planning_ics(project: Project, steps: Iterable[PlannedStep], *, made_at: datetime) -> bytes:
    """Write the steps as days of an iCalendar file; the same step keeps its identity when its day moves."""
    from icalendar import Calendar, Event  # only where a calendar is asked for

    calendar = Calendar()
    calendar.add("prodid", "-//OFQJ//Portail de mobilité//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Préparation %s") % project.number)
    for step in steps:
        event = Event()
        event.add("uid", f"{step.key}@portail-ofqj")
        event.add("dtstamp", made_at)
        event.add("dtstart", step.due_on)
        event.add("dtend", step.due_on + timedelta(days=1))
        event.add("summary", f"{project.number} · {step.label}")
        if step.details:
            event.add("description", step.details)
        calendar.add_component(event)
    return calendar.to_ical()
