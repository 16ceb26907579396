"""What no view caught: a refusal of the trade or a door that a state keeps shut becomes the page of 409.

A page that takes POST alone, asked otherwise, becomes the page of 405; a link that opens nothing, the page of 404; what
a network cut on its way here, the page of 400, which nobody is left to read.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, UnreadablePostError

from ofqj_portal.core.access import MethodRefused, StateForbids
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.links import LinkRefused
from ofqj_portal.core.views import errors


class RefusalPages:
    """Answer 409, with the refusal's own sentence, 405 or 400, instead of 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into its page; leave anything else to Django."""
        if isinstance(exception, MethodRefused):
            return errors.not_allowed(request, ["POST"])
        if isinstance(exception, UnreadablePostError):
            return errors.bad_request(request)
        if isinstance(exception, LinkRefused):
            return errors.link_refused(request, exception)
        return errors.conflict(request, exception) if isinstance(exception, StateForbids | DomainError) else None
