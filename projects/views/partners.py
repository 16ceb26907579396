"""The structures of a dossier: the carrier invites, the partner answers."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, open_door, signed_in
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from ofqj_portal.core.once import claim_once
from partners.models import Structure
from projects import access
from projects.enums import HOST_MAY_WRITE, HostingState, ProjectState, Side
from projects.forms.dossier import HostingForm, InviteForm, PartnerSearchForm, RefusalForm
from projects.models import Project, ProjectStructure
from projects.queries.hosting_links import links_that_matter, partner_lines, with_addresses
from projects.queries.partners import invitable_structures, partner_suggestions
from projects.sections import STRUCTURES, DossierSection
from projects.services.partnership import (
    confirm_hosting,
    describe_hosting,
    invite_partner,
    refuse_hosting,
    remove_partner,
)
from projects.views import plain
from projects.views.clashes import ShownClash, shown_clashes, yielded_fields
from projects.views.frame import frame
from projects.views.keeping import keep_key, keep_part, saves_by_itself

WRITABLE = (ProjectState.DRAFT, ProjectState.INCOMPLETE)


def structures_section(request: HttpRequest, project: Project, spec: DossierSection) -> HttpResponse:
    """Show the structures of the dossier, look for others, say which entente the project is born of."""
    if request.method == "POST":
        return plain.plain_section(request, project, spec)
    search = PartnerSearchForm(request.GET or None)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    context = frame(project, request.user, current=STRUCTURES)
    form = plain.build_form(project, spec, None)
    context |= {
        "form": form,
        "keep": keep_key(request.user, project, spec.code),
        "lines": partner_lines(project),
        "search": search,
        "words": words,
        "found": with_addresses(invitable_structures(project, words)[:10]) if words else [],
        "suggestions": [] if words else with_addresses(partner_suggestions(project, form.ententes)),
        "sides": [(Side.HOST, _("accueille le groupe")), (Side.CARRIER, _("porte le projet avec vous"))],
    }
    return render(request, "projects/section_structures.html", context)


@signed_in
def invite(request: HttpRequest, number: str) -> HttpResponse:
    """Put a structure of the directory on the dossier and ask it to confirm."""
    project = access.get_project(request.user, number, may=access.can_edit, states=WRITABLE)
    only_by_post(request)
    form = InviteForm(request.POST, structures=Structure.objects.active().filter(section=""))
    if not form.is_valid():
        messages.error(request, _("Choisissez une structure de l’annuaire, une adresse complète, puis invitez-la."))
        return redirect("projects:section", number, "structures")
    try:
        row = invite_partner(project=project, by=request.user, now=calendar.now(), **form.cleaned_data)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _sent_words(row))
    return redirect("projects:section", number, "structures")


def _sent_words(row: ProjectStructure) -> str:
    words = {"structure": row.structure}
    link = links_that_matter([row]).get(row.pk)
    if link is None:
        return _("%(structure)s est invitée : un message vient de partir.") % words
    return _("%(structure)s est invitée : un lien personnel part à %(email)s.") % (words | {"email": link.email})


@signed_in
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a structure off the dossier."""
    project = access.get_project(request.user, number, may=access.can_edit, states=WRITABLE)
    row = open_door(project.structures.all(), request.user, pk=pk)
    only_by_post(request)
    try:
        remove_partner(project=project, row=row, by=request.user, now=calendar.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La structure n’est plus sur le dossier."))
    return redirect("projects:section", number, "structures")


@require_http_methods(["GET", "POST"])
@signed_in
def hosting(request: HttpRequest, number: str) -> HttpResponse:
    """Let a partner confirm and describe its part, until the OFQJ answers."""
    project = access.get_project(request.user, number, may=access.can_answer_hosting, states=HOST_MAY_WRITE)
    row = access.host_row(request.user, project)
    initial = {"contribution": row.contribution, "seen": row.contribution}
    form, status = HostingForm(request.POST or None, initial=initial), 200
    clashes: list[ShownClash] = []
    if saves_by_itself(request):
        return keep_part(request, project, row.structure, form)
    if form.is_valid():
        try:
            with transaction.atomic():
                if claim_once(form.once_token):
                    _answer(request, project, row, form)
        except EditedMeanwhile as refusal:
            clashes, data = shown_clashes(refusal.clashes), request.POST.copy()
            data["seen"] = refusal.clashes[0].theirs
            form, status = HostingForm(data), refusal.status
            form.add_error(None, str(refusal))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Merci : votre réponse est enregistrée."))
            return redirect(project)
    context = frame(project, request.user)
    context |= {"form": form, "row": row, "asked": row.state == HostingState.INVITED, "here": _("Votre part")}
    context |= {"clashes": clashes, "keep": keep_key(request.user, project, f"part-{row.pk}")}
    return render(request, "projects/hosting.html", context, status=status)


def _answer(request: HttpRequest, project: Project, row: object, form: HostingForm) -> None:
    act = {"project": project, "structure": row.structure, "by": request.user, "now": calendar.now()}
    seen, contribution = form.cleaned_data["seen"], form.cleaned_data["contribution"]
    if "contribution" in yielded_fields(request.POST):
        contribution = seen  # their text, which the page showed beside hers
    if row.state != HostingState.INVITED or row.contribution:
        describe_hosting(contribution=contribution, seen=seen, **act)
    if row.state == HostingState.INVITED:
        confirm_hosting(contribution=contribution, **act)


@require_http_methods(["GET", "POST"])
@signed_in
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    """Let a partner say that it takes no part."""
    project = access.get_project(request.user, number, may=access.can_answer_hosting, states=HOST_MAY_WRITE)
    row = access.host_row(request.user, project)
    form, status = RefusalForm(request.POST or None), 200
    if form.is_valid():
        try:
            with transaction.atomic():
                if claim_once(form.once_token):
                    refuse_hosting(
                        project=project,
                        structure=row.structure,
                        by=request.user,
                        now=calendar.now(),
                        **form.cleaned_data,
                    )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("C’est noté : la structure porteuse est prévenue."))
            return redirect("projects:list")
    context = {
        "form": form,
        "project": project,
        "question": _("Votre structure ne participe pas à ce projet ?"),
        "consequences": [_("Vous ne verrez plus ce dossier."), _("La structure porteuse pourra en inviter une autre.")],
        "submit_label": _("Ne pas participer"),
        "cancel_url": reverse("projects:hosting", args=[number]),
        "danger": True,
        "heading": _("Refuser l’accueil"),
    }
    return render(request, "projects/confirm.html", context, status=status)
