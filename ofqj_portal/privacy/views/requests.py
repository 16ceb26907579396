"""The desk: what people ask about their data, worked on by the data protection officer, each opening written down."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import exists_for, only_by_post, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.once import claim_once
from ofqj_portal.core.read_log import record_read
from ofqj_portal.core.roles import Role, has_role
from ofqj_portal.core.shores import reading_as
from ofqj_portal.privacy.access import get_request
from ofqj_portal.privacy.forms.requests import AnswerForm, CorrectForm, DeskForm, EraseForm, RecordForm
from participants.data_enums import REQUEST_OPEN, RequestKind
from participants.documents.holdings import holdings_of
from participants.models import Participant, PersonRequest
from participants.models.participant import identity_hash_of
from participants.queries.requests import desk_rows, same_person_elsewhere
from participants.services.correction import correct_person
from participants.services.erasure import erase_on_request
from participants.services.own_data import have_files_made
from participants.services.requests import answer_request, ask, take_up

ROWS = 50
READING = "privacy.request"


@require_safe
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """List the requests, the nearest deadline first; no name here."""
    exists_for(has_role(request.user, Role.DPO))
    form = DeskForm(request.GET or None)
    asked = form.cleaned_data.get("etat", "") if form.is_valid() else ""
    page = Paginator(desk_rows(asked or "open"), ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "today": calendar.today(), "is_filtered": bool(asked)}
    return render(request, "privacy/requests.html", context)


@require_safe
@signed_in
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request; while it waits, what is kept about the person too, which is written down for her to see."""
    row = get_request(request.user, pk)
    is_open = row.state in REQUEST_OPEN
    context: dict[str, Any] = {"row": row, "is_open": is_open, "today": calendar.today()}
    if is_open:
        record_read(request.user, row.participant, READING)
        context["categories"] = holdings_of(row.participant, calendar.today())
    context["files"] = StoredFile.objects.attached_to(row).order_by("name")
    return render(request, "privacy/request.html", context)


@signed_in
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who works on a request."""
    row = get_request(request.user, pk)
    only_by_post(request)
    take_up(request=row, by=request.user)
    messages.success(request, _("La demande est à vous."))
    return redirect(row)


@signed_in
def make_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Have everything that is kept about the person made into files, to be handed to her."""
    row = get_request(request.user, pk, states=REQUEST_OPEN)
    only_by_post(request)
    have_files_made(row)
    messages.success(request, _("Les fichiers se préparent : rechargez la page dans une minute."))
    return redirect(row)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a request: done, or refused with its reason."""
    row = get_request(request.user, pk, states=REQUEST_OPEN)
    form = AnswerForm(request.POST or None)
    return _act(
        request,
        "privacy/request_answer.html",
        {"row": row, "form": form},
        lambda: answer_request(
            request=row,
            is_done=form.cleaned_data["outcome"] == "done",
            answer=form.cleaned_data["answer"],
            now=calendar.now(),
            by=request.user,
        ),
        _("La réponse part à la personne."),
        row,
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one thing of the fiche on the person's request."""
    row = get_request(request.user, pk, states=REQUEST_OPEN)
    record_read(request.user, row.participant, READING)
    form = CorrectForm(request.POST or None, participant=row.participant)
    return _act(
        request,
        "privacy/request_correct.html",
        {"row": row, "form": form},
        lambda: correct_person(
            request=row, changes=form.changes(), version=form.cleaned_data["version"], by=request.user
        ),
        _("C’est corrigé. Répondez maintenant à la demande."),
        row,
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Render anonymous whoever asked it, after a second look; the answer leaves first."""
    row = get_request(request.user, pk, states=REQUEST_OPEN)
    exists_for(row.kind == RequestKind.ERASURE)
    form = EraseForm(request.POST or None, initial={"answer": usual_answer(row)})
    return _act(
        request,
        "privacy/request_erase.html",
        {"row": row, "form": form, "structures": same_person_elsewhere(row.participant)},
        lambda: erase_on_request(request=row, answer=form.cleaned_data["answer"], by=request.user, now=calendar.now()),
        _("La personne est anonyme. La réponse part."),
        "privacy:requests",
    )


def usual_answer(row: PersonRequest) -> str:
    """Write the answer that an officer most often gives to an erasure, in the words of the person's shore."""
    with reading_as(row.participant.shore):
        return "\n".join(
            (
                _("Vos informations sont effacées : votre nom, vos adresses, vos réponses écrites."),
                _("Les chiffres des bilans restent. Ils ne disent pas qui vous êtes."),
                _("Si de l’argent vous a été versé, la pièce comptable est gardée dix ans : la loi l’exige."),
            )
        )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Write down a request that came by letter or by phone, from somebody whom her name and birth date identify."""
    exists_for(has_role(request.user, Role.DPO))
    form = RecordForm(request.POST or None)
    return _act(
        request,
        "privacy/request_record.html",
        {"form": form},
        lambda: _record(request, form),
        _("La demande est notée ; son délai court."),
        "privacy:requests",
    )


def _record(request: HttpRequest, form: RecordForm) -> None:
    said = form.cleaned_data
    identity = identity_hash_of(said["first_name"], said["last_name"], said["born_on"])
    people = list(Participant.objects.filter(identity_hash=identity).select_related("structure", "territory"))
    if not people:
        raise NobodyFound(
            _("Personne n’est connu sous ce nom avec cette date de naissance. Vérifiez-les avec la personne.")
        )
    names = ("kind", "source", "words", "received_on")
    for person in people:
        ask(participant=person, now=calendar.now(), by=request.user, **{name: said[name] for name in names})


class NobodyFound(DomainError):
    """No fiche answers this name and birth date."""


def _act(
    request: HttpRequest, template: str, context: dict[str, Any], act: Callable[[], object], said: str, then: Any
) -> HttpResponse:
    """Do what a valid form asks, once, and go on; else show the form, with the refusal if there is one."""
    form: BaseForm = context["form"]
    status = 200
    if form.is_valid():
        try:
            with transaction.atomic():
                if claim_once(form.once_token):
                    act()
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, said)
            return redirect(then)
    return render(request, template, context, status=status)
