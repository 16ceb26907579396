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
from projects.models import Grant, Payment, Project, Recovery, RecoveryReceipt
from projects.queries.grant_money import paid_elsewhere


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
    is_share: bool = False  # a young person's account, who is never named here
    kind: ClassVar[str] = "projects.bank_details_refused"
    template: ClassVar[str] = "projects/emails/bank_details_refused"

    @property
    def project(self) -> Project:
        return self.grant.decision.project

    def subject(self) -> str:
        return _("« %s » : vos coordonnées bancaires sont à redonner") % self.project.title

    def context(self) -> dict[str, Any]:
        context = super().context() | {"why": self.why, "is_share": self.is_share}
        if self.is_share:
            context["money_url"] = f"{settings.BASE_URL.rstrip('/')}/projets/{self.project.number}/groupe/versements/"
        return context


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
            "read": paid_elsewhere(self.payment, self.payment.grant.decision),
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


@dataclass(frozen=True)
class RecoveryReceivedMail(MoneyMail):
    """Tell the structure that its money came, and what is left to give back: its receipt."""

    receipt: RecoveryReceipt
    kind: ClassVar[str] = "projects.recovery_received"
    template: ClassVar[str] = "projects/emails/recovery_received"

    @property
    def project(self) -> Project:
        return self.receipt.recovery.grant.decision.project

    def subject(self) -> str:
        return _("« %s » : somme rendue reçue") % self.project.title

    def context(self) -> dict[str, Any]:
        return super().context() | {"receipt": self.receipt, "left": self.receipt.recovery.left}
