"""What a home counts over all the dossiers its reader may see, kept some minutes for all who see the same ones."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.kept_totals import Kept, kept_totals
from ofqj_portal.core.roles import grants_of
from projects.models.visibility import declared_ties


def kept_for(user: Any, what: str, count: Callable[[], Any]) -> Kept:
    """Return the totals that `count` finds, shared by those who hold the same roles and declared the same ties.

    Roles, what they are held over, and declared ties are all that `readable_by` and `listable_by` ask of a person.
    """
    scope = sorted(map(repr, grants_of(user))), sorted(declared_ties(user))
    return kept_totals(f"{what}:{sha256(repr(scope).encode()).hexdigest()}", count)


def said_of(kept: Kept) -> str:
    """Say when totals were counted."""
    return _("Totaux comptés à %s.") % kept.hour
