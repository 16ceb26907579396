"""The bookings of a stay: the plan everybody on the dossier reads, and the form of those who carry it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, open_door, signed_in
from ofqj_portal.core.forms import OnceForm
from projects import access
from projects.enums import BOOKABLE, ProjectState
from projects.forms.bookings import BookingForm
from projects.models import Booking, Project
from projects.queries.bookings import booking_plan
from projects.sections import BOOKINGS, BOOKINGS_TITLE
from projects.services.bookings import remove_booking, save_booking
from projects.views.acts import perform, posted
from projects.views.frame import frame, next_section_url


@require_safe
@signed_in
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """Show what is booked and what is left to book."""
    rows = access.with_parts(Project.objects.prefetch_related("bookings"))
    project = access.get_project(request.user, number, may=access.can_read_narrative, rows=rows)
    return _plan(request, project, OnceForm(), 200)


def _plan(request: HttpRequest, project: Project, form: OnceForm, status: int) -> HttpResponse:
    """Show the plan, as a step of the dossier to who writes its draft."""
    may_write = access.can_edit(request.user, project) and project.state in BOOKABLE
    context = {"project": project, "plan": booking_plan(project), "may_write": may_write, "form": form}
    if may_write and project.state == ProjectState.DRAFT:
        context |= frame(project, request.user, current=BOOKINGS)
        context |= {"here": BOOKINGS_TITLE, "next_url": next_section_url(project, BOOKINGS)}
        return render(request, "projects/section_bookings.html", context, status=status)
    return render(request, "projects/bookings.html", context | {"trail": _trail(project)}, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Note one more booking."""
    project = access.get_project(request.user, number, may=access.can_edit, states=BOOKABLE)
    return _write(request, project, None)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Write a booking again."""
    project = access.get_project(request.user, number, may=access.can_edit, states=BOOKABLE)
    return _write(request, project, open_door(project.bookings.all(), request.user, pk=pk))


def _write(request: HttpRequest, project: Project, booking: Booking | None) -> HttpResponse:
    initial = {"currency": project.currency, "starts_on": project.departs_on, "ends_on": project.returns_on}
    form, status = BookingForm(posted(request), instance=booking, initial=None if booking else initial), 200
    if form.is_valid():
        act = {"project": project, "booking": booking, "values": form.columns}
        status = perform(form, save_booking, by=request.user, now=calendar.now(), **act)
        if status is None:
            messages.success(request, _("Réservation notée."))
            return redirect("projects:bookings", project.number)
    here = {"label": _("Réservations"), "url": reverse("projects:bookings", args=[project.number])}
    context = {"project": project, "booking": booking, "form": form, "trail": [*_trail(project), here]}
    return render(request, "projects/booking.html", context, status=status)


@signed_in
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a booking off the plan."""
    project = access.get_project(request.user, number, may=access.can_edit, states=BOOKABLE)
    booking = open_door(project.bookings.select_related("project"), request.user, pk=pk)
    only_by_post(request)
    form = OnceForm(request.POST)
    form.is_valid()
    status = perform(form, remove_booking, booking=booking, by=request.user, now=calendar.now())
    if status is None:
        messages.success(request, _("Réservation enlevée du plan."))
        return redirect("projects:bookings", project.number)
    return _plan(request, project, form, status)


def _trail(project: Project) -> list[dict[str, str]]:
    return [
        {"label": _("Projets"), "url": reverse("projects:list")},
        {"label": project.number, "url": project.get_absolute_url()},
    ]
