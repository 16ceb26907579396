"""What leaves by mail while a dossier is filed and completed."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.outbox import Mail, Recipient
from ofqj_portal.core.roles import Role
from partners.enums import Section
from partners.models import Membership, Structure
from partners.queries import recipients_of
from projects.enums import HostingState, Side
from projects.models import InformationRequest, Project, ProjectStructure

_ABOUT_YOUR_FILE = gettext_lazy("Vous recevez ce message parce que votre structure est sur ce dossier.")


def people_of(structures: list[Structure], *, on: date) -> list[Recipient]:
    """Return the advisers and managers of these structures, each once."""
    people = [person for s in structures for person in recipients_of(s, Role.ADVISER, Role.MANAGER, on=on)]
    return list({person.email: person for person in people}.values())


def carriers_of(project: Project) -> list[Structure]:
    """Return the structures that carry the dossier, the lead one first."""
    rows = project.structures.filter(side=Side.CARRIER).select_related("structure").order_by("-is_lead", "pk")
    return [row.structure for row in rows]


def hosts_of(project: Project) -> list[Structure]:
    """Return the structures that confirmed that they host the dossier."""
    rows = project.structures.filter(side=Side.HOST, state=HostingState.CONFIRMED).select_related("structure")
    return [row.structure for row in rows.order_by("pk")]


def officer_of(project: Project, *, on: date) -> list[Recipient]:
    """Return the officer in charge, in the words of her section; nobody while nobody took the dossier."""
    if project.officer is None:
        return []
    at_ofqj = Membership.objects.of(project.officer).current(on).filter(structure__section__in=Section.values)
    membership = at_ofqj.select_related("structure").first()
    if membership is None:
        return []
    officer, shore = project.officer, membership.structure.shore
    return [Recipient(email=officer.email, name=str(officer), shore=shore, user_id=officer.pk)]


@dataclass(frozen=True)
class ProjectFiled(Mail):
    """The acknowledgement: the number, the instant, the version that is kept."""

    kind: ClassVar[str] = "projects.filed"
    template: ClassVar[str] = "projects/emails/filed"
    reason: ClassVar[Any] = _ABOUT_YOUR_FILE

    project: Project
    version: int

    def recipients(self) -> list[Recipient]:
        return people_of(carriers_of(self.project), on=self.project.submitted_at.date())

    def subject(self) -> str:
        return _("Dossier %(number)s : dépôt bien reçu") % {"number": self.project.number}

    def context(self) -> dict[str, Any]:
        return {"project": self.project, "version": self.version}


@dataclass(frozen=True)
class HostInvited(Mail):
    """A carrier named your structure on its dossier: do you take part?"""

    kind: ClassVar[str] = "projects.host_invited"
    template: ClassVar[str] = "projects/emails/host_invited"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce qu’une structure compte sur la vôtre.")

    row: ProjectStructure
    on: date

    def recipients(self) -> list[Recipient]:
        return people_of([self.row.structure], on=self.on)

    def subject(self) -> str:
        return _("%(carrier)s vous invite sur un projet") % {"carrier": self.row.project.carrier}

    def context(self) -> dict[str, Any]:
        return {"project": self.row.project, "row": self.row}


@dataclass(frozen=True)
class HostingAnswered(Mail):
    """A partner confirmed or refused."""

    kind: ClassVar[str] = "projects.hosting_answered"
    template: ClassVar[str] = "projects/emails/hosting_answered"
    reason: ClassVar[Any] = _ABOUT_YOUR_FILE

    row: ProjectStructure
    on: date

    def recipients(self) -> list[Recipient]:
        return people_of(carriers_of(self.row.project), on=self.on)

    def subject(self) -> str:
        words = (
            _("%(structure)s confirme sa participation")
            if self.row.state == HostingState.CONFIRMED
            else _("%(structure)s ne participera pas")
        )
        return words % {"structure": self.row.structure}

    def context(self) -> dict[str, Any]:
        confirmed = self.row.state == HostingState.CONFIRMED
        return {"project": self.row.project, "row": self.row, "confirmed": confirmed}


@dataclass(frozen=True)
class ComplementsAnswered(Mail):
    """The structure completed what was asked: the officer has the ball again."""

    kind: ClassVar[str] = "projects.complements_answered"
    template: ClassVar[str] = "projects/emails/complements_answered"

    request: InformationRequest

    def recipients(self) -> list[Recipient]:
        return officer_of(self.request.project, on=self.request.answered_at.date())

    def subject(self) -> str:
        return _("Dossier %(number)s : compléments reçus") % {"number": self.request.project.number}

    def context(self) -> dict[str, Any]:
        return {"project": self.request.project, "request": self.request}


@dataclass(frozen=True)
class ProjectWithdrawn(Mail):
    """The structure took its dossier back."""

    kind: ClassVar[str] = "projects.withdrawn"
    template: ClassVar[str] = "projects/emails/withdrawn"

    project: Project

    def recipients(self) -> list[Recipient]:
        return officer_of(self.project, on=self.project.withdrawn_at.date())

    def subject(self) -> str:
        return _("Dossier %(number)s : retiré par la structure") % {"number": self.project.number}

    def context(self) -> dict[str, Any]:
        return {"project": self.project}
