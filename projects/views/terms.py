"""How the grants of a call are paid: each section's schedule, and whether it pays young people their share."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from projects.call_access import get_call, staff_sections
from projects.forms.terms import PeoplePaidForm
from projects.queries.terms import terms_of, why_no_share
from projects.services.terms import set_people_paid
from projects.views.acts import perform, posted


@require_http_methods(["GET", "POST"])
@signed_in
def call_payments(request: HttpRequest, code: str) -> HttpResponse:
    """Show how each section pays on a call; one's own says whether young people are paid themselves."""
    call = get_call(request.user, code)
    funding = sorted({envelope.section for envelope in call.envelopes.all()})
    terms = terms_of(call, funding)
    mine = [each for each in terms if each.section in staff_sections(request.user)]
    form = PeoplePaidForm(posted(request), mine=mine) if mine and not why_no_share(call) else None
    status = 200
    if form and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("section", "pays", "waits_for", "seen")}
        status = perform(form, set_people_paid, call=call, by=request.user, now=calendar.now(), **said)
        if status is None:
            messages.success(request, _("Enregistré : les structures le lisent aux versements de leur dossier."))
            return redirect("projects:call_payments", code)
    context = {
        "call": call,
        "terms": terms,
        "form": form,
        "why_not": why_no_share(call),
        "trail": [
            {"label": _("Préparer les appels"), "url": reverse("projects:call_desk")},
            {"label": call.title, "url": reverse("projects:call_edit", args=[code])},
        ],
    }
    return render(request, "projects/call_payments.html", context, status=status)
