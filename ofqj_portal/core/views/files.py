"""The one view that serves a private file: it checks, streams as an attachment, and lets no cache keep it."""

from uuid import UUID

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ofqj_portal.core import files
from ofqj_portal.core.access import StateForbids, open_door, signed_in
from ofqj_portal.core.models.stored_file import FileState, StoredFile


@require_safe
@signed_in
def download(request: HttpRequest, file_id: UUID) -> FileResponse:
    """Hand the file over to whoever its kind lets read it; anybody else gets 404. One that is held says so (409)."""
    file = open_door(StoredFile.objects.exclude(state=FileState.REJECTED), request.user, pk=file_id)
    if not files.may_read(request.user, file):
        raise Http404
    if not file.is_served:
        raise StateForbids(
            _("Ce fichier attend son contrôle antivirus : il s’ouvrira ensuite. Revenez dans un moment.")
        )
    answer = hand_over(file)
    files.note_taken(request.user, file)
    return answer


def hand_over(file: StoredFile) -> FileResponse:
    """Stream a file that its door let through, as an attachment that no cache keeps. Raises Http404 without its bytes.

    The one place that does it; a page opened by a personal link asks it behind its own door.
    """
    try:
        stream = storages["private"].open(file.path)
    except FileNotFoundError as lost:
        raise Http404 from lost
    return FileResponse(
        stream,
        as_attachment=True,
        filename=file.name,
        content_type=file.content_type,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
