"""Refusals: what the trade forbids, said in French, with what to do next."""

from collections.abc import Sequence
from typing import Any


class DomainError(Exception):
    """A rule of the trade refuses. The message is for the person: what happened, and what she can do.

    `status` is the HTTP status of the page that shows it.
    """

    status = 200


class WrongState(DomainError):
    """The object has moved on: the act is no longer possible."""

    status = 409


class EditedMeanwhile(DomainError):
    """Somebody else changed the object since this person opened it; `clashes` says where, where it is known."""

    status = 409

    def __init__(self, *args: object, clashes: Sequence[Any] = ()) -> None:
        super().__init__(*args)
        self.clashes = tuple(clashes)
