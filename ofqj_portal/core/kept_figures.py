"""What is counted over the whole base is kept some minutes; the page that shows it says when it was counted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache

Figures = TypeVar("Figures")


def kept(name: str, count: Callable[[], Figures], *, now: datetime) -> tuple[Figures, datetime]:
    """Return what `count` found, at most FIGURES_KEPT_SECONDS before `now`, and when; one query if it is at hand.

    `name` tells all that the figures depend on: whatever a right changes is not for here. `count` returns plain
    values, which another version of the portal can read.
    """
    known = cache.get(name)
    if known and timedelta(0) <= now - known[1] < timedelta(seconds=settings.FIGURES_KEPT_SECONDS):
        return known
    known = count(), now
    cache.set(name, known, settings.FIGURES_KEPT_SECONDS)
    return known
