"""Before a meeting: its agenda, its documents, its invitation, its bundle; and who is there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conventions import access, meeting_access
from conventions.forms.meeting import AttendanceForm, DocumentForm, ItemForm, MeetingChangeForm, ReasonForm
from conventions.services.agenda_of_meetings import add_document, add_item, ask_for_bundle, remove_item
from conventions.services.meetings import cancel_meeting, change_meeting, note_attendance
from conventions.views.acts import act
from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, signed_in
from ofqj_portal.core.errors import DomainError


@signed_in
@require_http_methods(["GET", "POST"])
def meeting_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a meeting still to come."""
    found = access.get_meeting(request.user, pk, may=meeting_access.can_prepare)
    form = MeetingChangeForm(request.POST or None, meeting=found)
    return act(
        request, form,
        lambda data: change_meeting(meeting=found, by=request.user, now=calendar.now(), **data),
        done=_("La réunion est modifiée ; une invitation à jour part à chacun."), heading=_("Modifier la réunion"),
        lead=found.title, submit_label=_("Enregistrer"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a meeting still to come."""
    found = access.get_meeting(request.user, pk, may=meeting_access.can_prepare)
    form = ReasonForm(request.POST or None)
    return act(
        request, form,
        lambda data: cancel_meeting(meeting=found, by=request.user, now=calendar.now(), **data),
        done=_("La réunion est annulée ; chacun est prévenu."), heading=_("Annuler la réunion"), lead=found.title,
        submit_label=_("Annuler la réunion"), cancel_url=found.get_absolute_url(), danger=True,
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def item_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a point to an agenda."""
    found = access.get_meeting(request.user, pk, may=meeting_access.can_prepare)
    form = ItemForm(request.POST or None)

    def add(data: dict) -> str:
        add_item(meeting=found, by=request.user, now=calendar.now(), **data)
        return found.get_absolute_url()

    return act(
        request, form, add, done=_("Le point est à l’ordre du jour."), heading=_("Ajouter un point"), lead=found.title,
        submit_label=_("Ajouter"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
def item_remove(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take a point off an agenda."""
    found = access.get_meeting(request.user, pk, may=meeting_access.can_prepare)
    row = meeting_access.get_item(request.user, found, item)
    only_by_post(request)
    try:
        remove_item(item=row, by=request.user, now=calendar.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@signed_in
@require_http_methods(["GET", "POST"])
def document_new(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Join a PDF to a point."""
    found = access.get_meeting(request.user, pk, may=meeting_access.can_prepare)
    row = meeting_access.get_item(request.user, found, item)
    form = DocumentForm(request.POST or None, request.FILES or None)

    def add(data: dict) -> str:
        upload = data["file"]
        add_document(
            item=row, title=data["title"], content=upload.read(), name=upload.name, by=request.user, now=calendar.now()
        )
        return found.get_absolute_url()

    return act(
        request, form, add, done=_("Le document est joint."), heading=_("Joindre un document"), lead=row.title,
        submit_label=_("Joindre"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a worker for the one file of a meeting, and follow it on the page of its job."""
    found = access.get_meeting(request.user, pk, may=meeting_access.can_prepare)
    only_by_post(request)
    job = ask_for_bundle(meeting=found, by=request.user)
    if job.owner_id != request.user.pk:
        messages.success(request, _("Le dossier de réunion se prépare déjà : il paraîtra ici."))
        return redirect(found)
    return redirect("core:job", job.pk)


@signed_in
@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down who is there."""
    found = access.get_meeting(request.user, pk, may=meeting_access.can_prepare)
    form = AttendanceForm(request.POST or None, meeting=found)
    return act(
        request, form,
        lambda data: note_attendance(meeting=found, by=request.user, now=calendar.now(), **data),
        done=_("Les présents sont notés."), heading=_("Noter les présents"),
        lead=_("Le quorum se compte par partie, pas par personne."), submit_label=_("Noter"),
        cancel_url=found.get_absolute_url(),
    )  # fmt: skip
