"""What a person asks in her own space: a correction, an erasure, to leave with her data. Each has its clock."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, open_door
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.models.stored_file import FileState
from ofqj_portal.core.views.files import hand_over
from participants.data_enums import REQUEST_OPEN, RequestKind, RequestSource
from participants.file_access import OWN_DATA
from participants.forms.space import AskForm
from participants.models import PersonRequest
from participants.queries.requests import requests_of
from participants.services.own_data import ask_for_own_data
from participants.services.requests import ask, cancel_request
from participants.views.acts import do_once
from participants.views.space import page
from participants.views.space_door import Space, opens_space

KINDS = {
    "correction": RequestKind.CORRECTION,
    "effacement": RequestKind.ERASURE,
    "opposition": RequestKind.OPPOSITION,
}


@opens_space
@require_safe
def requests(request: HttpRequest, space: Space) -> HttpResponse:
    """List what she asked, where it stands, and the files that are ready."""
    rows = list(requests_of(space.participant))
    keys = {str(row.pk) for row in rows}
    files = StoredFile.objects.filter(kind=OWN_DATA.code, attached_key__in=keys).order_by("-created_at", "name")
    making = any(row.kind == RequestKind.PORTABILITY and row.state in REQUEST_OPEN for row in rows)
    return page(request, space, "requests", {"requests": rows, "files": files, "is_making": making})


@opens_space
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for(request: HttpRequest, space: Space, kind: str) -> HttpResponse:
    """Take one request of hers, in her words."""
    if kind not in KINDS:
        raise Http404
    wanted = KINDS[kind]
    form, status = AskForm(request.POST or None, kind=wanted), 200
    if form.is_valid():
        status = do_once(form, lambda: _ask(space, wanted, form.cleaned_data["words"]))
        if not status:
            messages.success(request, _("Votre demande est partie. Vous aurez une réponse."))
            return redirect("participants:space_requests", space.token)
    return page(request, space, "ask", {"form": form, "kind": wanted}, status=status or 200)


def _ask(space: Space, kind: RequestKind, words: str) -> None:
    ask(
        participant=space.participant,
        kind=kind,
        source=RequestSource.SPACE,
        words=words,
        received_on=calendar.today(),
        now=calendar.now(),
        by_link=space.link,
    )


@opens_space
def cancel(request: HttpRequest, space: Space, pk: int) -> HttpResponse:
    """Take back a request that nobody answered yet."""
    row = open_door(PersonRequest.objects.filter(participant=space.participant), None, pk=pk)
    only_by_post(request)
    cancel_request(request=row, by_link=space.link, now=calendar.now())
    messages.success(request, _("Votre demande est retirée."))
    return redirect("participants:space_requests", space.token)


@opens_space
def take_away(request: HttpRequest, space: Space) -> HttpResponse:
    """Have the files of everything that is kept about her made; they appear on the page of her requests."""
    only_by_post(request)
    try:
        ask_for_own_data(participant=space.participant, by_link=space.link, now=calendar.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Nous préparons vos fichiers. Revenez dans une minute."))
    return redirect("participants:space_requests", space.token)


@opens_space
@require_safe
def file(request: HttpRequest, space: Space, file_id: UUID) -> FileResponse:
    """Hand over one of her own files."""
    own = [str(pk) for pk in space.participant.requests.values_list("pk", flat=True)]
    rows = StoredFile.objects.filter(
        kind=OWN_DATA.code, attached_type=PersonRequest._meta.label, attached_key__in=own, state=FileState.CLEAN
    )
    return hand_over(open_door(rows, None, pk=file_id))
