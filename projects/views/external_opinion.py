"""An opinion asked outside: the officer asks, takes back and sends again; whoever holds the link reads and answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.limits import find_link_within_limits
from ofqj_portal.core import calendar
from ofqj_portal.core.access import by_link, only_by_post, open_door, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.links import LinkRefused
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.shores import Shore, reading_as
from projects import access
from projects.enums import REVIEWING
from projects.forms.external_opinion import ExternalAskForm, ExternalOpinionForm
from projects.models import ExternalOpinion
from projects.queries.external_opinions import EXTERNAL_LINK, asked_of, facts_for_outsiders
from projects.services.external_opinion import (
    ask_external_opinion,
    decline_for_a_tie,
    give_external_opinion,
    send_again,
    withdraw_external_opinion,
)
from projects.views.acts import perform, posted

# ---- the officer ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@signed_in
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask somebody outside for an opinion."""
    project = access.get_project(request.user, number, may=access.can_review, states=REVIEWING)
    form, status = ExternalAskForm(posted(request)), 200
    if form.is_valid():
        facts = {"project": project, "by": request.user, "now": calendar.now()}
        status = perform(form, ask_external_opinion, **facts, **form.cleaned_data)
        if status is None:
            messages.success(request, _("Le lien part à %s.") % form.cleaned_data["email"])
            return redirect("projects:review", project.number)
    return render(request, "projects/external_ask.html", {"project": project, "form": form}, status=status)


@signed_in
def withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a demand back."""
    asked = _asked(request, number, pk)
    only_by_post(request)
    return _act(request, asked, withdraw_external_opinion, _("La demande est retirée : le lien n’ouvre plus rien."))


@signed_in
def again(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Send another link in the place of the former one."""
    asked = _asked(request, number, pk)
    only_by_post(request)
    return _act(request, asked, send_again, _("Un nouveau lien part ; l’ancien n’ouvre plus rien."))


def _asked(request: HttpRequest, number: str, pk: int) -> ExternalOpinion:
    project = access.get_project(request.user, number, may=access.can_review)
    return open_door(project.external_opinions.select_related("project"), request.user, pk=pk)


def _act(request: HttpRequest, asked: ExternalOpinion, act: Callable[..., Any], done: str) -> HttpResponse:
    try:
        act(asked=asked, by=request.user, now=calendar.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("projects:review", asked.project.number)


# ---- whoever holds the link -----------------------------------------------------------------------------------------


@sensitive_variables("token")
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked and the dossier as an outsider may read it; only a POST gives an opinion, or says a tie."""
    link = find_link_within_limits(request, token, EXTERNAL_LINK)
    asked = asked_of(link)
    shore = Shore(asked.section)
    with reading_as(shore), timezone.override(asked.project.call.zone):
        if request.POST.get("intent") == "tie":
            return _answered(request, decline_for_a_tie(link=link, now=calendar.now()))
        form = ExternalOpinionForm(posted(request), grid=asked.project.call_rules.score_grid)
        if form.is_valid() and (given := _give(form, link)):
            return _answered(request, given)
        context = {"asked": asked, "project": asked.project, "link": link, "form": form}
        context["facts"] = facts_for_outsiders(asked.project)
        return render(request, "projects/external_answer.html", context)


def _give(form: ExternalOpinionForm, link: ActionLink) -> ExternalOpinion | None:
    try:
        with transaction.atomic():
            return give_external_opinion(link=link, now=calendar.now(), **form.cleaned_data)
    except LinkRefused:
        raise
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None


def _answered(request: HttpRequest, asked: ExternalOpinion) -> HttpResponse:
    return render(request, "projects/external_answered.html", {"asked": asked, "project": asked.project})
