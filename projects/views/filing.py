"""File a dossier, take it back, open it again, answer the OFQJ."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import StateForbids, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.once import claim_once
from projects import access
from projects.enums import WITHDRAWABLE, ProjectState
from projects.forms.dossier import AnswerForm, ConfirmForm
from projects.models import Project
from projects.queries.detail import summary_of
from projects.queries.openness import bring_requests, open_fields
from projects.queries.readers import open_request
from projects.rules import RuleResult, obstacles
from projects.rules.result import field_url
from projects.sections import SUBMISSION, DossierSection, field_label
from projects.services.submission import (
    NotReadyToFile,
    answer_complements,
    reopen_draft,
    submit_project,
    withdraw_project,
)
from projects.views.frame import frame

Act = Callable[..., Project]


def act_once(request: HttpRequest, form: ConfirmForm, act: Act, project: Project, **more: Any) -> None:
    """Do `act` unless this very form was already acted upon; its refusals go to the caller."""
    with transaction.atomic():
        if claim_once(form.once_token):
            act(project=project, by=request.user, now=calendar.now(), **more)


def submission_section(request: HttpRequest, project: Project, spec: DossierSection) -> HttpResponse:
    """Read the whole dossier again, with all that stands in the way of its filing; file it by POST."""
    if project.state != ProjectState.DRAFT:
        raise StateForbids(_("Ce dossier est déjà déposé."))
    form, status = ConfirmForm(request.POST if request.method == "POST" else None), 200
    found: list[RuleResult] = []
    if form.is_valid():
        try:
            act_once(request, form, submit_project, project)
        except NotReadyToFile as refusal:
            found = refusal.obstacles
            form.add_error(None, str(refusal))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Votre dossier est déposé. Un accusé de réception part à votre structure."))
            return redirect(project)
    context = frame(project, request.user, current=SUBMISSION)
    context |= {
        "form": form,
        "obstacles": found or obstacles(project, context["facts"].on, facts=context["facts"]),
        "is_open": project.call.is_open(calendar.now()),
        "summary": summary_of(project, request.user, open_fields(project)),
    }
    return render(request, "projects/section_submission.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take a filed dossier back."""
    project = access.get_project(request.user, number, may=access.can_withdraw, states=WITHDRAWABLE)
    consequences = [_("L’OFQJ arrête de l’instruire."), _("Tant que l’appel est ouvert, vous pouvez le rouvrir.")]
    return _confirm(
        request,
        project,
        withdraw_project,
        heading=_("Retirer le dossier"),
        question=_("Retirer « %s » ?") % project.title,
        consequences=consequences,
        submit_label=_("Retirer le dossier"),
        done=_("Le dossier est retiré."),
        danger=True,
    )


@require_http_methods(["GET", "POST"])
@signed_in
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """Make a withdrawn dossier a draft again."""
    project = access.get_project(request.user, number, may=access.can_edit, states=[ProjectState.WITHDRAWN])
    return _confirm(
        request,
        project,
        reopen_draft,
        heading=_("Rouvrir le brouillon"),
        question=_("Reprendre « %s » comme brouillon ?") % project.title,
        consequences=[_("Tout ce que vous aviez écrit est là."), _("Il faudra le déposer de nouveau.")],
        submit_label=_("Rouvrir le brouillon"),
        done=_("Le brouillon est rouvert."),
    )


def _confirm(request: HttpRequest, project: Project, act: Act, *, done: str, **context: Any) -> HttpResponse:
    form, status = ConfirmForm(request.POST if request.method == "POST" else None), 200
    if form.is_valid():
        try:
            act_once(request, form, act, project)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, done)
            return redirect(project)
    context |= {"project": project, "form": form, "cancel_url": project.get_absolute_url()}
    return render(request, "projects/confirm.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def complements(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the OFQJ asks for, where to write it, and send the answer."""
    rows = access.with_parts(Project.objects.all()) if request.method == "GET" else None  # a POST reads what it wrote
    incomplete = [ProjectState.INCOMPLETE]
    project = access.get_project(request.user, number, may=access.can_answer, states=incomplete, rows=rows)
    bring_requests(project)
    asked = open_request(project)
    form, status = AnswerForm(request.POST if request.method == "POST" else None), 200
    found: list[RuleResult] = []
    if form.is_valid():
        try:
            act_once(request, form, answer_complements, project, **form.cleaned_data)
        except NotReadyToFile as refusal:
            found = refusal.obstacles
            form.add_error(None, str(refusal))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Vos compléments sont envoyés : l’instruction reprend."))
            return redirect(project)
    context = frame(project, request.user)
    fields = [{"label": field_label(field), "url": field_url(project.number, field)} for field in asked.fields]
    context |= {
        "form": form,
        "asked": asked,
        "fields": fields,
        "obstacles": found,
        "late": asked.due_at < calendar.now(),
        "here": _("Compléments"),
    }
    return render(request, "projects/complements.html", context, status=status)
