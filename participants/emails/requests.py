"""The mails about what a person asks: to whoever answers, without a name; to her, with the answer."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.outbox import Mail, Recipient
from participants.models import PersonRequest


@dataclass(frozen=True)
class RequestReceived(Mail):
    """A person asks something about her data: the clock runs."""

    kind: ClassVar[str] = "participants.request_received"
    template: ClassVar[str] = "participants/emails/request_received"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous répondez aux demandes des personnes.")

    request: PersonRequest
    to: Recipient

    def recipients(self) -> list[Recipient]:
        return [self.to]

    def subject(self) -> str:
        return _("Une personne demande : %(kind)s") % {"kind": self.request.get_kind_display().lower()}

    def context(self) -> dict[str, Any]:
        path = reverse("privacy:request", args=[self.request.pk])
        return {"request": self.request, "path": path, "fiche": self.request.participant.get_absolute_url()}


@dataclass(frozen=True)
class RequestAnswered(Mail):
    """Here is the answer to what you asked. Nothing of it is kept once it has left."""

    kind: ClassVar[str] = "participants.request_answered"
    template: ClassVar[str] = "participants/emails/request_answered"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous avez fait une demande.")
    is_forgotten_once_sent: ClassVar[bool] = True

    request: PersonRequest

    def recipients(self) -> list[Recipient]:
        participant = self.request.participant
        return [Recipient(email=participant.email, shore=participant.shore)]

    def subject(self) -> str:
        return _("La réponse à votre demande")

    def context(self) -> dict[str, Any]:
        return {"request": self.request, "is_quebec": self.request.shore == "qc"}
