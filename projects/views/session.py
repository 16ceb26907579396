"""A decision session: the ranking on the screen of a meeting, the envelope that moves, one act that confirms."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.core import calendar
from ofqj_portal.core.access import StateForbids, allow, exists_for, only_by_post, open_door, signed_in
from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.roles import Role, sections_of
from projects.forms.session import SessionForm
from projects.models import DecisionSession, Envelope, Trial
from projects.queries.envelopes import envelopes_read_by
from projects.queries.queue import sections_examined_by
from projects.queries.session import board_of, session_rows
from projects.services.session import Confirmed, close_session, confirm_session, keep_trials, open_session
from projects.views.acts import perform, posted

#: How many sessions of the past the page lists.
PAST_SHOWN = 10


def _envelope(request: HttpRequest, code: str, section: str) -> Envelope:
    """Hand over the envelope of the section, to its deciders alone."""
    exists_for(section in sections_examined_by(request.user))
    found = open_door(envelopes_read_by(request.user), request.user, call__code=code, section=section)
    allow(section in sections_of(request.user, Role.DECIDER))
    return found


def _sessions(envelope: Envelope) -> Any:
    return DecisionSession.objects.filter(call=envelope.call_id, section=envelope.section)


def _open(envelope: Envelope) -> DecisionSession | None:
    return _sessions(envelope).filter(confirmed_at=None).first()


def _open_and_past(envelope: Envelope) -> tuple[DecisionSession | None, list[DecisionSession]]:
    """Return the open session with all that is tried in it, and the ten before it: two queries."""
    rows = list(_sessions(envelope).select_related("confirmed_by", "paper")[: PAST_SHOWN + 1])  # the latest first
    found = next((row for row in rows if row.confirmed_at is None), None)
    if found is not None:
        prefetch_related_objects([found], Prefetch("trials", Trial.objects.select_related("project")))
    return found, [row for row in rows if row.confirmed_at is not None][:PAST_SHOWN]


@require_http_methods(["GET", "POST"])
@signed_in
def session(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """Show the session of one call and one section, and keep what is tried."""
    envelope = _envelope(request, code, section)
    found, past = _open_and_past(envelope)
    if found is not None:
        return _board(request, envelope, found, past)
    if request.method == "POST":
        raise StateForbids(_("Cette séance est close : ouvrez-en une autre pour la suite."))
    context = {"envelope": envelope, "past": past, "form": OnceForm()}
    return render(request, "projects/session_start.html", context)


def _board(
    request: HttpRequest, envelope: Envelope, found: DecisionSession, past: list[DecisionSession]
) -> HttpResponse:
    rows, status = session_rows(found, request.user), 200
    form = SessionForm(posted(request), rows=rows, currency=envelope.currency, version=found.version)
    if form.is_valid():
        facts = {"session": found, "tried": form.tried(), "seen": form.cleaned_data["seen"] or 0}
        status = perform(form, keep_trials, **facts, by=request.user, now=calendar.now())
        if status is None:
            page = "session_confirm" if request.POST.get("act") == "confirm" else "session"
            return redirect(f"projects:{page}", envelope.call.code, envelope.section)
    context = {
        "session": found,
        "envelope": envelope,
        "form": form,
        "lines": form.lines(rows),
        "board": board_of(envelope, [row.trial for row in rows if row.trial]),
        "decided": [trial for trial in found.trials.all() if trial.decided_at],
        "past": past,
        "history": history_of(found)[:12],
    }
    return render(request, "projects/session.html", context, status=status)


@signed_in
def start(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """Open a session."""
    envelope = _envelope(request, code, section)
    only_by_post(request)
    open_session(call=envelope.call, section=section, by=request.user, now=calendar.now())
    return redirect("projects:session", code, section)


@signed_in
def close(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """End a session; what was tried and not confirmed is forgotten."""
    envelope = _envelope(request, code, section)
    only_by_post(request)
    if found := _open(envelope):
        close_session(session=found, by=request.user, now=calendar.now())
        messages.success(request, _("La séance est close."))
    return redirect("projects:session", code, section)


@require_http_methods(["GET", "POST"])
@signed_in
def confirm(request: HttpRequest, code: str, section: str) -> HttpResponse:
    """Read again what is tried, then give all the answers in one act."""
    envelope = _envelope(request, code, section)
    found = _open(envelope)
    if found is None:
        return redirect("projects:session", code, section)
    return _confirm(request, envelope, found)


@step_up_required
def _confirm(request: HttpRequest, envelope: Envelope, found: DecisionSession) -> HttpResponse:
    rows = session_rows(found, request.user)
    tried = [row for row in rows if row.trial]
    form, status = OnceForm(posted(request)), 200
    if form.is_valid():
        outcomes: list[Confirmed] = []
        order = [row.project.pk for row in rows]
        facts = {"session": found, "order": order, "by": request.user, "now": calendar.now()}
        status = perform(form, lambda **said: outcomes.append(confirm_session(**said)), **facts)
        if status is None:
            for outcome in outcomes:
                _say(request, outcome)
            return redirect("projects:session", envelope.call.code, envelope.section)
    context = {
        "envelope": envelope,
        "form": form,
        "tried": tried,
        "untried": [row for row in rows if not row.trial],
        "board": board_of(envelope, [row.trial for row in tried]),
    }
    return render(request, "projects/session_confirm.html", context, status=status)


def _say(request: HttpRequest, outcome: Confirmed) -> None:
    if count := len(outcome.done):
        words = ngettext("%d décision enregistrée.", "%d décisions enregistrées.", count) % count
        messages.success(request, words + " " + _("Les courriers partiront ensemble, une fois le délai passé."))
    for project, reason in outcome.refused:
        messages.error(request, f"{project.number} : {reason}")
