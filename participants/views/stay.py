"""The day the group leaves, the day it comes back, the day it stops."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from participants.access import get_own_group
from participants.enums import ParticipationState, ProfessionalState
from participants.forms.stay import DepartureForm, ReturnForm, StopForm
from participants.queries.groups import group_rows, leader_rows
from participants.queries.sheets import group_lines
from participants.services.stay import confirm_departure, confirm_return, stop_stay
from participants.views.acts import do_once
from projects.enums import ProjectState


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def departure(request: HttpRequest, number: str) -> HttpResponse:
    """Note on the day who really left; the aid follows their number."""
    seen = get_own_group(request.user, number, states=(ProjectState.ACCEPTED,))
    project = seen.project
    lines = group_lines(group_rows(project), project, seen.own_structures)
    confirmed = group_rows(project).filter(state=ParticipationState.CONFIRMED)
    team = leader_rows(project).filter(state=ProfessionalState.PLANNED)
    initial = {"departed_on": min(calendar.today(), project.departs_on or calendar.today())}
    form, status = DepartureForm(request.POST or None, confirmed=confirmed, team=team, initial=initial), 200
    if form.is_valid():
        status = do_once(
            form,
            lambda: confirm_departure(
                project=project,
                leaving=form.who("leaving"),
                team=form.who("team"),
                departed_on=form.cleaned_data["departed_on"],
                by=request.user,
                now=calendar.now(),
            ),
        )
        if not status:
            messages.success(request, _("Le départ est noté. L’aide est recalculée sur les personnes parties."))
            return redirect("participants:group", number)
    left_behind = [line for line in lines if line.state in ("waiting", "registered")]
    context = {"project": project, "form": form, "left_behind": left_behind, "cancel_url": _group_url(number)}
    return render(request, "participants/departure.html", context, status=status or 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest, number: str) -> HttpResponse:
    """Note the return of the group, and who came back before."""
    seen = get_own_group(request.user, number, states=(ProjectState.ONGOING,))
    project = seen.project
    away = list(group_rows(project).filter(state=ParticipationState.DEPARTED))
    initial = {"returned_on": min(calendar.today(), project.returns_on or calendar.today())}
    form, status = ReturnForm(request.POST or None, away=away, initial=initial), 200
    if form.is_valid():
        status = do_once(
            form,
            lambda: confirm_return(
                project=project,
                returned_on=form.cleaned_data["returned_on"],
                early=form.early(),
                by=request.user,
                now=calendar.now(),
            ),
        )
        if not status:
            messages.success(request, _("Le retour est noté. Le bilan du projet vous attend, déjà commencé."))
            return redirect("participants:group", number)
    context = {"project": project, "form": form, "cancel_url": _group_url(number)}
    return render(request, "participants/return.html", context, status=status or 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, number: str) -> HttpResponse:
    """Note that the whole stay stopped before its end."""
    seen = get_own_group(request.user, number, states=(ProjectState.ONGOING,))
    form, status = StopForm(request.POST or None, initial={"interrupted_on": calendar.today()}), 200
    if form.is_valid():
        status = do_once(
            form,
            lambda: stop_stay(project=seen.project, by=request.user, now=calendar.now(), **form.cleaned_data),
        )
        if not status:
            messages.success(request, _("L’arrêt du séjour est noté. Le bilan du projet vous attend."))
            return redirect("participants:group", number)
    context = {
        "project": seen.project,
        "form": form,
        "heading": _("Le séjour s’arrête pour tout le groupe"),
        "consequences": [
            _("Chaque personne encore en séjour est notée comme revenue, séjour interrompu."),
            _("L’OFQJ est informé ; le bilan du projet devient dû."),
        ],
        "submit_label": _("Arrêter le séjour"),
        "cancel_url": _group_url(number),
        "danger": True,
    }
    return render(request, "participants/confirm_act.html", context, status=status or 200)


def _group_url(number: str) -> str:
    return reverse("participants:group", args=[number])
