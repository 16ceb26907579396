"""The sheet of a structure: who it is, its ententes, and the projects the reader may see in a list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ofqj_portal.core import calendar
from ofqj_portal.dashboard.queries.structure import projects_of
from partners.access import get_structure
from partners.queries import sheet_merged_into, sheet_of
from projects.queries.advice import notes_of
from projects.queries.practices import practices_of

ADVICE_SHOWN = 10


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one structure to whoever may see it; the public part to a visitor. A merged sheet leads to the other."""
    other = sheet_merged_into(pk)
    if other is not None:
        return redirect("dashboard:structure", pk=other)
    structure = get_structure(request.user, pk)
    context = {
        "structure": structure,
        "sheet": sheet_of(request.user, structure, on=calendar.today()),
        "projects": projects_of(structure, request.user, calendar.now()),
        "practices": practices_of(structure) if request.user.is_authenticated else [],
        "advice_notes": list(notes_of(structure, request.user)[:ADVICE_SHOWN]),
    }
    response = render(request, "dashboard/structure.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response
