"""The structure a person works in at the moment, and the shore whose words she reads."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ofqj_portal.core.shores import reading_as
from partners.access import structures_of
from partners.models import Structure

CHOICE_KEY = "structure"


class CurrentStructure:
    """Set `request.structure` and `request.structures`; answer in the words, formats and zone of that structure.

    Somebody with several memberships keeps her choice in the session; without one, the oldest membership counts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.structures = structures_of(request.user) if request.user.is_authenticated else []
        request.structure = self._current(request, request.structures)
        if request.structure is None:
            return self.get_response(request)
        with reading_as(request.structure.shore), timezone.override(request.structure.zone):
            return self.get_response(request)

    @staticmethod
    def _current(request: HttpRequest, structures: list[Structure]) -> Structure | None:
        if len(structures) > 1:
            chosen = request.session.get(CHOICE_KEY)
            return next((structure for structure in structures if structure.pk == chosen), structures[0])
        return structures[0] if structures else None
