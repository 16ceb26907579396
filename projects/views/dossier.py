"""Begin a dossier, and read one."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, only_by_post, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.once import claim_once, keep_result, result_of
from projects import access
from projects.doors import DECISIONS_PART, EXTRAS_PART, PIECES_PART, WHOLE, prepared_door
from projects.forms.dossier import StartForm
from projects.models import Project
from projects.models.message import count_of_new
from projects.models.told import parts_told
from projects.queries.agreements import money_wait
from projects.queries.calls import open_calls
from projects.queries.detail import dossier_page, with_versions
from projects.queries.review_clock import with_waiting
from projects.queries.starting import drafts_already, projects_to_start_from
from projects.services.archive import request_archive
from projects.services.copying import start_from
from projects.services.drafting import create_draft


@require_http_methods(["GET", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Begin a draft for one of the reader's structures on an open call; the number is given here."""
    allow(access.can_create(request.user))
    calls, carriers = open_calls(calendar.now()), access.carrying_structures(request.user)
    initial = {
        "call": calls.filter(code=request.GET.get("appel", "")[:40]).first() or (calls[0] if len(calls) == 1 else None),
        "carrier": carriers.filter(pk=getattr(request.structure, "pk", None)).first() or carriers.first(),
    }
    models = projects_to_start_from(request.user)
    initial["model"] = models.filter(number=request.GET.get("modele", "")[:20]).first()
    form, status = StartForm(request.POST or None, calls=calls, carriers=carriers, models=models, initial=initial), 200
    drafts: list[Project] = []
    if request.method == "GET" and initial["call"] and initial["carrier"]:
        drafts = drafts_already(request.user, initial["call"], initial["carrier"])
    if form.is_valid() and "another" not in request.POST and not result_of(form.once_token):
        drafts = drafts_already(request.user, form.cleaned_data["call"], form.cleaned_data["carrier"])
    if form.is_valid() and not drafts:
        try:
            with transaction.atomic():
                if not claim_once(form.once_token):
                    return redirect(result_of(form.once_token) or reverse("projects:list"))
                project = _begin(request.user, **form.cleaned_data)
                keep_result(form.once_token, project.get_absolute_url())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            return redirect("projects:section", project.number, "structures")
    context = {"form": form, "any": bool(calls), "drafts": drafts}
    context["trail"] = [{"label": _("Projets"), "url": reverse("projects:list")}]
    return render(request, "projects/project_start.html", context, status=status)


def _begin(by: Any, *, model: Project | None = None, **typed: Any) -> Project:
    if model is None:
        return create_draft(by=by, now=calendar.now(), **typed)
    return start_from(model=model, by=by, now=calendar.now(), **typed)


@signed_in
def archive(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the whole dossier in one file; the page of the job says when it is there."""
    project = access.get_project(request.user, number, may=access.can_read_history)
    only_by_post(request)
    return redirect(request_archive(project=project, by=request.user))


@require_safe
@signed_in
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show a dossier: what comes next, its life, what it says, its rules and its history."""
    now = calendar.now()
    project = access.get_project(request.user, number, rows=_READ.of(request.user, number=number, now=now))
    return render(request, "projects/project_detail.html", dossier_page(project, request.user, now=now))


def _read(rows: Any, user: Any, *, now: datetime) -> Any:
    told = {"money_wait": money_wait(), "new_messages": count_of_new(user)}
    return with_versions(with_waiting(rows.annotate(**told, **parts_told()), now))


_READ = prepared_door(_read, *WHOLE, PIECES_PART, EXTRAS_PART, DECISIONS_PART, now=datetime)
