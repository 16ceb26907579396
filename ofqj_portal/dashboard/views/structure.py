"""The sheet of a structure: who it is, its ententes, and the projects the reader may see in a list."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ofqj_portal.core import calendar
from ofqj_portal.dashboard.queries.structure import projects_of
from partners.access import get_structure
from partners.models import Structure
from partners.queries import sheet_merged_into, sheet_of
from projects.queries.advice import notes_of
from projects.queries.practices import practices_of


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one structure to whoever may see it; the public part to a visitor. A merged sheet leads to the other."""
    structure = _structure(request.user, pk)
    if structure is None or structure.merged_into_id:
        return redirect("dashboard:structure", pk=sheet_merged_into(pk))
    context = {
        "structure": structure,
        "sheet": sheet_of(request.user, structure, on=calendar.today()),
        "projects": projects_of(structure, request.user, calendar.now()),
        "practices": practices_of(structure) if request.user.is_authenticated else [],
        "advice_notes": notes_of(structure, request.user),
    }
    response = render(request, "dashboard/structure.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _structure(user: Any, pk: int) -> Structure | None:
    """Return the structure she may see; None for a sheet that was merged, which shows to nobody."""
    try:
        return get_structure(user, pk)
    except Http404:
        if sheet_merged_into(pk) is None:
            raise
    return None
