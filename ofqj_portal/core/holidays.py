"""Public holidays of France and Québec, computed on this machine: which days nobody works on one shore or the other."""

from datetime import date, timedelta
from functools import lru_cache

from ofqj_portal.core.shores import Shore

SATURDAY = 5
#: Far past any run of days off on both shores.
LOOKED_AHEAD = 30


@lru_cache(maxsize=64)
def holidays_of(shore: str, year: int) -> dict[date, str]:
    """Return the public holidays of a shore in a year, with their French names."""
    from holidays import country_holidays

    place = {"country": "CA", "subdiv": "QC"} if Shore(shore) is Shore.QUEBEC else {"country": "FR"}
    found = country_holidays(**place, years=year, language="fr")
    return {day: name.replace("'", "’") for day, name in found.items()}


def holiday_on(day: date, shore: str) -> str:
    """Return the name of the public holiday of `day` on a shore, "" if it is none."""
    return holidays_of(Shore(shore).value, day.year).get(day, "")


def is_working_day(day: date, *shores: str) -> bool:
    """Say whether people work on `day` on every one of `shores` (both, when none is named)."""
    asked = shores or tuple(Shore)
    return day.weekday() < SATURDAY and not any(holiday_on(day, shore) for shore in asked)


def next_working_day(day: date, *shores: str) -> date:
    """Return `day`, or the first day after it on which people work on every one of `shores`."""
    for ahead in range(LOOKED_AHEAD):
        candidate = day + timedelta(days=ahead)
        if is_working_day(candidate, *shores):
            return candidate
    raise ValueError(f"No working day in the month that follows {day}.")
