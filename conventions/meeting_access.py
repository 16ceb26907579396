"""The files of meetings, and who reaches the pages of their agendas, minutes, decisions and actions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from conventions.access import FORM, READ_CONVENTION, READERS_OF_CONVENTION, conventions_of
from conventions.amendment_access import SEAT
from conventions.models import ActionItem, AgendaItem, Convention, Meeting
from ofqj_portal.core import file_types
from ofqj_portal.core.access import May, declare, open_door
from ofqj_portal.core.files import MAX_UPLOAD_BYTES, FileKind, register_kind
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.roles import Role, has_role


def can_prepare(user: Any, _row: Any = None) -> bool:
    """The members of the committee prepare its meetings and write what comes of them."""
    return has_role(user, Role.COMMITTEE)


def can_read_meetings(user: Any, _file: StoredFile | None = None) -> bool:
    """Whoever reads the convention reads its meetings and their documents."""
    return has_role(user, *READERS_OF_CONVENTION)


DOCUMENT = register_kind(
    FileKind("conventions.meeting_document", _("Document de réunion"), can_read_meetings,
             types=frozenset({file_types.PDF}))
)  # fmt: skip
BUNDLE = register_kind(
    FileKind(
        "conventions.bundle",
        _("Dossier de réunion"),
        can_read_meetings,
        types=frozenset({file_types.PDF}),
        max_bytes=8 * MAX_UPLOAD_BYTES,
        made_here=True,
    )
)
INVITATION = register_kind(
    FileKind("conventions.invitation", _("Invitation à une réunion"), can_prepare,
             types=frozenset({file_types.ICS}), made_here=True)
)  # fmt: skip


def get_item(user: Any, meeting: Meeting, pk: int) -> AgendaItem:
    """Hand over one point of a meeting."""
    return open_door(AgendaItem.objects.filter(meeting=meeting).select_related("meeting"), user, pk=pk)


def get_minutes_item(user: Any, meeting: Meeting, pk: int) -> AgendaItem:
    """Hand over the point of a meeting that approves earlier minutes."""
    rows = AgendaItem.objects.filter(meeting=meeting, minutes__isnull=False).select_related("minutes__meeting")
    return open_door(rows, user, pk=pk)


def get_action(user: Any, meeting: Meeting, pk: int, may: May | None = None) -> ActionItem:
    """Hand over an action that came of a meeting."""
    return open_door(ActionItem.objects.filter(meeting=meeting).select_related("meeting"), user, may=may, pk=pk)


def get_resolution_convention(user: Any, slug: str, may: May | None = None) -> Convention:
    """Hand over a convention whose committee may be asked to decide."""
    return open_door(conventions_of(user), user, may=may, slug=slug)


declare("conventions:decisions", subject="convention", reach=READ_CONVENTION)
declare("conventions:resolution_new", subject="convention", reach=SEAT, refused=READ_CONVENTION - SEAT, methods=FORM)
for _name in ("meeting_change", "meeting_cancel", "item_new", "action_new_in", "attendance", "minutes_write"):
    _subject = "held_meeting" if _name in ("action_new_in", "attendance", "minutes_write") else "coming_meeting"
    declare(f"conventions:{_name}", subject=_subject, reach=SEAT, refused=READ_CONVENTION - SEAT, methods=FORM)
declare("conventions:minutes", subject="held_meeting", reach=READ_CONVENTION)
for _name in ("item_remove", "bundle"):
    declare(
        f"conventions:{_name}", subject="coming_meeting", reach=SEAT, refused=READ_CONVENTION - SEAT, methods={"POST"}
    )
declare("conventions:document_new", subject="coming_meeting", reach=SEAT, refused=READ_CONVENTION - SEAT, methods=FORM)
declare("conventions:action_done", subject="held_meeting", reach=SEAT, refused=READ_CONVENTION - SEAT, methods=FORM)
declare(
    "conventions:minutes_approve", subject="approving_meeting", reach=SEAT, refused=READ_CONVENTION - SEAT,
    methods=FORM,
)  # fmt: skip
declare(
    "conventions:vote_resolution", subject="approving_meeting", reach=SEAT, refused=READ_CONVENTION - SEAT,
    methods=FORM,
)  # fmt: skip
