"""The register of requests for data between parties (article 5), and what each side does with one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conventions import data_access as doors
from conventions.forms.data_request import DataRequestForm, HandOverForm, RefusalForm
from conventions.models import DataRequest
from conventions.queries.catalogue import BREAKDOWNS
from conventions.services.data_requests import (
    acknowledge,
    ask_for_data,
    hand_over,
    prepare_answer,
    refuse_request,
    withdraw_request,
)
from conventions.views.acts import act
from ofqj_portal.core import calendar, files
from ofqj_portal.core.access import only_by_post, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import history_of


@signed_in
@require_safe
def data_requests(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the register: every request of the reader's bodies, what is owed first."""
    convention = doors.get_register(request.user, slug)
    rows = doors.requests_of(request.user).filter(convention=convention).order_by("-number")
    context = {
        "convention": convention, "rows": rows, "today": calendar.today(), "may_ask": doors.can_ask(request.user),
    }  # fmt: skip
    return render(request, "conventions/data_requests.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def data_request_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask another party for data."""
    convention = doors.get_register(request.user, slug, may=doors.can_ask)
    form = DataRequestForm(request.POST or None, bodies=doors.bodies_of(request.user))
    return act(
        request, form, lambda data: ask_for_data(convention=convention, by=request.user, now=calendar.now(), **data),
        done=_("La demande est faite ; les membres de l’organisme reçoivent un message."),
        heading=_("Demander des données"),
        lead=_("Article 5 : les parties se fournissent, à la demande, les données utiles pour évaluer leurs actions."),
        submit_label=_("Demander"), cancel_url=reverse("conventions:data_requests", args=[slug]),
    )  # fmt: skip


@signed_in
@require_safe
def data_request(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one request, its file to whoever may take it, and the acts open to the reader."""
    found = doors.get_request(request.user, slug, number)
    answers, receives = doors.can_answer(request.user, found), doors.can_receive(request.user, found)
    waits = found.state in ("asked", "prepared")
    context = {
        "request_": found,
        "tables": [BREAKDOWNS[name].label for name in found.tables if name in BREAKDOWNS],
        "file": found.file if found.file and files.may_read(request.user, found.file) else None,
        "may_prepare": answers and waits,
        "may_hand_over": answers and found.state == "prepared",
        "may_refuse": answers and waits,
        "may_withdraw": receives and waits,
        "may_receive": receives and found.state == "answered",
        "history": history_of(found),
        "late": waits and found.due_on < calendar.today(),
    }
    return render(request, "conventions/data_request.html", context)


@signed_in
def prepare(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Ask a worker for the file, and follow it on the page of its job."""
    found = doors.get_request(request.user, slug, number, may=doors.can_answer)
    only_by_post(request)
    try:
        job = prepare_answer(request=found, by=request.user, now=calendar.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    if job.owner_id != request.user.pk:
        messages.success(request, _("La réponse se prépare déjà : elle paraîtra ici."))
        return redirect(found)
    return redirect("core:job", job.pk)


@signed_in
@require_http_methods(["GET", "POST"])
def hand(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give the prepared file to the body that asked."""
    found = doors.get_request(request.user, slug, number, may=doors.can_answer)
    form = HandOverForm(request.POST or None)
    return act(
        request, form, lambda data: hand_over(request=found, by=request.user, now=calendar.now(), **data),
        done=_("Les données sont remises."), heading=_("Remettre les données"),
        lead=_("%(asker)s pourra prendre le fichier que vous avez relu.") % {"asker": found.get_asker_display()},
        submit_label=_("Remettre"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Refuse to answer, with a reason."""
    found = doors.get_request(request.user, slug, number, may=doors.can_answer)
    form = RefusalForm(request.POST or None)
    return act(
        request, form, lambda data: refuse_request(request=found, by=request.user, now=calendar.now(), **data),
        done=_("La demande est refusée ; l’organisme est prévenu."), heading=_("Refuser la demande"),
        lead=str(found), submit_label=_("Refuser"), cancel_url=found.get_absolute_url(), danger=True,
    )  # fmt: skip


@signed_in
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a request back."""
    return _by_asker(request, slug, number, withdraw_request, _("La demande est retirée."))


@signed_in
def receive(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give receipt of the file."""
    return _by_asker(request, slug, number, acknowledge, _("La réception est notée."))


def _by_asker(request: HttpRequest, slug: str, number: int, do: Callable[..., DataRequest], done: str) -> HttpResponse:
    found = doors.get_request(request.user, slug, number, may=doors.can_receive)
    only_by_post(request)
    said: dict[str, Any] = {"request": found, "by": request.user, "now": calendar.now()}
    try:
        do(**said)
        messages.success(request, done)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(found)
