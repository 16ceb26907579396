"""What changes in a dossier once the OFQJ has said yes: asked, answered, given up."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import StateForbids, only_by_post, open_door, signed_in
from ofqj_portal.core.forms import OnceForm
from projects import access
from projects.date_effects import DateEffects, effects_of_dates
from projects.enums import CHANGEABLE, ChangeState
from projects.forms.change import ChangeAnswerForm, ChangeForm
from projects.models import Project
from projects.queries.changes import differences, differences_of, open_change, reasons_to_ask
from projects.queries.readers import reader_of, shown_state
from projects.services.changes import answer_change, ask_change, drop_change
from projects.views.acts import perform, posted


@require_safe
@signed_in
def changes(request: HttpRequest, number: str) -> HttpResponse:
    """List what was asked to change, the latest first, with what each altered and what was answered."""
    project = access.get_project(request.user, number, may=access.can_read_history)
    return render(request, "projects/changes.html", _page(request, project))


def _page(request: HttpRequest, project: Project) -> dict[str, Any]:
    rows = list(project.change_requests.select_related("asked_by", "answered_by", "letter"))
    found = differences_of(rows)
    lines = [
        {"change": row, "differences": changed, "kind": _KINDS[row.state]}
        for row, changed in zip(rows, found, strict=True)
    ]
    waiting = next((row for row in rows if row.is_open), None)
    carries = access.can_edit(request.user, project)
    return {
        "project": project,
        "lines": lines,
        "waiting": waiting,
        "may_ask": carries and _is_changeable(request, project) and (not waiting or waiting.state == "sent_back"),
        "may_drop": carries and waiting is not None,
        "may_answer": access.can_examine(request.user, project) and bool(waiting) and waiting.state == "asked",
        "form": OnceForm(),
    }


_KINDS = {
    ChangeState.ASKED: "with",
    ChangeState.SENT_BACK: "you",
    ChangeState.GRANTED: "ok",
    ChangeState.NOTED: "ok",
    ChangeState.REFUSED: "late",
    ChangeState.DROPPED: "neutral",
}


def _is_changeable(request: HttpRequest, project: Project) -> bool:
    state = shown_state(project, reader_of(request.user, project), calendar.real_now())
    return state in CHANGEABLE


@require_http_methods(["GET", "POST"])
@signed_in
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask to change an accepted dossier, or take up again what was sent back."""
    project = access.get_project(request.user, number, may=access.can_edit, states=CHANGEABLE)
    waiting = open_change(project)
    if not _is_changeable(request, project) or (waiting and waiting.state == ChangeState.ASKED):
        raise StateForbids(_("Ce dossier ne prend pas de demande de changement maintenant : relisez où il en est."))
    lines = list(project.budget_lines.select_related("account"))
    form = ChangeForm(posted(request), request.FILES or None, project=project, lines=lines, change=waiting)
    status = 200
    effects = _effects(request, project, form) if form.is_valid() else None
    if form.is_valid() and not effects:
        on = calendar.today(project.carrier.zone)
        facts = {"project": project, "on": on, "by": request.user, "now": calendar.now()}
        status = perform(form, ask_change, **facts, **form.facts())
        if status is None:
            messages.success(request, _sent_words(project))
            return redirect("projects:changes", project.number)
    rules = project.call_rules
    context = {"project": project, "form": form, "sent_back": waiting, "rules": rules, "effects": effects}
    return render(request, "projects/change_ask.html", context, status=status)


def _effects(request: HttpRequest, project: Project, form: ChangeForm) -> DateEffects | None:
    """Say what the dates asked for would do to the group, unless this was said already."""
    days = [form.cleaned_data.get(name) or getattr(project, name) for name in ("departs_on", "returns_on")]
    return effects_of_dates(request.user, project, *days, read=request.POST.get("effets_lus", ""))


def _sent_words(project: Project) -> str:
    if project.change_requests.open().exists():
        return _("Votre demande est partie : l’OFQJ vous répond. En attendant, le dossier reste tel quel.")
    return _("C’est noté : le dossier est à jour, l’OFQJ est prévenu.")


@require_http_methods(["GET", "POST"])
@signed_in
def answer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Grant a change, refuse it or send it back."""
    project = access.get_project(request.user, number, may=access.can_examine)
    change = open_door(project.change_requests.all(), request.user, pk=pk, states=[ChangeState.ASKED])
    form, status = ChangeAnswerForm(posted(request)), 200
    if form.is_valid():
        status = perform(form, answer_change, change=change, by=request.user, now=calendar.now(), **form.cleaned_data)
        if status is None:
            messages.success(request, _("Réponse enregistrée. La structure reçoit un message."))
            return redirect("projects:changes", project.number)
    context = {
        "project": project,
        "change": change,
        "differences": differences(change),
        "reasons": reasons_to_ask(project, change.proposed),
        "form": form,
    }
    return render(request, "projects/change_answer.html", context, status=status)


@signed_in
def drop(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Give up what was asked."""
    project = access.get_project(request.user, number, may=access.can_edit)
    change = open_door(project.change_requests.all(), request.user, pk=pk)
    only_by_post(request)
    form = OnceForm(request.POST)
    form.is_valid()
    status = perform(form, drop_change, change=change, by=request.user, now=calendar.now())
    if status is None:
        messages.success(request, _("Demande abandonnée : le dossier reste tel quel."))
        return redirect("projects:changes", project.number)
    return render(request, "projects/changes.html", _page(request, project) | {"form": form}, status=status)
