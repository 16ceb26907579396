"""The permission matrix, as the code declares it and the tests try it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ofqj_portal.core.access import allow, signed_in
from ofqj_portal.core.roles import Role, has_role
from ofqj_portal.dashboard.forms.rights import RightsFilterForm
from ofqj_portal.dashboard.queries.rights import ACTORS, right_rows

PER_PAGE = 25
READERS = (Role.ADMIN, Role.DPO, Role.OFFICER, Role.DECIDER)


@signed_in
@require_http_methods(["GET", "HEAD"])
def rights(request: HttpRequest) -> HttpResponse:
    """Show who reaches which page, to the staff."""
    allow(has_role(request.user, *READERS))
    form = RightsFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = Paginator(right_rows(**chosen), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "active": any(chosen.values()), "page": page, "actors": list(ACTORS.values())}
    return render(request, "dashboard/rights.html", context)
