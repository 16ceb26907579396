"""Who prepares which call: the door of the pages where the OFQJ writes its calls."""

from typing import Any

from django.db.models import Q, QuerySet

from ofqj_portal.core.access import exists_for, open_door
from ofqj_portal.core.roles import Role, sections_of
from projects.models import Call


def staff_sections(user: Any) -> set[str]:
    """Return the sections for which `user` examines or decides: those whose calls she prepares."""
    return sections_of(user, Role.OFFICER, Role.DECIDER)


def calls_prepared_by(user: Any) -> "QuerySet[Call]":
    """Return the calls `user` may change: every draft, and the published ones on which her section puts money."""
    mine = staff_sections(user)
    if not mine:
        return Call.objects.none()
    funded = Q(envelopes__section__in=mine) | Q(envelopes=None)
    return Call.objects.filter(Q(is_published=False) | funded).distinct()


def can_prepare(user: Any, call: Call) -> bool:
    """An officer or a decider of a section that funds it; of either section while it is a draft."""
    return calls_prepared_by(user).filter(pk=call.pk).exists()


def calls_read_by(user: Any) -> "QuerySet[Call]":
    """Return the calls `user` may read: the published ones, and the drafts for who prepares calls."""
    return Call.objects.all() if staff_sections(user) else Call.objects.published()


def get_call(user: Any, code: str) -> Call:
    """Hand over a call to be prepared. Raises Http404 for who prepares none, PermissionDenied for another section's."""
    exists_for(bool(staff_sections(user)))
    return open_door(calls_read_by(user).prefetch_related("envelopes"), user, may=can_prepare, code=code)
