"""Personal links to partners: the carrier sends and revokes them, whoever holds one answers without an account."""

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
from ofqj_portal.core.once import claim_once
from ofqj_portal.core.shores import reading_as
from projects import access
from projects.enums import HOST_MAY_WRITE
from projects.forms.dossier import LinkAnswerForm, LinkForm
from projects.models import Project, ProjectStructure
from projects.queries.hosting_links import (
    HOSTING_LINK,
    awaits_answer,
    invitation_facts,
    known_addresses,
    links_that_matter,
    row_of,
)
from projects.services.hosting_links import revoke_link, send_link
from projects.services.partnership import answer_by_link
from projects.views.frame import frame

# ---- the carrier ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@signed_in
def manage(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Show the carrier the link of a partner, and send one, or another in its place."""
    project = access.get_project(request.user, number, may=access.can_edit, states=HOST_MAY_WRITE)
    row = _partner(request, project, pk)
    link = links_that_matter([row]).get(row.pk)
    known = known_addresses(row.structure)
    first = link.email if link else known[0].email if known else ""
    form, status = LinkForm(request.POST or None, initial={"email": first}), 200
    if form.is_valid():
        try:
            with transaction.atomic():
                if claim_once(form.once_token):
                    send_link(project=project, row=row, email=form.cleaned_data["email"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Le lien part à %s.") % form.cleaned_data["email"])
            return redirect("projects:manage_link", number, pk)
    context = frame(project, request.user)
    context |= {"form": form, "row": row, "link": link, "known": known, "here": _("Lien personnel")}
    context |= {"asked": awaits_answer(row)}
    return render(request, "projects/link_manage.html", context, status=status)


@signed_in
def revoke(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Make the link of a partner open nothing any more."""
    project = access.get_project(request.user, number, may=access.can_edit, states=HOST_MAY_WRITE)
    row = _partner(request, project, pk)
    only_by_post(request)
    revoke_link(project=project, row=row, by=request.user)
    messages.success(request, _("Le lien est annulé : il n’ouvre plus rien."))
    return redirect("projects:manage_link", number, pk)


def _partner(request: HttpRequest, project: Project, pk: int) -> ProjectStructure:
    rows = project.structures.filter(is_lead=False).select_related("structure", "project")
    return open_door(rows, request.user, pk=pk)


# ---- whoever holds the link -----------------------------------------------------------------------------------------


@sensitive_variables("token")
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to whoever holds its link, in the words of the invited structure; only a POST answers."""
    link = find_link_within_limits(request, token, HOSTING_LINK)
    row = row_of(link)
    with reading_as(row.structure.shore), timezone.override(row.structure.zone):
        form = LinkAnswerForm(request.POST or None)
        if form.is_valid():
            row = answer_by_link(
                link=link,
                takes_part=form.cleaned_data["answer"] == "yes",
                reason=form.cleaned_data["reason"],
                now=calendar.now(),
            )
            return render(request, "projects/link_answered.html", {"row": row, "project": row.project})
        context = {"row": row, "project": row.project, "link": link, "form": form, "facts": invitation_facts(row)}
        return render(request, "projects/link_answer.html", context)
