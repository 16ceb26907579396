"""The messages to a person about her own share of the aid: her link leads to what is kept, no amount stands here."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.outbox import Mail, Recipient
from participants.models import Participation

_REASON = gettext_lazy(
    "Vous recevez ce message parce que votre structure a demandé que votre part de l’aide vous soit versée."
)


@dataclass(frozen=True)
class ShareAsked(Mail):
    """Your structure asked that you be paid yourself, on an account it gave in your name."""

    kind: ClassVar[str] = "participants.share_asked"
    template: ClassVar[str] = "participants/emails/share_asked"
    reason: ClassVar[Any] = _REASON

    participation: Participation
    link: ActionLink
    token: str = field(repr=False)

    def recipients(self) -> list[Recipient]:
        return [Recipient(email=self.link.email, shore=self.participation.participant.shore)]

    def subject(self) -> str:
        return _("Votre part de l’aide vous sera versée")

    def context(self) -> dict[str, Any]:
        return {"structure": self.participation.participant.structure}

    def secret(self) -> str:
        return self.token


@dataclass(frozen=True)
class SharePaid(ShareAsked):
    """Your share of the aid was paid to you."""

    kind: ClassVar[str] = "participants.share_paid"
    template: ClassVar[str] = "participants/emails/share_paid"

    def subject(self) -> str:
        return _("Votre part de l’aide est versée")
