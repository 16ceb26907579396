"""Move the clock of the demo: the days passed are lived through, in order, before the new date stands."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from ofqj_portal.core import calendar, jobs_in_place, periodic
from ofqj_portal.core.models import PeriodicRun

UNITS = {"d": "days", "h": "hours", "m": "minutes"}
LONGEST = timedelta(days=3660)
PATIENCE = timedelta(seconds=15)  # mails held back for less than this are waited for


def parse_step(text: str) -> timedelta:
    """Read "+60d", "+3h" or "+30m". Raises ValueError."""
    found = re.fullmatch(r"\+?([0-9]{1,6})([dhm])", text)
    step = timedelta(**{UNITS[found[2]]: int(found[1])}) if found else timedelta(0)
    if not timedelta(0) < step <= LONGEST:
        raise ValueError("Écrivez par exemple +60d, +3h ou +30m (dix ans au plus), ou reset.")
    return step


def advance(step: timedelta) -> int:
    """Move the clock `step` further, running each slot on the way and its jobs and mails; return how many slots."""
    with _clock_held():
        started, offset = calendar.now(), calendar.clock_offset()
        jobs_in_place.run_due()
        agenda = sorted(_agenda(started, started + step), key=lambda due: (due[0], due[1].name))
        for slot, entry in agenda:
            calendar.set_clock_offset(max(offset, slot - calendar.real_now()))
            if periodic.take(entry, slot):
                jobs_in_place.run_due()
        calendar.set_clock_offset(offset + step)
    jobs_in_place.run_due(patience=PATIENCE)
    return len(agenda)


def reset() -> None:
    """Bring the clock back to the real time; slots of days that have not come yet may run again when they do."""
    with _clock_held():
        calendar.set_clock_offset(timedelta(0))
        PeriodicRun.objects.filter(slot__gt=calendar.real_now()).delete()


def _agenda(after: datetime, until: datetime) -> Iterator[tuple[datetime, periodic.Entry]]:
    """Yield every slot of the daily entries; of the others, the last of each day passed and the very last."""
    for entry in periodic.entries():
        if entry.step == "day":
            yield from ((slot, entry) for slot in periodic.slots(entry, after, until))
            continue
        last_of_day: dict[object, datetime] = {}
        moment = after + timedelta(days=1)
        while moment < until:
            last_of_day[moment.date()] = periodic.latest_slot(entry, moment)
            moment += timedelta(days=1)
        yield from ((slot, entry) for slot in last_of_day.values())
        if (slot := periodic.latest_slot(entry, until)) > after:
            yield slot, entry


@contextmanager
def _clock_held() -> Iterator[None]:
    """Keep the tick from taking slots while the clock moves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [periodic.CLOCK_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [periodic.CLOCK_LOCK])
