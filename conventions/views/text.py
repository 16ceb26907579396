"""The text of the convention on a day: every paragraph with the amendment it comes from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conventions import access, amendment_access
from conventions.enums import AmendmentState
from conventions.forms.amendment import TextOnForm
from conventions.queries.text import consolidated_text
from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in


@signed_in
@require_safe
def text(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the text as it stands today, or on the day that is asked."""
    found = access.get_convention(request.user, slug)
    form = TextOnForm(request.GET if "le" in request.GET else None)
    asked = form.cleaned_data["le"] if form.is_valid() else None
    on = asked or calendar.today()
    amendments = amendment_access.amendments_of(request.user).filter(convention=found)
    context = {
        "convention": found,
        "on": on,
        "form": form,
        "articles": consolidated_text(found, on),
        "amendments": amendments.filter(state=AmendmentState.IN_FORCE).order_by("in_force_on", "number"),
        "before_signature": on < found.signed_on,
        "after_term": on > found.ends_on,
    }
    return render(request, "conventions/text.html", context)
