"""The clock of the people: every morning, whose situation is due?"""

from datetime import datetime

from ofqj_portal.core.periodic import every
from participants.services.follow_up import remind_follow_ups


@every("day", "participants.remind_follow_ups", at_hour=7)
def remind_situations(now: datetime) -> None:
    """Ask the structures what became of people 3, 6 and 12 months after they came back."""
    remind_follow_ups(now=now)
