"""Structures that nobody manages, and the role proposed to somebody who works there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, only_by_post, open_door, signed_in
from ofqj_portal.core.errors import DomainError
from partners import access
from partners.models import Membership
from partners.queries.managers import candidates_in, unmanaged_lines, watched_by
from partners.services import propose_manager


@signed_in
@require_http_methods(["GET", "HEAD"])
def unmanaged(request: HttpRequest) -> HttpResponse:
    """List the structures one looks after that nobody manages, or soon nobody."""
    allow(access.can_watch_managers(request.user))
    today = calendar.today()
    rows = watched_by(request.user, today).select_related("network").order_by("name", "pk")
    return render(request, "partners/unmanaged.html", {"lines": unmanaged_lines(rows, on=today)})


@signed_in
def propose(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Offer the manager's role to somebody who works there."""
    allow(access.can_watch_managers(request.user))
    today = calendar.today()
    structure = open_door(watched_by(request.user, today), request.user, pk=pk)
    membership = open_door(candidates_in([structure], on=today), request.user, pk=membership_pk)
    only_by_post(request)
    return _propose(request, membership)


@step_up_required
def _propose(request: HttpRequest, membership: Membership) -> HttpResponse:
    try:
        propose_manager(membership=membership, by=request.user, on=calendar.today())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("L’invitation part : %s accepte ou non ce rôle.") % membership.user)
    return redirect("partners:unmanaged")
