"""The pieces of a dossier."""

from django.contrib import messages
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, open_door, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.once import claim_once
from projects import access
from projects.enums import ProjectState
from projects.forms.pieces import PieceForm
from projects.models import Project
from projects.queries.pieces import asked_pieces
from projects.sections import PIECES, DossierSection
from projects.services.joining import add_piece, remove_piece
from projects.views.frame import frame


def pieces_section(request: HttpRequest, project: Project, spec: DossierSection) -> HttpResponse:
    """Show the pieces asked for and those that are there; join one at a time."""
    form = PieceForm(request.POST, request.FILES) if request.method == "POST" else PieceForm()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            join(request, project, form)
        except DomainError as refusal:
            form.add_error("file", str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Pièce jointe."))
            return redirect(request.path)
    context = frame(project, request.user, current=PIECES)
    prefetch_related_objects(there := list(project.pieces.all()), "file")
    facts = context["facts"]
    context |= {"form": form, "pieces": there, "asked": asked_pieces(project.call, facts.rules, facts.categories)}
    return render(request, "projects/section_pieces.html", context, status=status)


def join(request: HttpRequest, project: Project, form: PieceForm) -> None:
    """Keep the file once, whoever clicks twice."""
    upload = form.cleaned_data["file"]
    with transaction.atomic():
        if claim_once(form.once_token):
            add_piece(
                project=project,
                category=form.cleaned_data["category"],
                content=upload.read(),
                name=upload.name,
                by=request.user,
                now=calendar.now(),
            )


@signed_in
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a piece off the dossier."""
    states = [ProjectState.DRAFT, ProjectState.INCOMPLETE]
    project = access.get_project(request.user, number, may=access.can_edit, states=states)
    piece = open_door(project.pieces.all(), request.user, pk=pk)
    only_by_post(request)
    try:
        remove_piece(project=project, piece=piece, by=request.user, now=calendar.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Pièce retirée."))
    return redirect("projects:section", project.number, "pieces")
