"""The door of a person's space: whoever holds its link is let in, and nobody else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ofqj_portal.accounts.limits import find_link_within_limits
from ofqj_portal.core import links
from ofqj_portal.core.access import by_link
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.shores import reading_as
from participants.models import Participant
from participants.queries.space import SPACE_LINK


@dataclass(frozen=True)
class Space:
    """A person in her own space; `token` makes the addresses of its pages."""

    link: ActionLink
    participant: Participant
    token: str = field(repr=False)


def opens_space(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand `view` the space of its link, in the words and on the clock of the shore where the person lives."""

    @sensitive_variables("token")
    @by_link
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        space = _space_of(request, token)
        shore = space.participant.shore
        with reading_as(shore), timezone.override(shore.zone):
            return view(request, space, **kwargs)

    return opened


@sensitive_variables("token")
def _space_of(request: HttpRequest, token: str) -> Space:
    link = find_link_within_limits(request, token, SPACE_LINK)
    person = Participant.objects.select_related("structure", "territory__parent").filter(pk=link.object_id).first()
    if person is None:
        raise links.LinkRefused(_("Ce que ce lien ouvrait n’existe plus."))
    return Space(link, person, token)
