"""The calls, which anybody may read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import open_door
from projects import access
from projects.models import Call
from projects.queries.calls import call_list_rows, call_state, rules_in_words, section_labels


@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """List the calls: open, to come, closed."""
    rows = call_list_rows(calendar.now())
    groups: list[dict[str, Any]] = [
        {"title": _("Ouverts"), "rows": [row for row in rows if row.state == "open"]},
        {"title": _("À venir"), "rows": [row for row in rows if row.state == "soon"]},
        {"title": _("Clos"), "rows": [row for row in rows if row.state == "closed"], "is_over": True},
    ]
    return render(request, "projects/call_list.html", {"groups": groups, "any": bool(rows)})


@require_safe
def call(request: HttpRequest, code: str) -> HttpResponse:
    """Show a call: its rules in words, when it closes, the pieces it asks for, the sections that fund it."""
    found = open_door(Call.objects.published().prefetch_related("envelopes"), request.user, code=code)
    state = call_state(found, calendar.now())
    may_file = request.user.is_authenticated and state == "open" and access.can_create(request.user)
    context = {
        "call": found,
        "state": state,
        "rules": rules_in_words(found),
        "pieces": found.piece_labels,
        "grid": found.rules().score_grid,
        "sections": section_labels(found),
        "start_url": f"{reverse('projects:create')}?appel={found.code}" if may_file else "",
        "trail": [{"label": _("Appels à projets"), "url": reverse("projects:calls")}],
    }
    return render(request, "projects/call.html", context)
