"""The preparation of a group, counted back from its departure: a page, a calendar, a paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, signed_in
from participants.access import PRINTS_THE_GROUP, get_group
from participants.documents.planning_calendar import planning_ics
from participants.queries.planning import retro_planning
from participants.services.papers import request_planning


@signed_in
@require_safe
def planning(request: HttpRequest, number: str) -> HttpResponse:
    """Show the steps of the preparation with their days."""
    project = get_group(request.user, number, views=PRINTS_THE_GROUP).project
    steps = retro_planning(project, calendar.today())
    following = next((step for step in steps if not step.is_past), None)
    return render(request, "participants/planning.html", {"project": project, "steps": steps, "following": following})


@signed_in
def planning_paper(request: HttpRequest, number: str) -> HttpResponse:
    """Have the same steps laid out on paper by a worker."""
    project = get_group(request.user, number, views=PRINTS_THE_GROUP).project
    only_by_post(request)
    return redirect(request_planning(project=project, by=request.user))


@signed_in
@require_safe
def planning_calendar(request: HttpRequest, number: str) -> HttpResponse:
    """Hand the same steps over as a calendar."""
    project = get_group(request.user, number, views=PRINTS_THE_GROUP).project
    content = planning_ics(project, retro_planning(project, calendar.today()), made_at=calendar.now())
    name = f"preparation-{project.number}.ics"
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )
