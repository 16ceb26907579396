"""Invitations: the manager sends them again or takes them back, the invited person answers."""

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.accounts.limits import find_link_within_limits
from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.access import by_link, only_by_post, open_door, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.once import claim_once
from ofqj_portal.core.shores import reading_as
from partners import access
from partners.forms import InvitationForm, NewAccountForm
from partners.models import Invitation, Structure
from partners.queries.invitations import INVITATION_LINK, invitation_facts, invitation_of, invitations_for
from partners.services import (
    accept_invitation,
    decline_invitation,
    invite_member,
    resend_invitation,
    revoke_invitation,
)
from partners.services.invitations import NewAccount

# ---- the manager ----------------------------------------------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer somebody a role in the structure."""
    structure = access.get_own_structure(request.user, pk, may=access.can_manage_members)
    return _invite(request, structure)


@step_up_required
def _invite(request: HttpRequest, structure: Structure) -> HttpResponse:
    today = calendar.today(structure.zone)
    form, status = InvitationForm(request.POST or None, user=request.user, structure=structure, today=today), 200
    if form.is_valid():
        try:
            with transaction.atomic():
                if claim_once(form.once_token):
                    invite_member(structure=structure, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("L’invitation part à %s.") % form.cleaned_data["email"])
            return redirect("partners:members", structure.pk)
    return render(request, "partners/invite.html", {"structure": structure, "form": form}, status=status)


@signed_in
def resend(request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
    """Send the link of an invitation again."""
    structure, invitation = _own_invitation(request, pk, invitation_pk)
    only_by_post(request)
    form = OnceForm(request.POST)
    form.is_valid()
    try:
        with transaction.atomic():
            if claim_once(form.once_token):
                resend_invitation(invitation=invitation, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Un nouveau lien part à %s ; l’ancien n’ouvre plus rien.") % invitation.email)
    return redirect("partners:members", structure.pk)


@signed_in
def revoke(request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
    """Take an invitation back."""
    structure, invitation = _own_invitation(request, pk, invitation_pk)
    only_by_post(request)
    try:
        revoke_invitation(invitation=invitation, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("L’invitation est annulée : son lien n’ouvre plus rien."))
    return redirect("partners:members", structure.pk)


def _own_invitation(request: HttpRequest, pk: int, invitation_pk: int) -> tuple[Structure, Invitation]:
    structure = access.get_own_structure(request.user, pk, may=access.can_manage_members)
    return structure, open_door(structure.invitations.all(), request.user, pk=invitation_pk)


# ---- the invited person, signed in ----------------------------------------------------------------------------------


@signed_in
@require_http_methods(["GET"])
def mine(request: HttpRequest) -> HttpResponse:
    """List the invitations that wait for one's answer."""
    waiting = [(row, invitation_facts(row)) for row in invitations_for(request.user)]
    return render(request, "partners/my_invitations.html", {"waiting": waiting})


@signed_in
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes or no to an invitation addressed to one's own account."""
    invitation = open_door(invitations_for(request.user), request.user, pk=pk)
    only_by_post(request)
    said = request.POST.get("answer")
    if said not in ("yes", "no"):
        return redirect("partners:my_invitations")
    takes = said == "yes"
    try:
        if takes:
            accept_invitation(invitation=invitation, by=request.user, on=calendar.today(invitation.structure.zone))
        else:
            decline_invitation(invitation=invitation, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("partners:my_invitations")
    if takes:
        messages.success(request, _("Bienvenue : votre accès à %s est ouvert.") % invitation.structure)
        return redirect(invitation.structure)
    messages.success(request, _("Vous avez décliné l’invitation ; la personne qui vous a invité·e en est prévenue."))
    return redirect("partners:my_invitations")


# ---- whoever holds the link -----------------------------------------------------------------------------------------


@sensitive_variables("token")
@sensitive_post_parameters("password1", "password2")
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def by_personal_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to whoever holds its link. Only a POST answers; whoever has an account signs in to do it."""
    link = find_link_within_limits(request, token, INVITATION_LINK)
    invitation = invitation_of(link)
    structure = invitation.structure
    with reading_as(structure.shore), timezone.override(structure.zone):
        context = {"invitation": invitation, "link": link, "facts": invitation_facts(invitation)}
        if User.objects.filter(email__iexact=invitation.email).exists():
            context["other_account"] = request.user.is_authenticated and not invitation.is_for(request.user)
            return render(request, "partners/invitation_known.html", context)
        if request.method == "POST" and request.POST.get("answer") == "no":
            decline_invitation(invitation=invitation, by=None, link=link)
            return render(request, "partners/invitation_declined.html", context)
        return _open_account(request, invitation, link, context)


def _open_account(
    request: HttpRequest, invitation: Invitation, link: ActionLink, context: dict[str, object]
) -> HttpResponse:
    form, status = NewAccountForm(request.POST or None, email=invitation.email), 200
    if form.is_valid():
        said = form.cleaned_data
        account = NewAccount(said["first_name"].strip(), said["last_name"].strip(), said["password1"])
        today = calendar.today(invitation.structure.zone)
        try:
            accept_invitation(invitation=invitation, by=None, on=today, link=link, account=account)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            logout(request)  # whoever was signed in here is somebody else
            messages.success(request, _("Votre compte est ouvert : connectez-vous avec votre adresse."))
            return redirect("account_login")
    return render(request, "partners/invitation_answer.html", context | {"form": form}, status=status)
