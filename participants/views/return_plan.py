"""What is planned for one person once she is back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from participants.access import get_participation
from participants.enums import HAS_LEFT
from participants.forms.return_plan import ReturnPlanForm
from participants.queries.return_plan import steps_by_kind
from participants.services.return_plan import write_return_plan
from participants.views.acts import do_once


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Show the plan of a person's return; a POST writes it anew."""
    seen, row = get_participation(request.user, number, pk, states=HAS_LEFT)
    form, status = ReturnPlanForm(request.POST or None, steps=steps_by_kind(row)), 200
    if form.is_valid():
        said = {"steps": form.steps(), "seen": form.cleaned_data["seen"], "by": request.user, "now": calendar.now()}
        status = do_once(form, lambda: write_return_plan(participation=row, **said))
        if not status:
            messages.success(request, _("Le plan de retour est noté."))
            return redirect("participants:participation", number, pk)
    context = {
        "project": seen.project,
        "row": row,
        "form": form,
        "cancel_url": reverse("participants:participation", args=[number, pk]),
    }
    return render(request, "participants/return_plan.html", context, status=status or 200)
