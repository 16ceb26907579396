"""What time it is, here and on the other shore. Services are given `now` or `on`; only the edges ask this module.

Business dates follow the demo clock; leases, sessions, tokens, limits and the journal use `real_now()`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.errors import DomainError

PARIS = ZoneInfo("Europe/Paris")
MONTREAL = ZoneInfo("America/Toronto")
ZONES = {
    "Europe/Paris": _("Paris"),
    "America/Toronto": _("Montréal"),
    "America/Halifax": _("Îles-de-la-Madeleine"),
    "America/Martinique": _("Martinique"),
    "America/Guadeloupe": _("Guadeloupe"),
    "America/Cayenne": _("Guyane"),
    "America/Marigot": _("Saint-Martin"),
    "Indian/Reunion": _("La Réunion"),
    "Indian/Mayotte": _("Mayotte"),
}


class ClockHourRefused(DomainError):
    """The clocks of the zone never show this hour on that day, or show it twice."""


_known_offset: tuple[tuple[int, int, int], timedelta] | None = None
_reading: ContextVar[datetime | None] = ContextVar("reading", default=None)


def real_now() -> datetime:
    """Return the present instant, in UTC, whatever the demo clock says."""
    return timezone.now()


def now() -> datetime:
    """Return the present instant of business, in UTC: the real one, moved by the demo clock where there is one."""
    return told_instant() or real_now() + clock_offset()


def moved_now() -> datetime | None:
    """Return the present instant of business where the demo clock sets it apart from the real one, else None."""
    return now() if told_instant() or clock_offset() else None


def told_instant() -> datetime | None:
    """Return the instant of the past that is being told (see `reading_at`), if any."""
    return _reading.get()


@contextmanager
def reading_at(instant: datetime) -> Iterator[datetime]:
    """Let `now()` answer `instant` here, for a past that is told; `real_now()` stays. Yields it in UTC.

    Raises RuntimeError outside of the demo and the tests.
    """
    if _clock_file() is None:
        raise RuntimeError("A past is only told in the demo and in tests.")
    token = _reading.set(instant.astimezone(UTC))
    try:
        yield now()
    finally:
        _reading.reset(token)


def today(zone: ZoneInfo = PARIS) -> date:
    """Return the present business date in `zone`."""
    return day_of(now(), zone)


def day_of(instant: datetime, zone: ZoneInfo = PARIS) -> date:
    """Return the business date that `instant` falls on in `zone`: past midnight in Paris, UTC is still at yesterday."""
    return instant.astimezone(zone).date()


def clock_offset() -> timedelta:
    """Return how far the demo clock is ahead; zero outside of the demo and the tests."""
    global _known_offset
    path = _clock_file()
    if path is None:
        return timedelta(0)
    try:
        stat = os.stat(path)
        seen = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if _known_offset is None or _known_offset[0] != seen:
            _known_offset = (seen, timedelta(seconds=float(path.read_text())))
    except (FileNotFoundError, ValueError):
        return timedelta(0)
    return _known_offset[1]


def set_clock_offset(offset: timedelta) -> None:
    """Move the demo clock for every process at once. Raises RuntimeError outside of the demo and the tests."""
    path = _clock_file()
    if path is None:
        raise RuntimeError("The clock only moves in the demo and in tests.")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(f"{offset.total_seconds():.6f}")
    draft.replace(path)


def _clock_file() -> Path | None:
    if not (settings.DEMO or getattr(settings, "TESTING", False)):
        return None
    path = getattr(settings, "CLOCK_FILE", None)
    return Path(path) if path else None


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last second of `day` in `zone`, in UTC; right on the days the clocks change."""
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, at which the clocks of `zone` show `wall`, a date and hour without a zone.

    Raises ClockHourRefused for an hour that those clocks skip in spring, or show twice in autumn.
    """
    instants = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    shown = {instant for instant in instants if instant.astimezone(zone).replace(tzinfo=None) == wall}
    if not shown:
        raise ClockHourRefused(
            _("Cette heure n’existe pas ce jour-là : on passe à l’heure d’été. Choisissez-en une autre.")
        )
    if len(shown) > 1:
        raise ClockHourRefused(
            _("Cette heure existe deux fois ce jour-là : on passe à l’heure d’hiver. Choisissez-en une autre.")
        )
    return shown.pop()


def in_both_shores(instant: datetime) -> list[tuple[str, datetime]]:
    """Return `instant` as it is read in Paris and in Montréal: [("Paris", local), ("Montréal", local)]."""
    return [(str(ZONES[zone.key]), instant.astimezone(zone)) for zone in (PARIS, MONTREAL)]


def add_months(day: date, count: int) -> date:
    """Return the same day `count` months later (earlier if negative), or the last day of a shorter month."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def age_on(born_on: date, day: date) -> int:
    """Return the age in whole years on `day`; somebody born on 29 February turns on 1 March in a common year (R1)."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
