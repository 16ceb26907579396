"""The reader's choice of a light or a dark page, kept in a cookie."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

CHOICES = ("clair", "sombre")
KEPT = timedelta(days=365)


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Remember the choice for a year, or forget it for any other value, and go back where the reader was."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    choice = request.POST.get("apparence", "")
    if choice in CHOICES:
        response.set_cookie(
            "apparence", choice, max_age=KEPT, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    else:
        response.delete_cookie("apparence", samesite="Lax")
    return response
