"""The emergency sheet: the structure fills it in without reading it again, a leader of the stay opens it during it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import open_door, signed_in
from ofqj_portal.core.read_log import record_read
from participants.access import get_led_participation, get_participation
from participants.forms.emergency import EmergencyForm
from participants.models import EmergencySheet
from participants.services.emergency import OVER, write_emergency_sheet
from participants.views.acts import do_once
from participants.views.space import page
from participants.views.space_door import Space, opens_space

READING = "participants.emergency"


@signed_in
@require_safe
def read(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Open the sheet of somebody whose stay the reader leads today; she sees that it was opened."""
    row = get_led_participation(request.user, number, pk)
    record_read(request.user, row, READING)
    sheet = EmergencySheet.objects.filter(participation=row).first()
    return render(request, "participants/emergency.html", {"row": row, "project": row.project, "sheet": sheet})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Fill in the sheet with the person; what is there already is not shown, only replaced."""
    group, row = get_participation(request.user, number, pk)
    known = EmergencySheet.objects.filter(participation=row).select_related("recorded_by").first()
    form, status = EmergencyForm(request.POST or None), 200
    if form.is_valid():
        status = do_once(
            form,
            lambda: write_emergency_sheet(participation=row, by=request.user, now=calendar.now(), **form.cleaned_data),
        )
        if not status:
            messages.success(request, _("La fiche d’urgence est enregistrée, et scellée."))
            return redirect("participants:participation", number, pk)
    context = {"row": row, "project": group.project, "form": form, "known": known}
    return render(request, "participants/emergency_write.html", context, status=status or 200)


@opens_space
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, space: Space, pk: int) -> HttpResponse:
    """Let the person write her own sheet, and read it again."""
    rows = space.participant.participations.exclude(state__in=OVER).select_related("project")
    row = open_door(rows, None, pk=pk)
    form, status = EmergencyForm.of(EmergencySheet.objects.filter(participation=row).first(), request.POST or None), 200
    if form.is_valid():
        status = do_once(
            form,
            lambda: write_emergency_sheet(
                participation=row, by_link=space.link, now=calendar.now(), **form.cleaned_data
            ),
        )
        if not status:
            messages.success(request, _("C’est noté. Seules les personnes qui accompagnent le séjour le lisent."))
            return redirect("participants:space", space.token)
    return page(request, space, "emergency", {"row": row, "form": form}, status=status or 200)
