"""What was handed in each time, and what changed between two versions."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ofqj_portal.core.access import open_door, signed_in
from ofqj_portal.core.shores import format_instant
from ofqj_portal.core.versions import versions_of
from projects import access
from projects.forms.versions import VersionsForm
from projects.models import Project
from projects.queries.detail import versions_for, with_versions
from projects.queries.version_diff import changes_by_section


@require_safe
@signed_in
def versions(request: HttpRequest, number: str) -> HttpResponse:
    """List every version of a dossier, and compare any two."""
    rows = with_versions(Project.objects.all())
    project = access.get_project(request.user, number, may=access.can_read_history, rows=rows)
    form = _form(request, project)
    if form.is_valid():
        return redirect("projects:difference", project.number, form.cleaned_data["de"], form.cleaned_data["a"])
    context = {
        "project": project,
        "form": form,
        "versions": versions_for(project, request.user),
        "trail": _trail(project),
    }
    return render(request, "projects/versions.html", context)


@require_safe
@signed_in
def difference(request: HttpRequest, number: str, old: int, new: int) -> HttpResponse:
    """Show what changed between two versions of a dossier."""
    project = access.get_project(request.user, number, may=access.can_read_history)
    if old >= new:
        raise Http404
    before = open_door(versions_of(project), request.user, number=old)
    after = open_door(versions_of(project), request.user, number=new)
    context = {
        "project": project,
        "before": before,
        "after": after,
        "form": VersionsForm(initial={"de": old, "a": new}, choices=_choices(project)),
        "sections": changes_by_section(before.data, after.data),
        "trail": [*_trail(project), {"label": _("Versions"), "url": reverse("projects:versions", args=[number])}],
    }
    return render(request, "projects/version_diff.html", context)


def _form(request: HttpRequest, project: Project) -> VersionsForm:
    asked = request.GET if {"de", "a"} & request.GET.keys() else None
    choices = _choices(project)
    last = choices[0][0] if choices else 1
    return VersionsForm(asked, initial={"de": max(last - 1, 1), "a": last}, choices=choices)


def _choices(project: Project) -> list[tuple[int, str]]:
    rows = versions_of(project).order_by("-number").values_list("number", "note", "at")
    return [
        (n, " · ".join(part for part in (_("Version %d") % n, note, format_instant(at)) if part))
        for n, note, at in rows
    ]


def _trail(project: Project) -> list[dict[str, Any]]:
    return [
        {"label": _("Projets"), "url": reverse("projects:list")},
        {"label": project.number, "url": project.get_absolute_url()},
    ]
