"""Who works in a structure: seen and decided by its manager."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import open_door, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.forms import OnceForm
from partners import access
from partners.forms import EndMembershipForm
from partners.models import Membership
from partners.queries import member_lines, member_rows
from partners.queries.invitations import waiting_lines
from partners.queries.joining import join_requests_of
from partners.services import end_membership


@signed_in
@require_http_methods(["GET"])
def members(request: HttpRequest, pk: int) -> HttpResponse:
    """List the members with their dates, and the invitations that wait for an answer."""
    structure = access.get_own_structure(request.user, pk, may=access.can_manage_members)
    context = {
        "structure": structure,
        "lines": member_lines(member_rows(structure), on=calendar.today()),
        "asked": list(join_requests_of(structure)),
        "waiting": waiting_lines(structure, real_now=calendar.real_now()),
        "once": OnceForm(),
    }
    return render(request, "partners/members.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Stop somebody's access, at once or at a date."""
    structure = access.get_own_structure(request.user, pk, may=access.can_manage_members)
    rows = Membership.objects.filter(structure=structure).select_related("user")
    membership = open_door(rows, request.user, pk=membership_pk)
    form, status = EndMembershipForm(request.POST or None), 200
    if form.is_valid():
        today = calendar.today()
        at_once = form.cleaned_data["when"] == EndMembershipForm.NOW
        last_day = today - timedelta(days=1) if at_once else max(form.cleaned_data["last_day"], today)
        try:
            end_membership(membership=membership, last_day=last_day, by=request.user, on=today)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("L’accès de %(person)s est arrêté.") % {"person": membership.user})
            return redirect(structure) if membership.user == request.user else redirect("partners:members", pk=pk)
    context = {"structure": structure, "membership": membership, "form": form}
    return render(request, "partners/member_end.html", context, status=status)
