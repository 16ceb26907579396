"""The list of dossiers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from ofqj_portal.core.pages import LongPages
from projects import access
from projects.forms.filters import ProjectFilterForm
from projects.labels import Reader, state_choices
from projects.queries import rows_of
from projects.queries.list_pages import list_page_rows, with_shares
from projects.queries.readers import reads_for_ofqj

PER_PAGE = 25


@require_safe
@signed_in
def project_list(request: HttpRequest) -> HttpResponse:
    """List the dossiers the reader may see, filtered by what the address says; bad filters are said, not obeyed."""
    states = state_choices(Reader.OFQJ if reads_for_ofqj(request.user) else Reader.CARRIER)
    form = ProjectFilterForm(request.GET or None, states=states)
    form.is_valid()
    filters = form.filters
    page = LongPages(list_page_rows(request.user, filters), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(with_shares(page.object_list), request.user, now=calendar.now()),
        "counted": filters.counted,
        "may_create": access.can_create(request.user),
    }
    return render(request, "projects/project_list.html", context)
