"""What somebody is told who now sits in the committee."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conventions.emails.amendment import shore_of_seat
from conventions.models import Mandate, Meeting
from ofqj_portal.core.outbox import Mail, Recipient


@dataclass(frozen=True)
class SeatGiven(Mail):
    """A party gave somebody a seat; the meetings that are planned already come with it."""

    kind: ClassVar[str] = "conventions.seat_given"
    template: ClassVar[str] = "conventions/emails/seat_given"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce qu’un organisme vous a donné un siège au comité de pilotage de la convention."
    )

    mandate: Mandate
    now: datetime

    def recipients(self) -> list[Recipient]:
        user = self.mandate.user
        shore = shore_of_seat(self.mandate.party, self.mandate.section)
        return [Recipient(user.email, str(user), shore, user.pk)]

    def subject(self) -> str:
        return _("Vous siégez au comité de pilotage de la convention")

    def context(self) -> dict[str, Any]:
        coming = Meeting.objects.filter(committee=self.mandate.committee_id, meets_at__gt=self.now, cancelled_at=None)
        return {"mandate": self.mandate, "meetings": list(coming.order_by("meets_at"))}
