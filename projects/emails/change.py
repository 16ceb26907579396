"""What leaves by mail when an accepted dossier changes."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core import calendar
from ofqj_portal.core.outbox import Mail, Recipient
from projects.emails.base import CarrierMail
from projects.emails.filing import people_of
from projects.emails.messages import officers_in_charge
from projects.enums import ChangeState
from projects.models import ChangeRequest, ProjectStructure
from projects.queries.changes import differences


def _address(change: ChangeRequest) -> str:
    return settings.BASE_URL.rstrip("/") + reverse("projects:changes", args=[change.project.number])


@dataclass(frozen=True)
class ChangeAskedMail(Mail):
    """Tell who follows the dossier at the OFQJ that a change is asked, or was noted."""

    change: ChangeRequest
    kind: ClassVar[str] = "projects.change_asked"
    template: ClassVar[str] = "projects/emails/change_asked"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous suivez ce dossier.")

    def recipients(self) -> list[Recipient]:
        return officers_in_charge(self.change.project, on=calendar.today())

    def subject(self) -> str:
        noted = self.change.state == ChangeState.NOTED
        words = _("%(number)s : un changement est noté") if noted else _("%(number)s : un changement est demandé")
        return words % {"number": self.change.project.number}

    def context(self) -> dict[str, Any]:
        change = self.change
        facts = {"change": change, "project": change.project, "noted": change.state == ChangeState.NOTED}
        return facts | {"labels": [row.label for row in differences(change)], "changes_url": _address(change)}


@dataclass(frozen=True)
class ChangeAnsweredMail(CarrierMail):
    """Tell the carriers what the OFQJ answers to the change they asked."""

    change: ChangeRequest
    kind = "projects.change_answered"
    template = "projects/emails/change_answered"

    @property
    def project(self):
        return self.change.project

    def subject(self) -> str:
        return str(_SUBJECTS[ChangeState(self.change.state)]) % self.project.title

    def context(self) -> dict[str, Any]:
        facts = {"change": self.change, "changes": differences(self.change), "changes_url": _address(self.change)}
        return super().context() | facts | {"granted": self.change.state == ChangeState.GRANTED}


@dataclass(frozen=True)
class JoinedByChangeMail(Mail):
    """Tell a structure that it is now the host of a project, as its letter said."""

    row: ProjectStructure
    kind: ClassVar[str] = "projects.joined_by_change"
    template: ClassVar[str] = "projects/emails/joined_by_change"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que votre structure est sur ce dossier.")

    def recipients(self) -> list[Recipient]:
        return people_of([self.row.structure], on=calendar.today())

    def subject(self) -> str:
        return _("Votre structure accueille « %s »") % self.row.project.title

    def context(self) -> dict[str, Any]:
        project = self.row.project
        return {"project": project, "project_url": settings.BASE_URL.rstrip("/") + project.get_absolute_url()}


_SUBJECTS = {
    ChangeState.GRANTED: gettext_lazy("Changement accepté pour « %s »"),
    ChangeState.REFUSED: gettext_lazy("Changement refusé pour « %s »"),
    ChangeState.SENT_BACK: gettext_lazy("Votre demande de changement pour « %s » est à revoir"),
}
