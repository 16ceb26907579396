"""The invitation that carries a personal link, for somebody who has no account."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.outbox import Mail, Recipient
from projects.models import ProjectStructure


@dataclass(frozen=True)
class HostInvitedByLink(Mail):
    """A carrier counts on your structure: answer by this link, without an account."""

    kind: ClassVar[str] = "projects.host_invited_by_link"
    template: ClassVar[str] = "projects/emails/host_invited_by_link"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce qu’une structure a donné votre adresse pour joindre la vôtre."
    )

    row: ProjectStructure
    link: ActionLink
    token: str = field(repr=False)

    def recipients(self) -> list[Recipient]:
        return [Recipient(email=self.link.email, shore=self.row.structure.shore)]

    def subject(self) -> str:
        return _("%(carrier)s vous invite sur un projet") % {"carrier": self.row.project.carrier}

    def context(self) -> dict[str, Any]:
        until = self.link.expires_at.astimezone(self.row.structure.zone).date()
        return {"project": self.row.project, "row": self.row, "until": until}

    def secret(self) -> str:
        return self.token
