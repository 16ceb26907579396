"""How complete what a structure wrote of its people is, before the year closes, and what contradicts itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import exists_for, signed_in
from ofqj_portal.core.roles import structure_ids
from ofqj_portal.core.small_cells import THRESHOLD
from participants.access import OWN
from participants.queries.quality import contradictions, gauges, opportunity_share
from participants.queries.return_plan import plan_gauge

YEARS_BACK = 4


@signed_in
@require_safe
def follow_up(request: HttpRequest) -> HttpResponse:
    """Measure each moment for those who left in a year, with what is missing and what cannot be."""
    structures = structure_ids(request.user, *OWN)
    exists_for(bool(structures))
    today = calendar.today()
    year = _year(request.GET.get("annee", ""), today.year)
    context = {
        "year": year,
        "years": range(today.year, today.year - YEARS_BACK, -1),
        "gauges": gauges(structures, year, today),
        "plans": plan_gauge(structures, year),
        "contradictions": contradictions(structures, year),
        "share": opportunity_share(structures, year),
        "threshold": THRESHOLD,
    }
    return render(request, "participants/quality.html", context)


def _year(text: str, this_year: int) -> int:
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else this_year
    return asked if this_year - YEARS_BACK < asked <= this_year else this_year
