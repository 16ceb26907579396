"""What the OFQJ writes to somebody outside whose opinion it asks, and what her answer tells the officer."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.accounts.emails import recipient
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.outbox import Mail, Recipient
from ofqj_portal.core.shores import Shore
from partners.enums import Section
from projects.enums import ExternalState
from projects.models import ExternalOpinion


@dataclass(frozen=True)
class ExternalOpinionAsked(Mail):
    """The OFQJ would like your opinion on a dossier: read it and answer by this link, without an account."""

    kind: ClassVar[str] = "projects.external_opinion_asked"
    template: ClassVar[str] = "projects/emails/external_opinion_asked"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que l’OFQJ vous demande un avis.")
    is_reminder: ClassVar[bool] = False

    asked: ExternalOpinion
    link: ActionLink
    token: str = field(repr=False)

    def recipients(self) -> list[Recipient]:
        shore = Shore.QUEBEC if self.asked.section == Section.QUEBEC else Shore.FRANCE
        return [Recipient(email=self.link.email, shore=shore)]

    def subject(self) -> str:
        return _("L’OFQJ vous demande votre avis sur un projet")

    def context(self) -> dict[str, Any]:
        return {"asked": self.asked, "project": self.asked.project, "is_reminder": self.is_reminder}

    def secret(self) -> str:
        return self.token


@dataclass(frozen=True)
class ExternalOpinionReminder(ExternalOpinionAsked):
    """The day is near, and the opinion still waited for."""

    kind: ClassVar[str] = "projects.external_opinion_reminder"
    is_reminder: ClassVar[bool] = True

    def subject(self) -> str:
        return _("Rappel : l’OFQJ attend votre avis sur un projet")


@dataclass(frozen=True)
class ExternalOpinionAnswered(Mail):
    """Somebody outside gave her opinion, or said that she has a tie; never what she said."""

    asked: ExternalOpinion
    kind: ClassVar[str] = "projects.external_opinion_answered"
    template: ClassVar[str] = "projects/emails/external_opinion_answered"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous avez demandé cet avis.")

    def recipients(self) -> list[Recipient]:
        return [recipient(self.asked.asked_by)] if self.asked.asked_by.is_active else []

    def subject(self) -> str:
        return _("Un avis extérieur est arrivé sur le dossier %s") % self.asked.project.number

    def context(self) -> dict[str, Any]:
        address = reverse("projects:review", args=[self.asked.project.number])
        return {
            "asked": self.asked,
            "project": self.asked.project,
            "is_tied": self.asked.state == ExternalState.TIED,
            "review_url": settings.BASE_URL.rstrip("/") + address,
        }
