"""What a person asked, as the structure that follows her sees it: note a request, say that a correction is made."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, open_door, signed_in
from ofqj_portal.core.errors import DomainError
from participants.access import get_own_participant
from participants.data_enums import RequestKind
from participants.forms.requests import NoteRequestForm
from participants.models import Participant
from participants.queries.requests import requests_of
from participants.services.requests import answer_request, ask
from participants.views.acts import do_once


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest, pk: int) -> HttpResponse:
    """List what she asked, and note what she asks by phone, by letter or face to face."""
    participant = get_own_participant(request.user, pk)
    form, status = NoteRequestForm(request.POST or None), 200
    if form.is_valid():
        status = do_once(form, lambda: _note(request, participant, form))
        if not status:
            messages.success(request, _("La demande est notée ; son délai court."))
            return redirect("participants:requests", pk)
    context = {"person": participant, "form": form, "requests": list(requests_of(participant))}
    return render(request, "participants/requests.html", context, status=status or 200)


def _note(request: HttpRequest, participant: Participant, form: NoteRequestForm) -> None:
    ask(participant=participant, by=request.user, now=calendar.now(), **form.cleaned_data)


@signed_in
def corrected(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Say that what she wanted corrected is; the other requests are the protection officer's."""
    participant = get_own_participant(request.user, pk)
    row = open_door(participant.requests.filter(kind=RequestKind.CORRECTION), request.user, pk=request_pk)
    only_by_post(request)
    try:
        answer_request(request=row, is_done=True, answer="", now=calendar.now(), by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C’est noté ; la personne est prévenue."))
    return redirect("participants:requests", pk)
