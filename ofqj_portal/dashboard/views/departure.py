"""The departure assistant: what somebody holds in a structure, who takes it over, in one act."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.core import calendar
from ofqj_portal.core.access import open_door, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.once import claim_once
from ofqj_portal.dashboard.forms.departure import DepartureForm
from ofqj_portal.dashboard.services.departure import hand_over, plan_departure
from partners.access import can_manage_members, get_own_structure
from partners.models import Membership, Structure


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def departure(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Show all that a member holds in the structure, and pass it on."""
    structure = get_own_structure(request.user, pk, may=can_manage_members)
    rows = Membership.objects.filter(structure=structure).select_related("user")
    return _departure(request, structure, open_door(rows, request.user, pk=membership_pk))


@step_up_required
def _departure(request: HttpRequest, structure: Structure, membership: Membership) -> HttpResponse:
    person, today = membership.user, calendar.today(structure.zone)
    parts = plan_departure(structure=structure, person=person, on=today)
    form, status = DepartureForm(request.POST or None, parts=parts, today=today), 200
    if form.is_valid():
        try:
            with transaction.atomic():
                if claim_once(form.once_token):
                    hand_over(
                        structure=structure,
                        person=person,
                        takers=form.takers(),
                        read=form.cleaned_data["read"],
                        last_day=form.cleaned_data["last_day"],
                        by=request.user,
                        now=calendar.now(),
                    )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Le travail de %s est transmis ; chacun en est prévenu.") % person)
            return redirect("partners:members", structure.pk)
    context = {"structure": structure, "membership": membership, "parts": parts, "form": form}
    return render(request, "dashboard/departure.html", context, status=status)
