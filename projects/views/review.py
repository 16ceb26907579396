"""The officer's desk on one dossier: its review, complements, opinions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, signed_in
from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.reminders import pause_of
from projects import access
from projects.enums import FINISHED, IN_REVIEW, REVIEWING, ProjectState
from projects.forms.review import AssignForm, ComplementsForm, PauseForm, ReviewForm, scores_shown
from projects.forms.team import NoteForm
from projects.models import Project, Review
from projects.models.told import may_hold
from projects.queries.complements import requests_of, waiting_among
from projects.queries.conflicts import conflicts_for
from projects.queries.decisions import shares_at_hand
from projects.queries.desk import desk_rows
from projects.queries.external_opinions import external_rows
from projects.queries.messages import new_to
from projects.queries.next_step import next_step
from projects.queries.opinions import history_read_by, opinions_on
from projects.queries.readers import label_for, reader_of
from projects.queries.review_clock import clock_on
from projects.queries.team import team_notes
from projects.rules import check_rules
from projects.rules.result import linked_only
from projects.services.assignment import assign_officer
from projects.services.reminder import NEXT_STEP, pause_reminders, resume_reminders
from projects.services.review import give_review, request_complements, take_in_charge
from projects.views.acts import perform, posted


@require_safe
@signed_in
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Show all an officer needs of one dossier: its rules, its opinions, what was asked, what she may do."""
    project = access.get_project(request.user, number, may=access.can_examine, rows=desk_rows(request.user, number))
    return render(request, "projects/review.html", desk(request, project))


def desk(request: HttpRequest, project: Project) -> dict[str, Any]:
    """Return the context of the officer's page on one dossier."""
    user, now, real_now = request.user, calendar.now(), calendar.real_now()
    reader, reviewing = reader_of(user, project), project.state in REVIEWING
    officer = access.can_review(user, project)
    opinions, requests = opinions_on(project, user), requests_of(project)
    asked = waiting_among(project, requests)
    has_mine = any(row.review.reviewer_id == user.pk for row in opinions.rows)
    return {
        "project": project,
        "label": label_for(project, reader, real_now=real_now, late=bool(asked and asked.due_at < now)),
        "step": None if project.state in IN_REVIEW else next_step(project, user, now=now),
        "rules": linked_only(check_rules(project, calendar.today()), set()),
        "opinions": opinions,
        "external": external_rows(project, now=now),
        "has_mine": has_mine,
        "conflicts": conflicts_for(project, user),
        "requests": requests,
        "clock": clock_on(project, [row.asked for row in requests], now=now),
        "open_request": asked,
        "is_late": bool(asked and asked.due_at < now),
        "shares": shares_at_hand(project, reader, real_now=real_now),
        "lines": history_read_by(user, project, history_of(project))[:12],
        "form": OnceForm() if project.state == ProjectState.SUBMITTED else None,
        "note_form": NoteForm(),
        "team": team_notes(project, access.sections_judged_by(user, project)),
        "new_messages": new_to(project, user),
        "may_take": project.state == ProjectState.SUBMITTED,
        "may_ask": project.state == ProjectState.UNDER_REVIEW,
        "may_review": reviewing and officer,
        "must_give_first": reviewing and officer and not has_mine,
        "may_assign": project.state in IN_REVIEW,
        "may_pause": project.state not in FINISHED,
        "paused": pause_of(NEXT_STEP, project, calendar.today()) if may_hold(project, "pauses") else None,
    }


@signed_in
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Take a filed dossier in charge."""
    project = access.get_project(request.user, number, may=access.can_examine)
    only_by_post(request)
    form = OnceForm(request.POST)
    form.is_valid()
    status = perform(form, take_in_charge, project=project, by=request.user, now=calendar.now())
    if status is None:
        messages.success(request, _("Le dossier est à vous : l’instruction commence."))
        return redirect("projects:review", project.number)
    context = desk(request, access.get_project(request.user, number))
    return render(request, "projects/review.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def ask_complements(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the structure to complete named fields."""
    project = access.get_project(request.user, number, may=access.can_examine, states=[ProjectState.UNDER_REVIEW])
    form, status = ComplementsForm(posted(request), project=project), 200
    if form.is_valid():
        facts = form.cleaned_data
        status = perform(form, request_complements, project=project, by=request.user, now=calendar.now(), **facts)
        if status is None:
            messages.success(request, _("Demande envoyée. La structure reçoit un message, les champs sont rouverts."))
            return redirect("projects:review", project.number)
    return render(request, "projects/complements_ask.html", {"project": project, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def opinion(request: HttpRequest, number: str) -> HttpResponse:
    """Give one's opinion, or change it."""
    project = access.get_project(request.user, number, may=access.can_review, states=REVIEWING)
    mine = Review.objects.filter(project=project, reviewer=request.user).first()
    initial, grid = scores_shown(mine) if mine else None, project.call_rules.score_grid
    form, status = ReviewForm(posted(request), initial=initial, grid=grid), 200
    if form.is_valid():
        facts = form.cleaned_data
        status = perform(form, give_review, project=project, by=request.user, now=calendar.now(), **facts)
        if status is None:
            messages.success(request, _("Votre avis est enregistré."))
            return redirect("projects:review", project.number)
    return render(request, "projects/opinion.html", {"project": project, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def pause(request: HttpRequest, number: str) -> HttpResponse:
    """Hold the reminders of a dossier back for a while."""
    states = set(ProjectState) - FINISHED
    project = access.get_project(request.user, number, may=access.can_examine, states=states)
    form, status = PauseForm(posted(request)), 200
    if form.is_valid():
        facts = form.cleaned_data
        status = perform(form, pause_reminders, project=project, by=request.user, now=calendar.now(), **facts)
        if status is None:
            messages.success(request, _("Les relances attendent. Elles reprendront d’elles-mêmes."))
            return redirect("projects:review", project.number)
    return render(request, "projects/pause.html", {"project": project, "form": form}, status=status)


@signed_in
def resume(request: HttpRequest, number: str) -> HttpResponse:
    """Let the reminders leave again."""
    project = access.get_project(request.user, number, may=access.can_examine)
    only_by_post(request)
    resume_reminders(project=project, by=request.user, now=calendar.now())
    messages.success(request, _("Les relances reprennent."))
    return redirect("projects:review", project.number)


@require_http_methods(["GET", "POST"])
@signed_in
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Hand the dossier to a colleague."""
    project = access.get_project(request.user, number, may=access.can_examine, states=IN_REVIEW)
    asked = {aid.section for aid in project.aid_requests.all()}
    form, status = AssignForm(posted(request), sections=asked, initial={"officer": project.officer_id}), 200
    if form.is_valid():
        facts = form.cleaned_data
        status = perform(form, assign_officer, project=project, by=request.user, now=calendar.now(), **facts)
        if status is None:
            messages.success(request, _("Le dossier est confié."))
            return redirect("projects:review", project.number)
    return render(request, "projects/assign.html", {"project": project, "form": form}, status=status)
