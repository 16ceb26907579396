"""The pages that say, in French, what went wrong and what to do next.

Those of 500 and 503 stand alone: they read neither the session nor the database, which may be what is broken.
"""

import errno
import sys
from collections.abc import Iterable

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from ofqj_portal.core.headers import keep_address_secret
from ofqj_portal.core.links import LinkRefused


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: an address or a form that makes no sense; 413 when it is only too large.

    A session that could not be written because the database went away is no fault of the reader's: 503.
    """
    if isinstance(exception, SessionInterrupted) and _comes_from_an_absence(exception):
        return unavailable(request)
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request, exception)
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: hers to see, but not this act; in the words of the refusal when it has some."""
    return render(request, "errors/403.html", {"reason": str(exception or "")}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose page was too old, or that another site sent."""
    return render(request, "errors/csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: nothing there, or nothing there for her; the page does not tell which."""
    return render(request, "errors/404.html", status=404)


def not_allowed(request: HttpRequest, methods: Iterable[str]) -> HttpResponse:
    """Answer 405 to who may reach the address, but not by this method; `methods` are those that it takes."""
    response = render(request, "errors/405.html", status=405)
    response.headers["Allow"] = ", ".join(sorted(methods))
    return response


def conflict(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 409 with the French sentence that the refusal carries: what happened meanwhile."""
    return render(request, "errors/409.html", {"reason": str(exception or "")}, status=409)


def link_refused(request: HttpRequest, exception: LinkRefused) -> HttpResponse:
    """Answer 404 (429 after too many tries) to a personal link that opens nothing: what happened, what to do."""
    context = {"reason": str(exception), "status": exception.status}
    response = render(request, "errors/link.html", context, status=exception.status)
    return keep_address_secret(response)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 413: the sending is larger than the portal takes."""
    return render(request, "errors/413.html", status=413)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 429: too many tries in a short time."""
    return render(request, "errors/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching anything that might be broken; 503 when the database is away or a disk full."""
    fault = sys.exception()
    is_full = isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT)
    if is_full or isinstance(fault, OperationalError | InterfaceError):
        return unavailable(request)
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def _comes_from_an_absence(fault: BaseException | None) -> bool:
    while fault is not None:
        if isinstance(fault, OperationalError | InterfaceError):
            return True
        fault = fault.__cause__ or fault.__context__
    return False


def unavailable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 503 without touching the database, and ask to come back in a minute."""
    return HttpResponse(render_to_string("errors/503.html"), status=503, headers={"Retry-After": "60"})
