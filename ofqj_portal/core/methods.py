"""Which methods a page takes: those it declares, HEAD wherever GET is, and nothing said to who does not reach it.

A method that a page does not take answers 405 only to whoever may reach the page. The others get the answer they
always get, 404, 403 or the sign-in page: the method tried teaches nothing about what is behind the address.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from ofqj_portal.core.access import EVERYBODY, declared_page
from ofqj_portal.core.views import errors

DOORS_SHUT = {401, 403, 404}


class DeclaredMethods:
    """Have a page that may be read judge by its GET whoever comes by another method than it declares.

    A page that takes POST alone has no such reading: its view calls `access.only_by_post` behind its door.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.method
        response = self.get_response(request)
        came_as_reader, request.method = request.method != asked, asked
        if not came_as_reader or asked == "HEAD" or _door_is_shut(response):
            return response
        page = declared_page(request.resolver_match.view_name)
        answer = errors.not_allowed(request, page.methods | {"HEAD"})
        answer._resource_closers += response._resource_closers  # a file that was opened to be read is closed with it
        return answer

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let the view take for a GET what the page does not declare; the pages of others' consoles stay alone.

        A page that is open to everybody has no door to judge by: it refuses at once.
        """
        page = declared_page(request.resolver_match.view_name)
        if page is None or "GET" not in page.methods or request.method in page.methods:
            return None
        if request.method != "HEAD" and page.reach == EVERYBODY and not page.subject:
            return errors.not_allowed(request, page.methods | {"HEAD"})
        request.method = "GET"
        return None


def _door_is_shut(response: HttpResponse) -> bool:
    to_sign_in = isinstance(response, HttpResponseRedirect) and response.url.startswith(resolve_url(settings.LOGIN_URL))
    return to_sign_in or response.status_code in DOORS_SHUT or response.status_code >= 500
