"""What leaves about a funding agreement: to sign, to countersign, signed, refused, still waiting."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.outbox import Mail, Recipient
from ofqj_portal.core.roles import Role
from partners.models import Structure
from partners.queries import recipients_of
from projects.emails.filing import officer_of, people_of
from projects.models import GrantAgreement, Project
from projects.models.visibility import is_tied

_AS_CARRIER = gettext_lazy("Vous recevez ce message parce que votre structure porte ce projet.")
_AS_OFQJ = gettext_lazy("Vous recevez ce message parce que votre section suit ce dossier.")


class AgreementMail(Mail):
    """A message about one text; subclasses say to whom."""

    agreement: GrantAgreement

    @property
    def project(self) -> Project:
        return self.agreement.decision.project

    def context(self) -> dict[str, Any]:
        decision = self.agreement.decision
        address = reverse("projects:agreement", args=[self.project.number, decision.section])
        return {
            "agreement": self.agreement,
            "project": self.project,
            "section": decision.get_section_display(),
            "agreement_url": settings.BASE_URL.rstrip("/") + address,
        }


def signers_of_carrier(project: Project, *, on: date) -> list[Recipient]:
    """Return the managers of the lead carrier; its advisers while it has none, who must find one."""
    managers = list(recipients_of(project.carrier, Role.MANAGER, on=on))
    return managers or people_of([project.carrier], on=on)


def signers_of_section(agreement: GrantAgreement, *, on: date) -> list[Recipient]:
    """Return the deciders of the section that owes the grant, but for those tied to the dossier."""
    home = Structure.objects.filter(section=agreement.decision.section).first()
    found = list(recipients_of(home, Role.DECIDER, on=on)) if home else []
    users = User.objects.in_bulk([person.user_id for person in found])
    project = agreement.decision.project
    return [person for person in found if not is_tied(users[person.user_id], project)]


@dataclass(frozen=True)
class AgreementToSignMail(AgreementMail):
    """The structure is asked to sign; said again, with the reason, when a new text replaces another."""

    agreement: GrantAgreement
    kind: ClassVar[str] = "projects.agreement_to_sign"
    template: ClassVar[str] = "projects/emails/agreement_to_sign"
    reason: ClassVar[Any] = _AS_CARRIER

    def recipients(self) -> list[Recipient]:
        return people_of([self.project.carrier], on=calendar.today())

    def subject(self) -> str:
        if self.agreement.number > 1:
            return _("« %s » : une nouvelle convention est à signer") % self.project.title
        return _("« %s » : la convention de subvention est à signer") % self.project.title


@dataclass(frozen=True)
class AgreementToCountersignMail(AgreementMail):
    """The structure has signed: the section signs in turn."""

    agreement: GrantAgreement
    kind: ClassVar[str] = "projects.agreement_to_countersign"
    template: ClassVar[str] = "projects/emails/agreement_to_countersign"
    reason: ClassVar[Any] = _AS_OFQJ

    def recipients(self) -> list[Recipient]:
        return signers_of_section(self.agreement, on=calendar.today())

    def subject(self) -> str:
        return _("Dossier %s : une convention attend votre signature") % self.project.number


@dataclass(frozen=True)
class AgreementSignedMail(AgreementMail):
    """Both sides have signed: the structure gets the paper."""

    agreement: GrantAgreement
    kind: ClassVar[str] = "projects.agreement_signed"
    template: ClassVar[str] = "projects/emails/agreement_signed"
    reason: ClassVar[Any] = _AS_CARRIER

    def recipients(self) -> list[Recipient]:
        return people_of([self.project.carrier], on=calendar.today())

    def subject(self) -> str:
        return _("« %s » : la convention est signée") % self.project.title

    def attachments(self) -> list[StoredFile]:
        return [self.agreement.paper] if self.agreement.paper else []


@dataclass(frozen=True)
class AgreementRefusedMail(AgreementMail):
    """One side will not sign, and says why to the other."""

    agreement: GrantAgreement
    by_carrier: bool
    kind: ClassVar[str] = "projects.agreement_refused"
    template: ClassVar[str] = "projects/emails/agreement_refused"

    def recipients(self) -> list[Recipient]:
        on = calendar.today()
        if not self.by_carrier:
            return people_of([self.project.carrier], on=on)
        desk = [*officer_of(self.project, on=on), *signers_of_section(self.agreement, on=on)]
        return list({person.email: person for person in desk}.values())

    def subject(self) -> str:
        return _("Dossier %s : la convention est refusée") % self.project.number

    def context(self) -> dict[str, Any]:
        return super().context() | {"by_carrier": self.by_carrier}


@dataclass(frozen=True)
class AgreementReminderMail(AgreementMail):
    """Remind one person that a text waits for her signature."""

    agreement: GrantAgreement
    to: Recipient
    days: int
    kind: ClassVar[str] = "projects.agreement_reminder"
    template: ClassVar[str] = "projects/emails/agreement_reminder"

    def recipients(self) -> list[Recipient]:
        return [self.to]

    def subject(self) -> str:
        return _("« %s » attend toujours votre signature") % self.project.title

    def context(self) -> dict[str, Any]:
        return super().context() | {"days": self.days}
