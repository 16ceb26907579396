"""The mails to structures about their people. None of them names a person."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.outbox import Mail, Recipient
from participants.enums import Moment
from partners.models import Structure
from projects.models import Project


@dataclass(frozen=True)
class SituationsDue(Mail):
    """Some months have passed since the return: what became of the people?"""

    kind: ClassVar[str] = "participants.situations_due"
    template: ClassVar[str] = "participants/emails/situations_due"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que votre structure suit des personnes revenues de ce séjour."
    )

    project: Project
    moment: Moment
    count: int
    to: Recipient

    def recipients(self) -> list[Recipient]:
        return [self.to]

    def subject(self) -> str:
        return _("%(number)s : que deviennent les personnes parties ?") % {"number": self.project.number}

    def context(self) -> dict[str, Any]:
        return {
            "project": self.project,
            "moment": self.moment.label,
            "count": self.count,
            "path": reverse("participants:group", args=[self.project.number]),
        }


@dataclass(frozen=True)
class DatesMoved(Mail):
    """The days of a stay moved after people were put in its group: who may leave is to be read again."""

    kind: ClassVar[str] = "participants.dates_moved"
    template: ClassVar[str] = "participants/emails/dates_moved"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que votre structure suit des personnes du groupe, ou l’accompagne."
    )

    project: Project
    count: int
    to: tuple[Recipient, ...]

    def recipients(self) -> list[Recipient]:
        return list(self.to)

    def subject(self) -> str:
        return _("%(number)s : les dates du séjour ont changé") % {"number": self.project.number}

    def context(self) -> dict[str, Any]:
        path = reverse("participants:group", args=[self.project.number])
        return {"project": self.project, "count": self.count, "path": path}


@dataclass(frozen=True)
class SoonAnonymous(Mail):
    """Nobody was in touch with some people for long: without a contact, they are rendered anonymous."""

    kind: ClassVar[str] = "participants.soon_anonymous"
    template: ClassVar[str] = "participants/emails/soon_anonymous"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que votre structure suit ces personnes.")

    structure: Structure
    count: int
    to: Recipient

    def recipients(self) -> list[Recipient]:
        return [self.to]

    def subject(self) -> str:
        return _("Des personnes que vous suiviez vont devenir anonymes")

    def context(self) -> dict[str, Any]:
        return {"count": self.count, "path": reverse("participants:people") + "?etat=bientot-anonyme"}
