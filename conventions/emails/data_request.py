"""What the members of a body are told of a request for data: it was made, answered, refused, taken back, erased."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conventions.emails.amendment import shore_of_seat
from conventions.models import DataRequest, Mandate
from ofqj_portal.core.outbox import Mail, Recipient


@dataclass(frozen=True)
class DataRequestMoved(Mail):
    """A request has moved, or its day comes near: the mail says what, its words stay on the portal."""

    kind: ClassVar[str] = "conventions.data_request_moved"
    template: ClassVar[str] = "conventions/emails/data_request_moved"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que vous siégez au comité de pilotage de la convention."
    )

    request: DataRequest
    seats: tuple[Mandate, ...]
    is_reminder: bool = False

    def recipients(self) -> list[Recipient]:
        return [
            Recipient(seat.user.email, str(seat.user), shore_of_seat(seat.party, seat.section), seat.user_id)
            for seat in self.seats
        ]

    def subject(self) -> str:
        words = {"request": self.request, "state": self.request.get_state_display().lower()}
        return (_("À faire : %(request)s") if self.is_reminder else _("%(request)s : %(state)s")) % words

    def context(self) -> dict[str, Any]:
        return {"request": self.request, "is_reminder": self.is_reminder}
