"""The clock of the people: whose situation is due, and what has been kept long enough."""

from datetime import datetime

from ofqj_portal.core.periodic import every
from participants.services.emergency import forget_emergency_sheets
from participants.services.erasure import mark_erasures
from participants.services.follow_up import remind_follow_ups
from participants.services.imports import forget_imports
from participants.services.news import ask_for_assessments, ask_people
from participants.services.own_data import forget_old_files
from participants.services.papers import forget_papers
from participants.services.retention import anonymise_old, warn_structures
from participants.services.safety import forget_incident_words, warn_of_silence


@every("day", "participants.remind_follow_ups", at_hour=7)
def remind_situations(now: datetime) -> None:
    """Ask the structures what became of people 3, 6 and 12 months after they came back."""
    remind_follow_ups(now=now)


@every("hour", "participants.warn_of_silence")
def watch_stays(now: datetime) -> None:
    """Tell the OFQJ of each group that has given no sign of life for too long."""
    warn_of_silence(now=now)


@every("hour", "participants.forget_papers")
def forget_lists(now: datetime) -> None:
    """Drop the printed lists of groups made a day ago."""
    forget_papers(now=now)


@every("hour", "participants.forget_imports")
def forget_tables(now: datetime) -> None:
    """Drop the tables of people that were brought a day ago, imported or not."""
    forget_imports(now=now)


@every("day", "participants.ask_people", at_hour=8)
def ask_people_for_news(now: datetime) -> None:
    """Ask people themselves what they become, those who agreed to it."""
    ask_people(now=now)
    ask_for_assessments(now=now)


@every("day", "participants.keep_nobody_too_long", at_hour=5)
def keep_nobody_too_long(now: datetime) -> None:
    """Warn of whom nobody was in touch with, and render anonymous whom the delay has passed for (R17)."""
    warn_structures(now=now)
    anonymise_old(now=now)


@every("hour", "participants.mark_erasures")
def mark_missing_erasures(now: datetime) -> None:
    """Write the marks that could not be written outside the backup at once."""
    mark_erasures()


@every("day", "participants.forget_emergency_sheets", at_hour=4)
def forget_emergency(now: datetime) -> None:
    """Erase whom to call and what not to serve, some time after the return."""
    forget_emergency_sheets(now=now)


@every("day", "participants.forget_own_data", at_hour=4)
def forget_own_data(now: datetime) -> None:
    """Drop the files that people had time to take away."""
    forget_old_files(now=now)


@every("day", "participants.forget_incident_words", at_hour=4)
def forget_incidents(now: datetime) -> None:
    """Empty what was told of incidents, some time after they were reported."""
    forget_incident_words(now=now)
