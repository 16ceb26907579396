"""The page of a job: how far it is, and its result once it is there."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ofqj_portal.core import jobs
from ofqj_portal.core.access import only_by_post, open_door, signed_in
from ofqj_portal.core.models import Job


@require_safe
@signed_in
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show one's own job; htmx asks for its state only, a browser without script reloads the page."""
    found = _own_job(request, job_id)
    context = {
        "job": found,
        "title": jobs.title_of(found),
        "note": jobs.note_on(found),
        "poll_url": found.get_absolute_url(),
        "download_url": found.artefact.get_absolute_url() if found.artefact else "",
        "cancel_url": reverse("core:job_cancel", args=[found.pk]) if not found.cancel_asked_at else "",
    }
    fragment = request.headers.get("HX-Request") == "true"
    response = render(request, "core/job_state.html" if fragment else "core/job.html", context)
    response.headers["Vary"] = "HX-Request"
    return response


@signed_in
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Stop one's own job; one that is already over stays as it is."""
    found = _own_job(request, job_id)
    only_by_post(request)
    jobs.cancel(found)
    return redirect(found)


def _own_job(request: HttpRequest, job_id: UUID) -> Job:
    return open_door(Job.objects.filter(owner=request.user).select_related("artefact"), request.user, pk=job_id)
