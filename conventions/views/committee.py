"""Meetings of the committee, and the votes written down after them."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conventions import access, meeting_access
from conventions.enums import PlanState, ReportState
from conventions.forms import MeetingForm, VoteForm
from conventions.models import ActionPlan, AnnualReport, Meeting, Minutes, Resolution, Vote
from conventions.queries.meetings import (
    USUAL_GAP_HOURS,
    gap_hours,
    plans_waiting,
    quorum_of,
    reports_waiting,
    resolutions_waiting,
    subject_of,
)
from conventions.services.agenda_of_meetings import open_actions
from conventions.services.meetings import plan_meeting
from conventions.services.voting import record_vote
from conventions.views.acts import act
from ofqj_portal.core import calendar
from ofqj_portal.core.access import open_door, signed_in


@signed_in
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a meeting, its votes, and what it may still vote on."""
    found = access.get_meeting(request.user, pk)
    convention = found.committee.convention
    is_held = found.meets_at <= calendar.now() and not found.cancelled_at
    may_prepare = meeting_access.can_prepare(request.user)
    may_vote = access.can_record_vote(request.user) and is_held
    waits = may_vote or not (is_held or found.cancelled_at)  # to be voted now, or at this meeting to come
    sees_reports = waits and access.can_read_drafts(request.user)
    present = list(found.present.select_related("user").order_by("party", "section", "pk")) if is_held else []
    rows = found.votes.select_related("plan__convention", "report", "resolution")
    gap = gap_hours(found.meets_at)
    context = {
        "meeting": found,
        "items": found.items.select_related("minutes").prefetch_related("documents__file").order_by("position"),
        "actions": open_actions(found),
        "present": present,
        "quorum": quorum_of(found.committee, present),
        "votes": _votes(rows) if is_held else (),
        "plans": plans_waiting(convention) if waits else (),
        "reports": reports_waiting(convention) if sees_reports else (),
        "resolutions": resolutions_waiting(convention) if waits else (),
        "may_vote": may_vote,
        "minutes": Minutes.objects.filter(meeting=found).first() if is_held else None,
        "gap": gap if gap != USUAL_GAP_HOURS else None,
        "is_held": is_held,
        "may_prepare": may_prepare and not found.cancelled_at,
    }
    return render(request, "conventions/meeting.html", context)


def _votes(rows: QuerySet[Vote]) -> list[tuple[Vote, str]]:
    return [(row, subject_of(row)) for row in rows.prefetch_related("ballots__cast_by", "ballots__agreed_by")]


@signed_in
@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan a meeting."""
    convention = access.get_convention(request.user, slug, may=access.can_record_vote)
    form = MeetingForm(request.POST or None)
    return act(
        request, form,
        lambda data: plan_meeting(committee=convention.committee, by=request.user, now=calendar.now(), **data),
        done=_("La réunion est prévue."), heading=_("Prévoir une réunion du comité"),
        lead=_("Le comité se réunit au moins une fois par an (article 5)."), submit_label=_("Prévoir la réunion"),
        cancel_url=convention.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def vote_plan(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Write down the vote of a meeting on the plan of a year."""
    found = access.get_meeting(request.user, pk, may=access.can_record_vote)
    convention = found.committee.convention
    plan = access.get_plan(request.user, convention.slug, year, states={PlanState.PROPOSED})
    return _vote(request, found, plan, _("Vote sur le plan %(year)s") % {"year": plan.year})


@signed_in
@require_http_methods(["GET", "POST"])
def vote_report(request: HttpRequest, pk: int, period: str) -> HttpResponse:
    """Write down the vote of a meeting on the report of a period."""
    found = access.get_meeting(request.user, pk, may=access.can_record_vote)
    report = access.get_report(request.user, period, states={ReportState.DRAFTED})
    return _vote(request, found, report, _("Vote sur le bilan %(period)s") % {"period": report.period})


@signed_in
@require_http_methods(["GET", "POST"])
def vote_resolution(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Write down the vote of a meeting on a resolution."""
    found = access.get_meeting(request.user, pk, may=access.can_record_vote)
    rows = Resolution.objects.filter(committee=found.committee)
    resolution = open_door(rows, request.user, states={False}, state_field="is_settled", number=number)
    return _vote(request, found, resolution, str(resolution))


def _vote(
    request: HttpRequest, found: Meeting, subject: ActionPlan | AnnualReport | Resolution, heading: str
) -> HttpResponse:
    form = VoteForm(request.POST or None, meeting=found)

    def record(data: dict) -> str:
        record_vote(meeting=found, subject=subject, by=request.user, now=calendar.now(), **data)
        return found.get_absolute_url()

    return act(
        request, form, record, done=_("Le vote est consigné."), heading=heading,
        lead=_("Une voix par partie ; sans les trois parties présentes, il n’y a pas de vote."),
        submit_label=_("Consigner le vote"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip
