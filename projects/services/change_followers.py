"""What else follows a change of an accepted dossier, in its transaction: its agreement, for one.

A module of this app, or of one above, adds its follower at start-up; this one knows none of them.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from projects.models import ChangeRequest

Follower = Callable[[ChangeRequest, Any, datetime], None]
_followers: list[Follower] = []


def follows_changes(follower: Follower) -> Follower:
    """Have `follower(change, by, now)` called once a change is applied, with its project locked and up to date."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def tell_followers(change: ChangeRequest, *, by: Any, now: datetime) -> None:
    """Call every follower, in the order they came."""
    for follower in _followers:
        follower(change, by, now)
