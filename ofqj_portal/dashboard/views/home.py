"""The first page: the portal in a few words for a visitor, what waits for whoever is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ofqj_portal.core import calendar
from ofqj_portal.dashboard.queries.home import home_of
from projects.models import Call


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show her home to whoever is signed in, and what the portal is to a visitor."""
    now = calendar.now()
    if not request.user.is_authenticated:
        calls = Call.objects.published().open_at(now).order_by("closes_at")
        return render(request, "dashboard/welcome.html", {"calls": calls})
    response = render(request, "dashboard/home.html", {"home": home_of(request.user, now)})
    response.headers["Cache-Control"] = "private, no-store"
    return response
