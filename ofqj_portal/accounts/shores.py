"""Whose words a person reads when nobody is there to ask: the apps above know her structure, this one only asks."""

from collections.abc import Callable

from ofqj_portal.accounts.models import User
from ofqj_portal.core.shores import Shore

ShoreSource = Callable[[User], Shore | None]
_sources: list[ShoreSource] = []


def register_shore_source(source: ShoreSource) -> ShoreSource:
    """Add somewhere to ask for the shore of a person; serves as decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def shore_of(user: User) -> Shore:
    """Return the shore of `user`: the first answer among the sources, else France."""
    answers = (source(user) for source in _sources)
    return next((answer for answer in answers if answer), Shore.FRANCE)
