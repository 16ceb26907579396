"""The stay as it goes: signs of life and incidents."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, signed_in
from ofqj_portal.core.once import claim_once
from participants.access import PRINTS_THE_GROUP, GroupView, get_group
from participants.data_enums import DelayCode
from participants.enums import IncidentKind
from participants.forms.safety import CheckInForm, IncidentForm
from participants.models import CheckIn, Delay, Incident
from participants.services.safety import check_in, report_incident
from participants.views.acts import do_once
from projects.enums import ProjectState

SHOWN = 15


@signed_in
@require_safe
def safety(request: HttpRequest, number: str) -> HttpResponse:
    """Show the signs of life and the incidents of a stay."""
    seen = get_group(request.user, number, views=(*PRINTS_THE_GROUP, GroupView.OFQJ))
    may_act = seen.view in PRINTS_THE_GROUP and seen.project.state == ProjectState.ONGOING
    context = {
        "project": seen.project,
        "check_ins": list(CheckIn.objects.filter(project=seen.project).select_related("made_by")[:SHOWN]),
        "incidents": list(Incident.objects.filter(project=seen.project).select_related("reported_by")[:SHOWN]),
        "form": CheckInForm() if may_act else None,
        "forgotten_after": Delay.objects.get(code=DelayCode.INCIDENT),
    }
    return render(request, "participants/safety.html", context)


@signed_in
def all_well(request: HttpRequest, number: str) -> HttpResponse:
    """Note that the whole group is well."""
    seen = get_group(request.user, number, views=PRINTS_THE_GROUP)
    only_by_post(request)
    form = CheckInForm(request.POST)
    if form.is_valid():
        with transaction.atomic():
            if claim_once(form.once_token):
                check_in(project=seen.project, by=request.user, now=calendar.now())
        messages.success(request, _("C’est noté : tout le monde va bien."))
    return redirect("participants:group_safety", number)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: HttpRequest, number: str) -> HttpResponse:
    """Tell what happened."""
    seen = get_group(request.user, number, views=PRINTS_THE_GROUP)
    form, status = IncidentForm(request.POST or None, initial={"happened_on": calendar.today()}), 200
    if form.is_valid():
        said = form.cleaned_data | {"kind": IncidentKind(form.cleaned_data["kind"])}
        status = do_once(
            form, lambda: report_incident(project=seen.project, by=request.user, now=calendar.now(), **said)
        )
        if not status:
            messages.success(request, _("L’incident est signalé. L’OFQJ et les structures porteuses sont prévenus."))
            return redirect("participants:group_safety", number)
    context = {
        "project": seen.project,
        "form": form,
        "submit_label": _("Signaler"),
        "cancel_url": reverse("participants:group_safety", args=[number]),
    }
    return render(request, "participants/incident.html", context, status=status or 200)
