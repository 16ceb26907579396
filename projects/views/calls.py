"""The calls, which anybody may read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, open_door, signed_in
from projects import access
from projects.call_access import calls_read_by, can_prepare, staff_sections
from projects.forms.filters import CallFilterForm
from projects.queries.calls import call_list_rows, whole_page
from projects.services.blank_form import request_blank_form


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """List the calls: open, to come, closed, filtered by what the address says."""
    form = CallFilterForm(request.GET or None)
    form.is_valid()
    rows = call_list_rows(calendar.now(), form.filters)
    groups: list[dict[str, Any]] = [
        {"title": _("Ouverts"), "rows": [row for row in rows if row.state == "open"]},
        {"title": _("À venir"), "rows": [row for row in rows if row.state == "soon"]},
        {"title": _("Clos"), "rows": [row for row in rows if row.state == "closed"], "is_over": True},
    ]
    context = {"groups": groups, "any": bool(rows), "prepares": bool(staff_sections(request.user)), "form": form}
    return render(request, "projects/call_list.html", context)


@require_safe
def call(request: HttpRequest, code: str) -> HttpResponse:
    """Show a call: its rules in words, when it closes, the pieces it asks for, the sections that fund it.

    A draft opens to the OFQJ alone.
    """
    found = open_door(calls_read_by(request.user).prefetch_related("envelopes"), request.user, code=code)
    page = whole_page(found, calendar.now())
    is_open = found.is_published and page["state"] == "open"
    may_file = request.user.is_authenticated and is_open and access.can_create(request.user)
    context = {
        "call": found,
        "state": page["state"],
        "page": page,
        "start_url": f"{reverse('projects:create')}?appel={found.code}" if may_file else "",
        "may_prepare": bool(staff_sections(request.user)) and can_prepare(request.user, found),
        "trail": [{"label": _("Appels à projets"), "url": reverse("projects:calls")}],
    }
    return render(request, "projects/call.html", context)


@signed_in
def blank_form(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the blank dossier of a call on paper; the page of the job says when it is there."""
    found = open_door(calls_read_by(request.user), request.user, code=code)
    only_by_post(request)
    return redirect(request_blank_form(call=found, by=request.user))
