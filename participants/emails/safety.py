"""The mails about a stay under way. None of them says what happened, nor to whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.outbox import Mail, Recipient
from participants.models import Incident
from projects.models import Project


@dataclass(frozen=True)
class IncidentReported(Mail):
    """Something happened during a stay; what, is read on the portal only."""

    kind: ClassVar[str] = "participants.incident_reported"
    template: ClassVar[str] = "participants/emails/incident_reported"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous suivez ce séjour.")

    project: Project
    incident: Incident
    to: tuple[Recipient, ...]

    def recipients(self) -> list[Recipient]:
        return list(self.to)

    def subject(self) -> str:
        said = {"number": self.project.number}
        if self.incident.is_urgent:
            return _("%(number)s : un incident demande de l’aide maintenant") % said
        return _("%(number)s : un incident est signalé") % said

    def context(self) -> dict[str, Any]:
        path = reverse("participants:group_safety", args=[self.project.number])
        return {"project": self.project, "incident": self.incident, "path": path}


@dataclass(frozen=True)
class GroupSilent(Mail):
    """A group that is away has given no sign of life for too long."""

    kind: ClassVar[str] = "participants.group_silent"
    template: ClassVar[str] = "participants/emails/group_silent"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous suivez ce séjour.")

    project: Project
    last: datetime
    to: Recipient

    def recipients(self) -> list[Recipient]:
        return [self.to]

    def subject(self) -> str:
        return _("%(number)s : le groupe n’a pas donné de nouvelles") % {"number": self.project.number}

    def context(self) -> dict[str, Any]:
        path = reverse("participants:group_safety", args=[self.project.number])
        return {"project": self.project, "last": self.last, "path": path}
