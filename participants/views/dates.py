"""Trying other dates on a group, before the dossier says them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ofqj_portal.core.access import signed_in
from participants.access import get_own_group
from participants.forms.dates import OtherDatesForm
from participants.queries.effects import dates_in_words, eligibility_effects


@signed_in
@require_safe
def other_dates(request: HttpRequest, number: str) -> HttpResponse:
    """Say who could leave no longer, or at last, on other dates; nothing is kept."""
    seen = get_own_group(request.user, number)
    project = seen.project
    initial = {"depart": project.departs_on, "retour": project.returns_on}
    form = OtherDatesForm(request.GET if {"depart", "retour"} & set(request.GET) else None, initial=initial)
    effects = None
    if form.is_valid():
        effects = eligibility_effects(project, form.cleaned_data["depart"], form.cleaned_data["retour"])
    context = {
        "project": project,
        "form": form,
        "effects": effects,
        "said": dates_in_words(effects) if effects else "",
        "cancel_url": reverse("participants:group", args=[number]),
    }
    return render(request, "participants/other_dates.html", context)
