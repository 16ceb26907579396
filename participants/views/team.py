"""Who leads the group, or is on the mission."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, signed_in
from ofqj_portal.core.errors import DomainError
from participants.access import get_own_group, get_professional
from participants.forms.group import ProfessionalForm
from participants.services.professional import add_professional, withdraw_professional
from participants.views.acts import do_once
from partners.models import Membership, Structure
from projects.enums import FOR_PROFESSIONALS


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add a leader, or a professional on a mission."""
    seen = get_own_group(request.user, number)
    project = seen.project
    members = Membership.objects.current(calendar.today()).filter(structure__in=seen.own_structures)
    form, status = (
        ProfessionalForm(
            request.POST or None,
            structures=Structure.objects.filter(pk__in=seen.own_structures).order_by("name"),
            users=User.objects.filter(pk__in=members.values("user")).order_by("last_name", "first_name"),
            for_mission=project.call.programme in FOR_PROFESSIONALS,
        ),
        200,
    )
    if form.is_valid():
        structure = form.cleaned_data["structure"]
        status = do_once(
            form,
            lambda: add_professional(
                project=project, structure=structure, member=form.member(), by=request.user, now=calendar.now()
            ),
        )
        if not status:
            messages.success(request, _("L’équipe est à jour."))
            return redirect("participants:group", number)
    context = {"project": project, "form": form, "cancel_url": reverse("participants:group", args=[number])}
    return render(request, "participants/team_add.html", context, status=status or 200)


@signed_in
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take somebody out of the team before the departure."""
    _group, professional = get_professional(request.user, number, pk)
    only_by_post(request)
    try:
        withdraw_professional(professional=professional, by=request.user, now=calendar.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%s ne fait plus partie de l’équipe.") % professional)
    return redirect("participants:group", number)
