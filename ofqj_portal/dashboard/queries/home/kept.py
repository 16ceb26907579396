"""What a home counts over all the dossiers its reader may see, kept some minutes for all who see the same ones.

Only what informs is kept: what somebody must act upon is counted at each reading.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.kept_figures import kept
from ofqj_portal.core.roles import grants_of
from ofqj_portal.core.shores import format_time, reader_zone
from projects.models.visibility import declared_ties


def kept_for(user: Any, what: str, count: Callable[[], Any], *, now: datetime) -> tuple[Any, str]:
    """Return the totals that `count` finds, and the words that say when they were counted.

    They are shared by those who hold the same roles and declared the same ties: roles, what they are held over, and
    declared ties are all that `readable_by` and `listable_by` ask of a person.
    """
    scope = sorted(map(repr, grants_of(user))), sorted(declared_ties(user))
    totals, at = kept(f"{what}:{sha256(repr(scope).encode()).hexdigest()}", count, now=now)
    return totals, _("Totaux comptés à %s.") % format_time(at.astimezone(reader_zone()))
