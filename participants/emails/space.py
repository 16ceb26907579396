"""The messages to a person herself: they carry the link to her space, and say nothing of what it holds."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.outbox import Mail, Recipient
from ofqj_portal.core.shores import format_date, reading_as
from participants.enums import AssessmentMoment, Moment
from participants.models import Participant, Participation


@dataclass(frozen=True)
class SpaceOpened(Mail):
    """Here is the link to your space: see what is kept about you, decide, ask."""

    kind: ClassVar[str] = "participants.space_opened"
    template: ClassVar[str] = "participants/emails/space_opened"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que votre structure vous suit pour un séjour avec l’OFQJ."
    )

    participant: Participant
    link: ActionLink
    token: str = field(repr=False)

    def recipients(self) -> list[Recipient]:
        return [Recipient(email=self.link.email, shore=self.participant.shore)]

    def subject(self) -> str:
        return _("Votre espace personnel pour le séjour")

    def context(self) -> dict[str, Any]:
        until = self.link.expires_at.astimezone(self.participant.shore.zone).date()
        return {"structure": self.participant.structure, "until": until}

    def secret(self) -> str:
        return self.token


@dataclass(frozen=True)
class NewsAsked(Mail):
    """What do you become? Two questions, by the link to your space."""

    kind: ClassVar[str] = "participants.news_asked"
    template: ClassVar[str] = "participants/emails/news_asked"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que vous avez dit oui pour donner de vos nouvelles après le séjour."
    )

    participation: Participation
    moment: Moment
    link: ActionLink
    token: str = field(repr=False)

    def recipients(self) -> list[Recipient]:
        return [Recipient(email=self.link.email, shore=self.participation.participant.shore)]

    def subject(self) -> str:
        return _("Que devenez-vous ? Deux questions")

    def context(self) -> dict[str, Any]:
        return {"structure": self.participation.participant.structure}

    def secret(self) -> str:
        return self.token


@dataclass(frozen=True)
class AssessmentAsked(Mail):
    """Where do you stand? Five sentences, by the link to your space."""

    kind: ClassVar[str] = "participants.assessment_asked"
    template: ClassVar[str] = "participants/emails/assessment_asked"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que vous avez dit oui au questionnaire sur vos progrès."
    )

    participation: Participation
    moment: AssessmentMoment
    link: ActionLink
    token: str = field(repr=False)

    def recipients(self) -> list[Recipient]:
        return [Recipient(email=self.link.email, shore=self.participation.participant.shore)]

    def subject(self) -> str:
        return _("Où en êtes-vous ? Cinq phrases")

    def context(self) -> dict[str, Any]:
        return {"structure": self.participation.participant.structure, "is_before": self.moment == "before"}

    def secret(self) -> str:
        return self.token


def space_sms(participant: Participant, link: ActionLink, token: str) -> str:
    """Write the short message that carries the link to her space, in the words of her shore; two parts at most."""
    path = reverse("participants:space", args=[token])
    with reading_as(participant.shore):
        until = format_date(link.expires_at.astimezone(participant.shore.zone).date(), "short")
        words = _(
            "%(structure)s vous ouvre un espace rien qu’à vous, jusqu’au %(until)s. Ne donnez ce lien à personne."
        )
        said = words % {"structure": str(participant.structure)[:60], "until": until}
    return f"{said} {settings.BASE_URL.rstrip('/')}{path}"
