"""Totals counted over the whole base, for pages that are read often: counted once, kept some minutes with their hour.

Only what informs is kept: what somebody must act upon is counted at each reading. A page that shows a kept total says
when it was counted (`hour`).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache

from ofqj_portal.core import calendar
from ofqj_portal.core.shores import format_time, reader_zone


class Kept(NamedTuple):
    """What was counted, and when."""

    totals: Any
    at: datetime

    @property
    def hour(self) -> str:
        """Say on the reader's clock when it was counted."""
        return format_time(self.at.astimezone(reader_zone()))


def kept_totals(name: str, count: Callable[[], Any]) -> Kept:
    """Return what `count` finds, kept for FIGURES_KEPT_SECONDS; one query when nothing has to be counted again.

    `name` holds all that scopes the totals: who may read what is counted, the year. They are plain numbers and words,
    which the next version of the portal can still read.
    """
    now, lasts = calendar.now(), timedelta(seconds=settings.FIGURES_KEPT_SECONDS)
    kept: Kept | None = cache.get(name)
    if kept is None or not timedelta(0) <= now - kept.at < lasts:
        kept = Kept(count(), now)
        cache.set(name, kept, settings.FIGURES_KEPT_SECONDS)
    return kept
