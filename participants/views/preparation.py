"""The sessions of a group: their list with the hours, one session, who was there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, signed_in
from ofqj_portal.core.errors import DomainError
from participants.access import PRINTS_THE_GROUP, GroupView, get_group, get_own_group, get_session
from participants.forms.preparation import AttendanceForm, SessionForm
from participants.queries.preparation import attending, people_lines, phase_lines, session_rows
from participants.services.preparation import change_session, mark_attendance, plan_sessions, remove_session
from participants.views.acts import do_once
from projects.enums import FINISHED


@signed_in
@require_safe
def sessions(request: HttpRequest, number: str) -> HttpResponse:
    """List the sessions, the hours of each phase and of each person."""
    seen = get_group(request.user, number, views=PRINTS_THE_GROUP)
    project, today = seen.project, calendar.today()
    rows = list(session_rows(project))
    context = {
        "project": project,
        "sessions": rows,
        "phases": phase_lines(project, rows, today),
        "people": people_lines(project),
        "next": next((row for row in rows if row.held_on >= today), None),
        "to_mark": [row for row in rows if row.held_on <= today and not row.present + row.excused + row.absent],
        "may_plan": seen.view == GroupView.CARRIER and project.state not in FINISHED,
        "may_mark": project.state not in FINISHED,
        "today": today,
    }
    return render(request, "participants/sessions.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Write a session, or one each weekday until a day."""
    seen = get_own_group(request.user, number)
    form, status = SessionForm(request.POST or None), 200
    if form.is_valid():
        said = {"plan": form.plan(), "until": form.cleaned_data["until"], "by": request.user, "now": calendar.now()}
        made: list = []
        status = do_once(form, lambda: made.extend(plan_sessions(project=seen.project, **said)))
        if not status:
            words = ngettext("%d séance est notée.", "%d séances sont notées.", len(made))
            messages.success(request, words % len(made) if made else _("La séance est notée."))
            return redirect("participants:sessions", number)
    context = {"project": seen.project, "form": form, "cancel_url": reverse("participants:sessions", args=[number])}
    return render(request, "participants/session_form.html", context, status=status or 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Change a session."""
    _seen, session = get_session(request.user, number, pk, views=(GroupView.CARRIER,))
    form, status = SessionForm(request.POST or None, session=session), 200
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        status = do_once(
            form, lambda: change_session(session=session, plan=form.plan(), version=version, by=request.user)
        )
        if not status:
            messages.success(request, _("La séance est à jour."))
            return redirect("participants:sessions", number)
    context = {
        "project": session.project,
        "session": session,
        "form": form,
        "cancel_url": reverse("participants:sessions", args=[number]),
    }
    return render(request, "participants/session_form.html", context, status=status or 200)


@signed_in
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take back a session at which nobody was noted."""
    _seen, session = get_session(request.user, number, pk, views=(GroupView.CARRIER,))
    only_by_post(request)
    try:
        remove_session(session=session, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La séance est retirée."))
    return redirect("participants:sessions", number)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Note who was at a session, all at once."""
    _seen, session = get_session(request.user, number, pk, views=PRINTS_THE_GROUP)
    was = dict(session.attendances.values_list("participation", "status"))
    form, status = AttendanceForm(request.POST or None, session=session, rows=attending(session.project), was=was), 200
    if form.is_valid():
        said = {"marks": form.marks(), "version": form.cleaned_data["version"]}
        status = do_once(form, lambda: mark_attendance(session=session, by=request.user, now=calendar.now(), **said))
        if not status:
            messages.success(request, _("Les présences sont notées."))
            return redirect("participants:sessions", number)
    context = {
        "project": session.project,
        "session": session,
        "form": form,
        "is_ahead": session.held_on > calendar.today(),
        "cancel_url": reverse("participants:sessions", args=[number]),
    }
    return render(request, "participants/attendance.html", context, status=status or 200)
