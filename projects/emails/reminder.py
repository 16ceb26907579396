"""What reminds a carrier of its next step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext as _

from ofqj_portal.core.outbox import Recipient
from projects.emails.base import CarrierMail
from projects.models import Project
from projects.queries.next_step import NextStep, next_step


@dataclass(frozen=True)
class NextStepReminderMail(CarrierMail):
    """Tell one person what her dossier waits for, by when, and what that holds up; in the words of her home page."""

    project: Project
    to: Recipient
    user: Any
    now: datetime
    kind: ClassVar[str] = "projects.next_step"
    template: ClassVar[str] = "projects/emails/next_step"

    @property
    def step(self) -> NextStep:
        return next_step(self.project, self.user, now=self.now)

    def recipients(self) -> list[Recipient]:
        return [self.to]

    def subject(self) -> str:
        words = _("En retard : « %s » vous attend") if self.step.late else _("« %s » vous attend")
        return words % self.project.title

    def context(self) -> dict[str, Any]:
        step = self.step
        return super().context() | {"step": step, "step_url": settings.BASE_URL.rstrip("/") + step.url}
