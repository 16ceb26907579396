"""A tie with a dossier: declared by who has it, lifted by a decider of her section."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, open_door, signed_in
from projects import access
from projects.forms.conflict import DeclareConflictForm, LiftConflictForm
from projects.queries.conflicts import conflicts_on
from projects.services.conflict import declare_conflict, lift_conflict
from projects.views.acts import perform, posted


@require_http_methods(["GET", "POST"])
@signed_in
def declare(request: HttpRequest, number: str) -> HttpResponse:
    """Say that one has a tie with the dossier, which then leaves one's desk."""
    project = access.get_project(request.user, number, may=access.can_examine)
    form, status = DeclareConflictForm(posted(request)), 200
    if form.is_valid():
        facts = form.cleaned_data
        status = perform(form, declare_conflict, project=project, by=request.user, now=calendar.now(), **facts)
        if status is None:
            messages.success(request, _("C’est noté. Le dossier %s n’est plus sur votre bureau.") % project.number)
            return redirect("projects:queue")
    context = {
        "project": project,
        "form": form,
        "heading": _("Déclarer un conflit d’intérêts"),
        "question": _("Vous avez un lien avec ce dossier : une personne, une structure, un intérêt ?"),
        "consequences": [
            _("Vous ne verrez plus ce dossier, nulle part. Il ne pourra plus vous être confié."),
            _("Si vous avez donné un avis, il est écarté."),
            _("La décision dira que vous n’y avez pas pris part."),
            _("Seule une personne qui décide pour votre section peut lever ce conflit."),
        ],
        "submit_label": _("Déclarer ce lien"),
        "cancel_url": reverse("projects:review", args=[project.number]),
    }
    return render(request, "projects/confirm.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def lift(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Give the dossier back to a colleague whose tie no longer counts."""
    project = access.get_project(request.user, number, may=access.can_examine)
    declared = open_door(conflicts_on(project), request.user, pk=pk)
    allow(access.can_lift(request.user, declared))
    form, status = LiftConflictForm(posted(request)), 200
    if form.is_valid():
        facts = form.cleaned_data
        status = perform(form, lift_conflict, declared=declared, by=request.user, now=calendar.now(), **facts)
        if status is None:
            messages.success(request, _("Le conflit est levé : la personne retrouve ce dossier."))
            return redirect("projects:review", project.number)
    context = {
        "project": project,
        "form": form,
        "heading": _("Lever un conflit d’intérêts"),
        "question": _("%s retrouve ce dossier et peut de nouveau l’instruire ou le décider.") % declared.person,
        "consequences": [_("Un avis écarté le reste : il est à donner de nouveau.")],
        "submit_label": _("Lever le conflit"),
        "cancel_url": reverse("projects:review", args=[project.number]),
    }
    return render(request, "projects/confirm.html", context, status=status)
