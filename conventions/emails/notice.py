"""What the committee is told of a notice."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conventions.emails.amendment import shore_of_seat
from conventions.models import FormalNotice, Mandate
from conventions.queries.notices import clock_of
from ofqj_portal.core.outbox import Mail, Recipient


@dataclass(frozen=True)
class NoticeMoved(Mail):
    """A notice was sent, taken back, or ended the convention."""

    kind: ClassVar[str] = "conventions.notice_moved"
    template: ClassVar[str] = "conventions/emails/notice_moved"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que vous siégez au comité de pilotage de la convention."
    )

    notice: FormalNotice
    on: date

    def recipients(self) -> list[Recipient]:
        seats = Mandate.objects.filter(committee__convention=self.notice.convention).current(self.on)
        return [
            Recipient(seat.user.email, str(seat.user), shore_of_seat(seat.party, seat.section), seat.user_id)
            for seat in seats.select_related("user").order_by("pk")
        ]

    def subject(self) -> str:
        return _("%(notice)s : %(state)s") % {
            "notice": self.notice, "state": self.notice.get_state_display().lower(),
        }  # fmt: skip

    def context(self) -> dict[str, Any]:
        return {"notice": self.notice, "clock": clock_of(self.notice)}
