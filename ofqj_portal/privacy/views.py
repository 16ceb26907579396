"""The notices everybody may read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ofqj_portal.core.health import health


@require_safe
def service_status(request: HttpRequest) -> HttpResponse:
    """Say in words which parts of the portal answer."""
    return render(request, "privacy/service_status.html", {"states": health()})
