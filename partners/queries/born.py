"""The projects born of an entente: the app that holds them hands them down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from partners.models import Agreement


@dataclass(frozen=True)
class BornProject:
    """A project in the words of its reader; `url` is "" when she may not open it."""

    number: str
    title: str
    url: str
    state_kind: str
    state_label: str


@dataclass(frozen=True)
class BornProjects:
    """How many projects were born of an entente, and those among them that the reader sees in lists."""

    count: int
    shown: list[BornProject]


Source = Callable[[Agreement, Any, datetime], BornProjects]
_sources: list[Source] = []


def tells_projects_born(source: Source) -> Source:
    """Register who knows the projects born of an entente."""
    _sources.append(source)
    return source


def projects_born_of(agreement: Agreement, user: Any, now: datetime) -> BornProjects:
    """Gather what the registered sources say, as `user` may read it."""
    told = [source(agreement, user, now) for source in _sources]
    return BornProjects(sum(one.count for one in told), [project for one in told for project in one.shown])
