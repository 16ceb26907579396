"""What every message about a dossier has in common."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import calendar
from ofqj_portal.core.outbox import Mail, Recipient
from projects.emails.filing import carriers_of, people_of
from projects.models import Project


class CarrierMail(Mail):
    """A message to the people who carry a dossier; subclasses say which in `project`."""

    reason = _("Vous recevez ce message parce que votre structure porte ce projet.")
    project: Project

    def recipients(self) -> list[Recipient]:
        return people_of(carriers_of(self.project), on=calendar.today())

    def context(self) -> dict[str, Any]:
        address = reverse("projects:detail", args=[self.project.number])
        return {"project": self.project, "project_url": settings.BASE_URL.rstrip("/") + address}
