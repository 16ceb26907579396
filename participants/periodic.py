"""The clock of the people: whose situation is due, and which tables have been kept long enough."""

from datetime import datetime

from ofqj_portal.core.periodic import every
from participants.services.follow_up import remind_follow_ups
from participants.services.imports import forget_imports


@every("day", "participants.remind_follow_ups", at_hour=7)
def remind_situations(now: datetime) -> None:
    """Ask the structures what became of people 3, 6 and 12 months after they came back."""
    remind_follow_ups(now=now)


@every("hour", "participants.forget_imports")
def forget_tables(now: datetime) -> None:
    """Drop the tables of people that were brought a day ago, imported or not."""
    forget_imports(now=now)
