"""The search over everything one may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ofqj_portal.dashboard.forms.search import SearchForm
from ofqj_portal.dashboard.queries.search import search


@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """Show what was found, by kind; a visitor searches what is public."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {"form": form, "words": words, "groups": search(request.user, words)}
    response = render(request, "dashboard/search.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response
