"""The officers' queue: filtered by the address, under names of one's own; its dossiers handed over in one act."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, exists_for, only_by_post, open_door, signed_in
from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.once import claim_once
from ofqj_portal.core.pages import LongPages
from ofqj_portal.core.roles import Role, sections_of
from ofqj_portal.notifications.models import SavedView
from ofqj_portal.notifications.services.saved_views import open_first, remove_view, save_view, tidy
from projects.forms.queue import ALL_VIEWS, COLUMNS, BulkAssignForm, QueueFilterForm, SaveViewForm
from projects.models import Project
from projects.models.visibility import examined_by
from projects.queries.list_pages import queue_page_rows, with_shares
from projects.queries.messages import threads_to_answer
from projects.queries.queue import (
    QUEUE,
    circles_of,
    officers_of,
    queue_choices,
    queue_lines,
    queue_views,
    sections_examined_by,
)
from projects.services.assignment import Assigned, assign_in_bulk
from projects.views.acts import perform

ROWS = 50
THREADS = 10
FILTERS = ("text", "state", "call", "officer", "label", "late", "colonnes")


@require_safe
@signed_in
def queue(request: HttpRequest) -> HttpResponse:
    """List the dossiers of one's own section, with who has the ball and what is late."""
    exists_for(bool(sections_examined_by(request.user)))
    views = queue_views(request.user)
    first = next((view for view in views if view.is_default and view.owner_id == request.user.pk), None)
    if first and not request.GET:
        return redirect(f"{reverse('projects:queue')}?{first.query or f'vue={ALL_VIEWS}'}")
    return _queue(request, views)


def _queue(request: HttpRequest, views: list[SavedView], status: int = 200, **forms: OnceForm) -> HttpResponse:
    user, now = request.user, calendar.now()
    choices = queue_choices(user, now=now)
    form = QueueFilterForm(request.GET, choices=choices)
    rows = queue_page_rows(user, form.filters(), now=now)
    page = LongPages(rows, ROWS).get_page(request.GET.get("page"))
    lines, here = (
        queue_lines(with_shares(page.object_list), user, now=now),
        tidy(request.GET.urlencode(), names=FILTERS),
    )
    numbers = [line.project.number for line in lines]
    context = {
        "form": form,
        "shows": dict.fromkeys(dict(COLUMNS), False) | dict.fromkeys(form.columns(), True),
        "page": page,
        "rows": lines,
        "active": any(request.GET.get(name) for name in FILTERS if name != "colonnes"),
        "here": here,
        "everything": f"?vue={ALL_VIEWS}",
        "views": [(view, view.query == here, view.owner_id == user.pk) for view in views],
        "loads": choices.loads,
        "may_decide": bool(sections_of(user, Role.DECIDER)),
        "threads": threads_to_answer(user)[:THREADS],
        "view_form": SaveViewForm(initial={"query": here}),
        "bulk_form": BulkAssignForm(officers=choices.officers, numbers=numbers),
        "once": OnceForm(auto_id=False),
    }
    return render(request, "projects/queue.html", context | forms, status=status)


@signed_in
def assign_many(request: HttpRequest) -> HttpResponse:
    """Hand the dossiers that were ticked to one colleague."""
    sections = sections_examined_by(request.user)
    exists_for(bool(sections))
    only_by_post(request)
    posted = request.POST.getlist("dossiers")[:ROWS]
    projects = {p.number: p for p in Project.objects.filter(examined_by(request.user), number__in=_readable(posted))}
    officers = {str(person.pk): person for person in officers_of(sections)}
    choices = [(key, str(person)) for key, person in officers.items()]
    form = BulkAssignForm(request.POST, officers=choices, numbers=list(projects))
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return _back(request)
    chosen = [projects[number] for number in form.cleaned_data["dossiers"]]
    with transaction.atomic():
        if claim_once(form.once_token):
            officer = officers[form.cleaned_data["officer"]]
            _say(
                request, assign_in_bulk(projects=chosen, officer=officer, by=request.user, now=calendar.now()), officer
            )
    return _back(request)


def _readable(numbers: list[str]) -> list[str]:
    return [number for number in numbers if "\0" not in number]


def _say(request: HttpRequest, outcome: Assigned, officer: User) -> None:
    if done := len(outcome.done):
        words = ngettext("%(n)d dossier confié à %(who)s.", "%(n)d dossiers confiés à %(who)s.", done)
        messages.success(request, words % {"n": done, "who": officer})
    for project, reason in outcome.refused:
        messages.warning(request, f"{project.number} : {reason}")


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Return to the queue, as it was filtered."""
    here = tidy(request.POST.get("here", ""), names=FILTERS)
    return redirect(f"{reverse('projects:queue')}?{here or f'vue={ALL_VIEWS}'}")


@signed_in
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters in place under a name."""
    exists_for(bool(sections_examined_by(request.user)))
    only_by_post(request)
    form, status = SaveViewForm(request.POST), 200
    if form.is_valid():
        said = form.cleaned_data
        facts = {"page": QUEUE, "name": said["name"], "is_default": said["is_default"], "by": request.user}
        facts["query"] = tidy(said["query"], names=FILTERS)
        facts["circle"] = circles_of(request.user)[0] if said["shared"] else ""
        status = perform(form, save_view, **facts, now=calendar.now())
        if status is None:
            messages.success(request, _("Vue « %s » enregistrée.") % said["name"])
            return redirect(f"{reverse('projects:queue')}?{facts['query'] or f'vue={ALL_VIEWS}'}")
    return _queue(request, queue_views(request.user), status, view_form=form)


@signed_in
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own view back."""
    view = _own_view(request, pk)
    remove_view(view=view, by=request.user)
    messages.success(request, _("Vue « %s » retirée.") % view.name)
    return redirect(f"{reverse('projects:queue')}?vue={ALL_VIEWS}")


@signed_in
def first_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the queue open on one's own view, or no longer."""
    view = _own_view(request, pk)
    open_first(view=view, first=not view.is_default, by=request.user)
    words = _("Votre file s’ouvrira sur « %s ».") if view.is_default else _("Votre file s’ouvrira sans filtre.")
    messages.success(request, words % view.name if view.is_default else words)
    return redirect(f"{reverse('projects:queue')}?{view.query or f'vue={ALL_VIEWS}'}")


def _own_view(request: HttpRequest, pk: int) -> SavedView:
    exists_for(bool(sections_examined_by(request.user)))
    view = open_door(_views_of(request.user), request.user, pk=pk)
    allow(view.owner_id == request.user.pk)
    only_by_post(request)
    return view


def _views_of(user: Any) -> Any:
    return SavedView.objects.seen_by(user, page=QUEUE, circles=circles_of(user))
