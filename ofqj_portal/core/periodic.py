"""What comes back every day, hour or minute. An app's periodic.py says it: `@every("day", "projects.remind_reports")`.

A slot is taken once, whoever ticks, and runs as a job. The function is given the instant of its slot as `now`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import Max

from ofqj_portal.core import calendar, jobs
from ofqj_portal.core.models import Job, PeriodicRun

CLOCK_LOCK = 20_241_002
MOST_DAYS_CAUGHT_UP = 400
KEPT_SLOTS = timedelta(days=31)
STEPS = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}


@dataclass(frozen=True)
class Entry:
    """One periodic entry; `at_hour` is the hour in Paris of a daily one."""

    name: str
    step: str
    at_hour: int
    run: Callable[[datetime], object]


_entries: dict[str, Entry] = {}


def every(
    step: str, name: str, *, at_hour: int = 6
) -> Callable[[Callable[[datetime], object]], Callable[[datetime], object]]:
    """Run the decorated f(now) once every "day" (at that hour in Paris), "hour" or "minute"."""
    if step not in STEPS:
        raise ValueError(f"{step} is no step of the clock.")

    def register(run: Callable[[datetime], object]) -> Callable[[datetime], object]:
        _entries[name] = Entry(name, step, at_hour, run)
        return run

    return register


def entries() -> list[Entry]:
    """Return every entry, by name."""
    return [_entries[name] for name in sorted(_entries)]


def slots(entry: Entry, after: datetime, until: datetime) -> Iterator[datetime]:
    """Yield the slots of `entry` later than `after`, up to and including `until`, in order."""
    slot = latest_slot(entry, after)
    while (slot := _next(entry, slot)) <= until:
        yield slot


def latest_slot(entry: Entry, now: datetime) -> datetime:
    """Return the last slot of `entry` that is not after `now`."""
    if entry.step == "day":
        local = now.astimezone(calendar.PARIS)
        slot = _at_hour(entry, local.date())
        return slot if slot <= now else _at_hour(entry, local.date() - timedelta(days=1))
    now = now.astimezone(UTC).replace(second=0, microsecond=0)
    return now.replace(minute=0) if entry.step == "hour" else now


@transaction.atomic
def take_due_slots(now: datetime) -> list[Job]:
    """Take every slot that is due and enqueue its job; does nothing while the demo clock is being moved.

    A daily entry catches up each day it missed; the others, and an entry seen for the first time, take the latest slot.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [CLOCK_LOCK])
        if not cursor.fetchone()[0]:
            return []
    taken = dict(PeriodicRun.objects.values_list("name").annotate(Max("slot")))
    return [
        job
        for entry in entries()
        for slot in _due(entry, taken.get(entry.name), now)
        if (job := take(entry, slot)) is not None
    ]


@transaction.atomic
def take(entry: Entry, slot: datetime) -> Job | None:
    """Take one slot and enqueue its job; None if it was taken before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_periodicrun (name, slot, taken_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [entry.name, slot, calendar.real_now()],
        )
        if cursor.rowcount == 0:
            return None
    return jobs.enqueue("core.run_periodic", args={"name": entry.name, "slot": slot.isoformat()})


def forget_old_slots(now: datetime) -> int:
    """Drop the slots taken more than a month before `now`, but the last of each entry; return how many."""
    last = PeriodicRun.objects.values("name").annotate(last=Max("slot")).values("last")
    old = PeriodicRun.objects.filter(slot__lt=now - KEPT_SLOTS)
    return old.exclude(slot__in=last).delete()[0]


def run_slot(name: str, slot: datetime) -> None:
    """Run the entry `name` for `slot`; an entry that no longer exists is passed over."""
    if name in _entries:
        _entries[name].run(slot)


def _due(entry: Entry, last: datetime | None, now: datetime) -> list[datetime]:
    latest = latest_slot(entry, now)
    if last is not None and last >= latest:
        return []
    if last is None or entry.step != "day":
        return [latest]
    return list(slots(entry, last, now))[-MOST_DAYS_CAUGHT_UP:]


def _next(entry: Entry, slot: datetime) -> datetime:
    if entry.step == "day":
        return _at_hour(entry, slot.astimezone(calendar.PARIS).date() + timedelta(days=1))
    return slot + STEPS[entry.step]


def _at_hour(entry: Entry, day: object) -> datetime:
    return datetime.combine(day, time(entry.at_hour), calendar.PARIS).astimezone(UTC)  # type: ignore[arg-type]
