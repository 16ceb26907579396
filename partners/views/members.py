"""Who works in a structure: seen and decided by its manager."""

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import open_door, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.once import claim_once
from partners import access
from partners.forms import EndMembershipForm, MemberForm
from partners.models import Membership, Structure
from partners.queries import member_lines, member_rows
from partners.services import add_member, end_membership


@signed_in
@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, pk: int) -> HttpResponse:
    """List the members with their dates, and add one."""
    structure = access.get_own_structure(request.user, pk, may=access.can_manage_members)
    today = calendar.today()
    form = MemberForm(request.POST or None, user=request.user, structure=structure, today=today)
    status = 200
    if form.is_valid():
        try:
            _add(request, structure, form)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            return redirect("partners:members", pk=structure.pk)
    lines = member_lines(member_rows(structure), on=today)
    context = {"structure": structure, "form": form, "lines": lines}
    return render(request, "partners/members.html", context, status=status)


@transaction.atomic
def _add(request: HttpRequest, structure: Structure, form: MemberForm) -> None:
    if claim_once(form.once_token):
        membership = add_member(structure=structure, by=request.user, **form.cleaned_data)
        messages.success(
            request, _("%(person)s a son accès ; un message lui est envoyé.") % {"person": membership.user}
        )


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
