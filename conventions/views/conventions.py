"""The convention itself: its articles in our own words, its signatories, its term beside its title."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conventions import access, amendment_access, data_access
from conventions.models import ActionPlan, Meeting
from ofqj_portal.core import calendar
from ofqj_portal.core.access import exists_for, signed_in
from ofqj_portal.core.roles import has_role


@signed_in
@require_safe
def convention_list(request: HttpRequest) -> HttpResponse:
    """List the conventions, the one in force first."""
    exists_for(has_role(request.user, *access.READERS_OF_CONVENTION))
    today = calendar.today()
    rows = [(found, found.is_in_force(today)) for found in access.conventions_of(request.user)]
    return render(request, "conventions/convention_list.html", {"rows": rows})


@signed_in
@require_safe
def convention(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a convention: articles, objectives, signatories, disagreements, plans and meetings."""
    found = access.get_convention(request.user, slug)
    today = calendar.today()
    in_force = found.is_in_force(today)
    meetings = Meeting.objects.filter(committee__convention=found)
    plans = ActionPlan.objects.filter(convention=found).select_related("convention").order_by("-year")
    context = {
        "convention": found,
        "in_force": in_force,
        "articles": found.articles.order_by("number"),
        "objectives": found.objectives.order_by("number"),
        "signatories": found.signatories.order_by("position"),
        "disagreements": found.disagreements.order_by("position"),
        "plans": plans,
        "meetings": meetings.order_by("-meets_at")[:10],
        "no_meeting": in_force and not meetings.filter(cancelled_at=None, meets_at__year=today.year).exists(),
        "year": today.year,
        "amendments": amendment_access.amendments_of(request.user).filter(convention=found).order_by("-number"),
        "may_propose": amendment_access.can_propose(request.user),
        "may_see_signing": amendment_access.can_follow_talks(request.user),
        "may_ask_data": data_access.can_read_register(request.user),
        "may_keep": access.can_keep(request.user),
        "may_record_vote": access.can_record_vote(request.user),
    }
    return render(request, "conventions/convention.html", context)
