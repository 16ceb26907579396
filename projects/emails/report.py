"""What a structure gets about its project report."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.outbox import Recipient
from projects.emails.base import CarrierMail
from projects.enums import ReportPoint
from projects.models import Project, ProjectReport


@dataclass(frozen=True)
class ReportSentBackMail(CarrierMail):
    """Tell the carriers which points of their report are to be taken up again."""

    report: ProjectReport
    due_on: date
    kind = "projects.report_sent_back"
    template = "projects/emails/report_sent_back"

    @property
    def project(self):
        return self.report.project

    def subject(self) -> str:
        return _("Votre bilan de « %s » est à compléter") % self.project.title

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "report": self.report,
            "due_on": self.due_on,
            "points": [ReportPoint(point).label for point in self.report.points],
        }


@dataclass(frozen=True)
class ReportClosedMail(CarrierMail):
    """Tell the carriers that their report is accepted and the dossier closed."""

    project: Project
    kind = "projects.report_closed"
    template = "projects/emails/report_closed"

    def subject(self) -> str:
        return _("Bilan accepté : le dossier « %s » est clos") % self.project.title


@dataclass(frozen=True)
class ReportCompletedMail(CarrierMail):
    """Tell the carriers that the OFQJ completed the report they had left waiting."""

    project: Project
    kind = "projects.report_completed"
    template = "projects/emails/report_completed"

    def subject(self) -> str:
        return _("L’OFQJ a complété le bilan de « %s »") % self.project.title


@dataclass(frozen=True)
class ReportReminderMail(CarrierMail):
    """Remind one person that the report of her structure's project is awaited."""

    project: Project
    to: Recipient
    late: bool
    kind = "projects.report_reminder"
    template = "projects/emails/report_reminder"

    def recipients(self) -> list[Recipient]:
        return [self.to]

    def subject(self) -> str:
        if self.late:
            return _("Le bilan de « %s » est en retard") % self.project.title
        return _("Le bilan de « %s » est attendu") % self.project.title

    def context(self) -> dict[str, Any]:
        return super().context() | {"due_on": self.project.report_due_on, "late": self.late}
