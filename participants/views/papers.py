"""Printing the lists of a group."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ofqj_portal.core.access import signed_in
from participants.access import PRINTS_THE_GROUP, get_group
from participants.enums import GroupPaperKind
from participants.forms.papers import PaperForm
from participants.services.papers import request_paper


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """Offer the lists of the group; a worker makes the one that is asked for."""
    seen = get_group(request.user, number, views=PRINTS_THE_GROUP)
    asked = {"paper": request.GET.get("liste") or GroupPaperKind.ROOMS, "day": request.GET.get("jour")}
    form = PaperForm(request.POST or None, initial=asked)
    if form.is_valid():
        kind, day = GroupPaperKind(form.cleaned_data["paper"]), form.cleaned_data["day"]
        return redirect(request_paper(project=seen.project, kind=kind, day=day, by=request.user))
    context = {
        "project": seen.project,
        "form": form,
        "cancel_url": reverse("participants:group", args=[number]),
    }
    return render(request, "participants/papers.html", context)
