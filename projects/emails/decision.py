"""What the OFQJ writes to a structure about its answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core import calendar
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.outbox import Mail, Recipient
from partners.enums import Section
from projects.emails.base import CarrierMail
from projects.emails.filing import hosts_of, people_of
from projects.enums import ProjectState
from projects.models import Decision, Project


@dataclass(frozen=True)
class DecisionMail(CarrierMail):
    """Tell the carriers that the dossier is answered; each section's letter goes with it."""

    project: Project
    decisions: Sequence[Decision]
    kind = "projects.decision"
    template = "projects/emails/decision"

    def subject(self) -> str:
        return _("L’OFQJ a répondu à votre projet « %s »") % self.project.title

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "decisions": self.decisions,
            "to_confirm": self.project.state == ProjectState.PARTIALLY_ACCEPTED,
        }

    def attachments(self) -> list[StoredFile]:
        return [decision.letter for decision in self.decisions if decision.letter]


@dataclass(frozen=True)
class DecisionToHostsMail(Mail):
    """Tell the structures that host a dossier that it is answered; the letters go to the carriers only."""

    project: Project
    decisions: Sequence[Decision]
    kind: ClassVar[str] = "projects.decision_to_hosts"
    template: ClassVar[str] = "projects/emails/decision_to_hosts"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que votre structure accueille ce projet.")

    def recipients(self) -> list[Recipient]:
        return people_of(hosts_of(self.project), on=calendar.today())

    def subject(self) -> str:
        return _("L’OFQJ a répondu au projet « %s »") % self.project.title

    def context(self) -> dict[str, Any]:
        address = self.project.get_absolute_url()
        return {
            "project": self.project,
            "decisions": self.decisions,
            "project_url": settings.BASE_URL.rstrip("/") + address,
        }


@dataclass(frozen=True)
class DecisionsMail(Mail):
    """Tell one person of several dossiers answered at once; the letters go to those who carry them."""

    to: Recipient
    answers: Sequence[tuple[Project, Sequence[Decision]]]
    to_carriers: bool
    kind: ClassVar[str] = "projects.decisions"
    template: ClassVar[str] = "projects/emails/decisions"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que votre structure est sur ces dossiers.")

    def recipients(self) -> list[Recipient]:
        return [self.to]

    def subject(self) -> str:
        if len(self.answers) == 1:
            return _("L’OFQJ a répondu au projet « %s »") % self.answers[0][0].title
        return _("L’OFQJ a répondu à %d de vos projets") % len(self.answers)

    def context(self) -> dict[str, Any]:
        base = settings.BASE_URL.rstrip("/")
        rows = [(project, decisions, base + project.get_absolute_url()) for project, decisions in self.answers]
        return {"rows": rows, "to_carriers": self.to_carriers}

    def attachments(self) -> list[StoredFile]:
        given = [decision for _project, decisions in self.answers for decision in decisions]
        return [decision.letter for decision in given if decision.letter] if self.to_carriers else []


@dataclass(frozen=True)
class ConditionsLiftedMail(CarrierMail):
    """Tell the carriers that a section's conditions are lifted."""

    decision: Decision
    kind = "projects.conditions_lifted"
    template = "projects/emails/conditions_lifted"

    @property
    def project(self):
        return self.decision.project

    def subject(self) -> str:
        return _("Conditions levées pour « %s »") % self.project.title

    def context(self) -> dict[str, Any]:
        return super().context() | {"decision": self.decision}


@dataclass(frozen=True)
class DecisionReopenedMail(CarrierMail):
    """Tell the carriers that an answer they had read is being looked at again."""

    project: Project
    section: str
    kind = "projects.decision_reopened"
    template = "projects/emails/decision_reopened"

    def subject(self) -> str:
        return _("L’OFQJ réexamine votre projet « %s »") % self.project.title

    def context(self) -> dict[str, Any]:
        return super().context() | {"section_label": Section(self.section).label}
