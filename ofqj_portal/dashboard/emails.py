"""The mails of acts that cross the apps."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.accounts.emails import recipient
from ofqj_portal.accounts.models import User
from ofqj_portal.core.outbox import Mail, Recipient
from partners.models import Structure
from projects.emails.filing import hosts_of, people_of
from projects.models import Project


@dataclass(frozen=True)
class HandedToYou(Mail):
    """Somebody left: what she held in the structure is yours now."""

    kind: ClassVar[str] = "dashboard.handed_to_you"
    template: ClassVar[str] = "dashboard/emails/handed_to_you"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous reprenez le travail d’un·e collègue.")

    structure: Structure
    person: User
    taker: User
    lines: list[str]

    def recipients(self) -> list[Recipient]:
        return [recipient(self.taker)]

    def subject(self) -> str:
        return _("Vous reprenez le travail de %(person)s") % {"person": self.person}

    def context(self) -> dict[str, Any]:
        return {"structure": self.structure, "person": self.person, "lines": self.lines}


@dataclass(frozen=True)
class YourHandover(Mail):
    """What you held in the structure was passed on."""

    kind: ClassVar[str] = "dashboard.your_handover"
    template: ClassVar[str] = "dashboard/emails/your_handover"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que votre travail a été transmis.")

    structure: Structure
    person: User
    lines: list[tuple[str, User]]

    def recipients(self) -> list[Recipient]:
        return [recipient(self.person)]

    def subject(self) -> str:
        return _("Votre travail à %(structure)s est transmis") % {"structure": self.structure}

    def context(self) -> dict[str, Any]:
        return {"structure": self.structure, "lines": self.lines}


@dataclass(frozen=True)
class ContactChanged(Mail):
    """The other side's person for some dossiers changed: one mail a person, with all of them."""

    kind: ClassVar[str] = "dashboard.contact_changed"
    template: ClassVar[str] = "dashboard/emails/contact_changed"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que votre structure accueille ces projets.")

    structure: Structure
    person: User
    dossiers: list[tuple[Project, User]]
    on: date

    def recipients(self) -> list[Recipient]:
        hosts = [host for project, _taker in self.dossiers for host in hosts_of(project) if host != self.structure]
        return people_of(list(dict.fromkeys(hosts)), on=self.on)

    def subject(self) -> str:
        return _("Votre interlocuteur change à %(structure)s") % {"structure": self.structure}

    def context(self) -> dict[str, Any]:
        return {"structure": self.structure, "person": self.person, "dossiers": self.dossiers}
