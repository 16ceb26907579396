"""The network over the years: who works with whom, and the structures still alone."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from ofqj_portal.dashboard.forms.network import NetworkForm
from ofqj_portal.dashboard.queries.network import YEARS, alone, pairs_of

PAGE_SIZE = 25
ALONE_SHOWN = 50


@signed_in
@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """Show the pairs of structures year by year, filtered by the address."""
    today = calendar.today()
    form = NetworkForm(request.GET, last_year=today.year)
    filters = form.filters()
    last = filters.get("until", today.year)
    years = list(range(last - YEARS + 1, last + 1))
    page = Paginator(pairs_of(years, on=today, network=filters.get("network")), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    lonely = list(alone(today, network=filters.get("network"))[:ALONE_SHOWN])
    context = {
        "form": form,
        "active": bool(filters),
        "years": years,
        "page": page,
        "lines": [(pair, pair.by_year(years)) for pair in page],
        "alone": lonely,
        "alone_count": lonely[0].count if lonely else 0,
    }
    return render(request, "dashboard/network.html", context)
