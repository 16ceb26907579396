"""What the members of the committee are told of a written consultation: opened, taken back, closed with its votes."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conventions.emails.amendment import shore_of_seat
from conventions.models import Consultation, Mandate
from conventions.queries.consultations import questions_of
from ofqj_portal.core.outbox import Mail, Recipient


@dataclass(frozen=True)
class _ConsultationMail(Mail):
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que vous siégez au comité de pilotage de la convention."
    )

    consultation: Consultation
    seats: tuple[Mandate, ...]

    def recipients(self) -> list[Recipient]:
        return [
            Recipient(seat.user.email, str(seat.user), shore_of_seat(seat.party, seat.section), seat.user_id)
            for seat in self.seats
        ]

    def context(self) -> dict[str, Any]:
        questions = questions_of(self.consultation)
        return {"consultation": self.consultation, "questions": questions}


@dataclass(frozen=True)
class ConsultationOpened(_ConsultationMail):
    """The parties are asked, until a deadline."""

    kind: ClassVar[str] = "conventions.consultation_opened"
    template: ClassVar[str] = "conventions/emails/consultation"

    def subject(self) -> str:
        return _("Votre voix est attendue : %(title)s") % {"title": self.consultation.title}


@dataclass(frozen=True)
class ConsultationWithdrawn(_ConsultationMail):
    """It is taken back: nothing is decided."""

    kind: ClassVar[str] = "conventions.consultation_withdrawn"
    template: ClassVar[str] = "conventions/emails/consultation"

    def subject(self) -> str:
        return _("Consultation écrite retirée : %(title)s") % {"title": self.consultation.title}


@dataclass(frozen=True)
class ConsultationClosed(_ConsultationMail):
    """Its deadline has come: what was decided."""

    kind: ClassVar[str] = "conventions.consultation_closed"
    template: ClassVar[str] = "conventions/emails/consultation"

    def subject(self) -> str:
        return _("Consultation écrite close : %(title)s") % {"title": self.consultation.title}
