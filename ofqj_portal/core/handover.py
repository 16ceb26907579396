"""What somebody holds in a structure, and how it passes to somebody else when she leaves.

Each app registers what it knows: what she holds, who may take it over, and the service that passes it on. The page and
the one act over all of it are the dashboard's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Held:
    """One thing somebody holds: the object, what it is called, what it waits for, and its page."""

    obj: models.Model
    label: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Handover:
    """One case of passing things on: who leaves which structure, who takes over, who does it, when."""

    structure: models.Model
    leaving: Any
    taker: Any
    by: Any
    now: datetime


@dataclass(frozen=True)
class Holding:
    """One kind of thing that is held.

    `find(structure, person, on)` lists it; `takers(structure, on)` lists the accounts that may take it over; `hand(
    handover, objects)` passes it on, in the caller's transaction. Without `hand` it is only shown: `advice` says how it
    is settled.
    """

    code: str
    label: Any
    find: Callable[[Any, Any, date], list[Held]]
    takers: Callable[[Any, date], list[Any]] = lambda structure, on: []
    hand: Callable[[Handover, list[Any]], None] | None = None
    advice: Any = ""


_holdings: dict[str, Holding] = {}


def register_holding(holding: Holding) -> None:
    """Add a kind of thing that somebody who leaves passes on; in an app's handovers.py."""
    _holdings[holding.code] = holding


def holdings() -> Iterable[Holding]:
    """Return every kind, by code."""
    return [_holdings[code] for code in sorted(_holdings)]
