"""The invitation to a meeting, its changes and its cancellation, with the file that calendars read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conventions.emails.amendment import shore_of_seat
from conventions.models import Mandate, Meeting
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.outbox import Mail, Recipient


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
        return [
            Recipient(seat.user.email, str(seat.user), shore_of_seat(seat.party, seat.section), seat.user_id)
            for seat in self.seats
        ]

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
