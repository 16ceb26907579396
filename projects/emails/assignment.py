"""What the OFQJ writes to its own officers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ofqj_portal.core.outbox import Mail, Recipient
from projects.models import Project


@dataclass(frozen=True)
class DossiersAssignedMail(Mail):
    """Tell an officer which dossiers she was handed: one message, whatever their number."""

    projects: Sequence[Project]
    to: Recipient
    by_name: str
    kind: ClassVar[str] = "projects.assigned"
    template: ClassVar[str] = "projects/emails/assigned"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous instruisez ces dossiers.")

    def recipients(self) -> list[Recipient]:
        return [self.to]

    def subject(self) -> str:
        count = len(self.projects)
        if count == 1:
            return _("Dossier %(number)s : il vous est confié") % {"number": self.projects[0].number}
        return ngettext("%(count)d dossier vous est confié", "%(count)d dossiers vous sont confiés", count) % {
            "count": count
        }

    def context(self) -> dict[str, Any]:
        base = settings.BASE_URL.rstrip("/")
        rows = [(project, base + reverse("projects:review", args=[project.number])) for project in self.projects]
        return {"rows": rows, "by_name": self.by_name}
