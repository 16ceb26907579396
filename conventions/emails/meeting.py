"""The invitation to a meeting, its changes and its cancellation, with the file that calendars read; its agenda."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conventions.emails.amendment import shore_of_seat
from conventions.models import Mandate, Meeting
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.outbox import Mail, Recipient


def _seated(seat: Mandate) -> Recipient:
    return Recipient(seat.user.email, str(seat.user), shore_of_seat(seat.party, seat.section), seat.user_id)


@dataclass(frozen=True)
class MeetingInvitation(Mail):
    """A meeting is planned, changed or cancelled: the attached file updates the calendar."""

    kind: ClassVar[str] = "conventions.meeting_invitation"
    template: ClassVar[str] = "conventions/emails/meeting_invitation"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que vous siégez au comité de pilotage de la convention."
    )

    meeting: Meeting
    seats: tuple[Mandate, ...]
    file: StoredFile
    is_cancelled: bool

    def recipients(self) -> list[Recipient]:
        return list(map(_seated, self.seats))

    def subject(self) -> str:
        words = {"title": self.meeting.title}
        if self.is_cancelled:
            return _("Réunion annulée : %(title)s") % words
        return (_("Réunion modifiée : %(title)s") if self.meeting.sequence else _("Réunion : %(title)s")) % words

    def context(self) -> dict[str, Any]:
        items = [str(item) for item in self.meeting.items.order_by("position")]
        return {"meeting": self.meeting, "items": items, "cancelled": self.is_cancelled}

    def attachments(self) -> Iterable[StoredFile]:
        return (self.file,)


@dataclass(frozen=True)
class AgendaChanged(Mail):
    """The agenda is no longer the one of the invitation: what is new in it is said beside the rest."""

    kind: ClassVar[str] = "conventions.agenda_changed"
    template: ClassVar[str] = "conventions/emails/agenda_changed"
    reason: ClassVar[Any] = MeetingInvitation.reason

    meeting: Meeting
    seats: tuple[Mandate, ...]

    def recipients(self) -> list[Recipient]:
        return list(map(_seated, self.seats))

    def subject(self) -> str:
        return _("Ordre du jour modifié : %(title)s") % {"title": self.meeting.title}

    def context(self) -> dict[str, Any]:
        rows = self.meeting.items.prefetch_related("documents").order_by("position")
        lines = [
            (str(row), row.added_at is not None, [document.title for document in row.documents.all()]) for row in rows
        ]
        return {"meeting": self.meeting, "lines": lines}
