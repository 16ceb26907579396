"""What leaves about money: bank details given or refused, a payment made."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core import calendar
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.outbox import Mail, Recipient
from projects.emails.filing import people_of
from projects.models import Grant, Payment, Project, Recovery


class MoneyMail(Mail):
    """A message to the people of the lead carrier about its money."""

    reason = gettext_lazy("Vous recevez ce message parce que votre structure porte ce projet.")
    project: Project

    def recipients(self) -> list[Recipient]:
        return people_of([self.project.carrier], on=calendar.today())

    def context(self) -> dict[str, Any]:
        address = reverse("projects:money", args=[self.project.number])
        return {"project": self.project, "money_url": settings.BASE_URL.rstrip("/") + address}


@dataclass(frozen=True)
class BankDetailsGivenMail(MoneyMail):
    """Tell everybody of the structure that an account was given, so that a wrong one is seen at once."""

    project: Project
    by: Any
    kind: ClassVar[str] = "projects.bank_details_given"
    template: ClassVar[str] = "projects/emails/bank_details_given"

    def subject(self) -> str:
        return _("« %s » : des coordonnées bancaires ont été données") % self.project.title

    def context(self) -> dict[str, Any]:
        return super().context() | {"by": str(self.by)}


@dataclass(frozen=True)
class BankDetailsRefusedMail(MoneyMail):
    """Tell the structure that its account cannot be paid, and why."""

    grant: Grant
    why: str
    kind: ClassVar[str] = "projects.bank_details_refused"
    template: ClassVar[str] = "projects/emails/bank_details_refused"

    @property
    def project(self) -> Project:
        return self.grant.decision.project

    def subject(self) -> str:
        return _("« %s » : vos coordonnées bancaires sont à redonner") % self.project.title

    def context(self) -> dict[str, Any]:
        return super().context() | {"why": self.why}


@dataclass(frozen=True)
class PaymentMadeMail(MoneyMail):
    """Tell the structure that money has left."""

    payment: Payment
    kind: ClassVar[str] = "projects.payment_made"
    template: ClassVar[str] = "projects/emails/payment_made"

    @property
    def project(self) -> Project:
        return self.payment.grant.decision.project

    def subject(self) -> str:
        return _("« %s » : un versement est fait") % self.project.title

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "payment": self.payment,
            "section": self.payment.grant.decision.get_section_display(),
        }


@dataclass(frozen=True)
class RecoveryMail(MoneyMail):
    """Ask the structure to give back what it was paid too much; the letter goes with it."""

    recovery: Recovery
    kind: ClassVar[str] = "projects.recovery"
    template: ClassVar[str] = "projects/emails/recovery"

    @property
    def project(self) -> Project:
        return self.recovery.grant.decision.project

    def subject(self) -> str:
        return _("« %s » : une somme est à rendre") % self.project.title

    def context(self) -> dict[str, Any]:
        return super().context() | {"recovery": self.recovery}

    def attachments(self) -> list[StoredFile]:
        return [self.recovery.letter] if self.recovery.letter else []
