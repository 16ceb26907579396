"""What the OFQJ writes to a structure while it reviews a dossier."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from projects.emails.base import CarrierMail
from projects.models import InformationRequest
from projects.sections import field_label


@dataclass(frozen=True)
class ComplementsMail(CarrierMail):
    """Tell the carriers what the OFQJ asks them to complete, and until when."""

    asked: InformationRequest
    kind = "projects.complements"
    template = "projects/emails/complements"

    @property
    def project(self):
        return self.asked.project

    def subject(self) -> str:
        return _("L’OFQJ vous demande des compléments sur « %s »") % self.project.title

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "asked": self.asked,
            "fields": [field_label(field) for field in self.asked.fields],
        }
