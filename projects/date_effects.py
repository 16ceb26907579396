"""What other dates would do to a group, asked of whoever knows it: this app never asks who travels.

An app above answers, at start-up; without an answer the pages of the dossier say nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from projects.models import Project


@dataclass(frozen=True)
class DateEffects:
    """Whom these dates keep from leaving: one sentence, then (name, reasons) of those whom the reader follows."""

    sentence: str
    lines: tuple[tuple[str, str], ...]
    url: str
    key: str  # these people and these dates: a warning that was read is not given again


Teller = Callable[[Any, Project, date, date], DateEffects | None]
_tellers: list[Teller] = []


def tells_effects(teller: Teller) -> Teller:
    """Have `teller(user, project, departs_on, returns_on)` say whom these dates would newly keep from leaving."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def effects_of_dates(
    user: Any, project: Project, departs_on: date | None, returns_on: date | None, *, read: str = ""
) -> DateEffects | None:
    """Say what `user` has to know before `project` takes these dates; None for nothing, or when `read` is its key."""
    moved = (departs_on, returns_on) != (project.departs_on, project.returns_on)
    if not moved or departs_on is None or returns_on is None or returns_on < departs_on:
        return None
    found = (teller(user, project, departs_on, returns_on) for teller in _tellers)
    return next((one for one in found if one is not None and one.key != read), None)
