"""One line a request, and its number on every line written meanwhile: which page, which answer, how long; never who.

The address is left out on purpose: it may hold what somebody searched, or the secret of a personal link.
"""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from ofqj_portal.core import metrics

HEADER = "X-Request-ID"
QUIET = frozenset({"core:health", "core:metrics"})  # asked every few seconds: told at level DEBUG
_GIVEN_BY_PROXY = re.compile(r"[0-9a-f-]{16,64}")
logger = structlog.get_logger(__name__)


class RequestLog:
    """Number each request, as the proxy did if it did, count it, and tell its end in one line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if _GIVEN_BY_PROXY.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=number):
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            page = page_of(request)
            metrics.count_request(page, request.method or "", response.status_code, seconds)
            tell = logger.debug if page in QUIET else logger.error if response.status_code >= 500 else logger.info
            tell(
                "request.finished",
                page=page,
                method=request.method,
                status=response.status_code,
                ms=round(seconds * 1000, 1),
            )
        response.headers[HEADER] = number
        return response


def page_of(request: HttpRequest) -> str:
    """Name the page that answered, never its address; "-" where none did (static files, unknown addresses)."""
    match = request.resolver_match
    return match.view_name if match else "-"
