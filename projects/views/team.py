"""What a team keeps to itself: its notes on a dossier, and its labels."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, exists_for, only_by_post, open_door, signed_in
from projects import access
from projects.forms.team import LabelsForm, NoteForm
from projects.models import InternalNote
from projects.services.team import label_project, remove_note, write_note
from projects.views.acts import perform, posted
from projects.views.review import desk


@signed_in
def add_note(request: HttpRequest, number: str) -> HttpResponse:
    """Write a note for one's own team."""
    project = access.get_project(request.user, number, may=access.can_examine)
    only_by_post(request)
    section = min(access.sections_judged_by(request.user, project))
    form, status = NoteForm(request.POST), 200
    if form.is_valid():
        facts = {"project": project, "section": section, "by": request.user, "now": calendar.now()}
        status = perform(form, write_note, **facts, **form.cleaned_data)
        if status is None:
            messages.success(request, _("Note enregistrée. Votre équipe la lit, personne d’autre."))
            return redirect("projects:review", project.number)
    context = desk(request, project) | {"note_form": form, "form": form}
    return render(request, "projects/review.html", context, status=status)


@signed_in
def drop_note(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take one's own note back."""
    project = access.get_project(request.user, number, may=access.can_examine)
    sections = access.sections_judged_by(request.user, project)
    rows = InternalNote.objects.filter(project=project, section__in=sections).select_related("project", "author")
    note = open_door(rows, request.user, pk=pk)
    allow(note.author_id == request.user.pk)
    only_by_post(request)
    remove_note(note=note, by=request.user)
    messages.success(request, _("Note retirée."))
    return redirect("projects:review", project.number)


@require_http_methods(["GET", "POST"])
@signed_in
def labels(request: HttpRequest, number: str) -> HttpResponse:
    """Choose the labels that one's own section puts on the dossier."""
    project = access.get_project(request.user, number, may=access.can_examine)
    sections = access.sections_judged_by(request.user, project)
    exists_for(bool(sections))
    form, status = LabelsForm(posted(request), project=project, section=min(sections)), 200
    if form.is_valid():
        facts = {"project": project, "section": min(sections), "by": request.user, "now": calendar.now()}
        status = perform(form, label_project, **facts, **form.cleaned_data)
        if status is None:
            messages.success(request, _("Étiquettes enregistrées."))
            return redirect("projects:review", project.number)
    return render(request, "projects/labels.html", {"project": project, "form": form}, status=status)
