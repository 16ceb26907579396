"""Requests to join: asked by anybody from the sheet of a structure, answered by its manager."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.accounts.limits import count_try, may_try
from ofqj_portal.core import calendar
from ofqj_portal.core.access import open_door, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.once import claim_once
from partners import access
from partners.forms import JoinAnswerForm, JoinForm
from partners.models import JoinRequest, Structure
from partners.queries.joining import join_request_facts, own_join_request
from partners.services import accept_join_request, ask_to_join, refuse_join_request


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to work in a structure; the answer says the same whether the address is known there or not."""
    structure = access.get_structure(request.user, pk)
    form, status = JoinForm(request.POST or None, user=request.user), 200
    if form.is_valid():
        if not request.user.is_authenticated and not may_try(request, "join"):
            form.add_error(None, _("Trop de demandes sont parties d’ici : attendez une heure."))
            status = 429
        elif not (refusal := _ask(request, structure, form)):
            messages.success(
                request, _("Si elle est utile, votre demande est partie. La réponse arrivera par courriel.")
            )
            return redirect(structure)
        else:
            form.add_error(None, str(refusal))
            status = refusal.status
    waiting = own_join_request(request.user, structure)
    context = {
        "structure": structure,
        "form": form,
        "waiting": waiting,
        "works_there": _works_there(request, structure),
    }
    response = render(request, "partners/join.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _works_there(request: HttpRequest, structure: Structure) -> bool:
    return request.user.is_authenticated and structure in request.structures


def _ask(request: HttpRequest, structure: Structure, form: JoinForm) -> DomainError | None:
    user = request.user if request.user.is_authenticated else None
    if user is None:
        count_try(request, "join")
    said = {"name": "", "email": "", **form.cleaned_data}
    try:
        with transaction.atomic():
            if claim_once(form.once_token):
                today, real_now = calendar.today(structure.zone), calendar.real_now()
                ask_to_join(structure=structure, user=user, on=today, real_now=real_now, **said)
    except DomainError as refusal:
        return refusal
    return None


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Open the access that somebody asks for, or say why not."""
    structure = access.get_own_structure(request.user, pk, may=access.can_manage_members)
    asked = open_door(structure.join_requests.select_related("structure", "user"), request.user, pk=request_pk)
    return _answer(request, structure, asked)


@step_up_required
def _answer(request: HttpRequest, structure: Structure, asked: JoinRequest) -> HttpResponse:
    today = calendar.today(structure.zone)
    form, status = JoinAnswerForm(request.POST or None, user=request.user, structure=structure, today=today), 200
    if form.is_valid():
        try:
            with transaction.atomic():
                if claim_once(form.once_token):
                    _give(asked, form, request)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Votre réponse part à %s.") % asked.name)
            return redirect("partners:members", structure.pk)
    context = {"structure": structure, "asked": asked, "facts": join_request_facts(asked), "form": form}
    return render(request, "partners/join_answer.html", context, status=status)


def _give(asked: JoinRequest, form: JoinAnswerForm, request: HttpRequest) -> None:
    said, real_now = form.cleaned_data, calendar.real_now()
    if said["answer"] == JoinAnswerForm.NO:
        refuse_join_request(request=asked, reason=said["reason"], by=request.user, real_now=real_now)
        return
    today = calendar.today(asked.structure.zone)
    given = {"role": said["role"], "ends_on": said["ends_on"]}
    accept_join_request(request=asked, by=request.user, on=today, real_now=real_now, **given)
