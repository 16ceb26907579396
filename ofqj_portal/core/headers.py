"""The response headers that Django leaves to each project."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers


def keep_address_secret(response: HttpResponse) -> HttpResponse:
    """Have the page of a personal link, whose address is a secret, kept by no cache and no index, and told to no site.

    A page that holds a form says so itself to the browser (`<meta name="referrer" content="strict-origin">`): without
    any origin its POST would be refused. The address still goes nowhere.
    """
    add_never_cache_headers(response)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


class ResponseHeaders:
    """Keep every answer to our own pages, and private answers out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
