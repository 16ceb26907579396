"""What was handed in each time, and what changed between two versions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ofqj_portal.core.access import open_door, signed_in
from ofqj_portal.core.versions import compare, versions_of
from projects import access
from projects.queries.snapshot import labels, show


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
        "changes": compare(before.data, after.data, labels(), show=show),
        "trail": [
            {"label": _("Projets"), "url": reverse("projects:list")},
            {"label": project.number, "url": project.get_absolute_url()},
        ],
    }
    return render(request, "projects/version_diff.html", context)
