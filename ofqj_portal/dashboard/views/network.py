"""The network over the years: who works with whom, and the structures still alone."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from ofqj_portal.core.shores import format_time, reader_zone
from ofqj_portal.dashboard.forms.network import NetworkForm
from ofqj_portal.dashboard.queries.network import YEARS, kept_network_figures, lines_of, structures_shown

PAGE_SIZE = 25


@signed_in
@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """Show the pairs of structures year by year, filtered by the address."""
    now, today = calendar.now(), calendar.today()
    form = NetworkForm(request.GET, last_year=today.year)
    filters = form.filters()
    last = filters.get("until", today.year)
    years = list(range(last - YEARS + 1, last + 1))
    figures, counted_at = kept_network_figures(years, on=today, now=now, network=filters.get("network"))
    page = Paginator(figures.pairs, PAGE_SIZE).get_page(request.GET.get("page"))
    known = structures_shown(page, figures.alone)
    context = {
        "form": form,
        "active": bool(filters),
        "years": years,
        "counted_at": format_time(counted_at.astimezone(reader_zone())),
        "page": page,
        "lines": lines_of(page, years, known),
        "alone": [known[key] for key in figures.alone if key in known],
        "alone_count": figures.alone_count,
    }
    return render(request, "dashboard/network.html", context)
