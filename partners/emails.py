"""The mails of the directory."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.accounts.emails import password_path
from ofqj_portal.accounts.models import User
from ofqj_portal.core.outbox import Mail, Recipient
from ofqj_portal.core.roles import Role
from partners.models import Agreement, Membership, Structure
from partners.queries import recipients_of


@dataclass(frozen=True)
class AddedToStructure(Mail):
    """A person was given a role somewhere; without a password yet, she gets the link to choose one."""

    kind: ClassVar[str] = "partners.added_to_structure"
    template: ClassVar[str] = "partners/emails/added_to_structure"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce qu’un accès vous a été ouvert.")

    membership: Membership

    def recipients(self) -> list[Recipient]:
        user, structure = self.membership.user, self.membership.structure
        return [Recipient(email=user.email, name=str(user), shore=structure.shore, user_id=user.pk)]

    def subject(self) -> str:
        return _("Votre accès au portail OFQJ : %(structure)s") % {"structure": self.membership.structure}

    def context(self) -> dict[str, Any]:
        user = self.membership.user
        path = reverse("account_login") if user.has_usable_password() else password_path(user)
        return {
            "membership": self.membership,
            "needs_password": not user.has_usable_password(),
            "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
            "path": path,
        }


@dataclass(frozen=True)
class AgreementToConfirm(Mail):
    """An entente was recorded with your structure: is it right?"""

    kind: ClassVar[str] = "partners.agreement_to_confirm"
    template: ClassVar[str] = "partners/emails/agreement_to_confirm"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que vous suivez les ententes de votre structure."
    )

    agreement: Agreement
    on: date

    def recipients(self) -> list[Recipient]:
        return keepers_of(self.agreement.second_structure, on=self.on)

    def subject(self) -> str:
        return _("Une entente à confirmer avec %(structure)s") % {"structure": self.agreement.first_structure}

    def context(self) -> dict[str, Any]:
        return {"agreement": self.agreement}


@dataclass(frozen=True)
class AgreementChanged(Mail):
    """The other side changed or ended an entente."""

    kind: ClassVar[str] = "partners.agreement_changed"
    template: ClassVar[str] = "partners/emails/agreement_changed"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que vous suivez les ententes de votre structure."
    )

    agreement: Agreement
    by: User
    on: date

    def recipients(self) -> list[Recipient]:
        sides = [self.agreement.first_structure, self.agreement.second_structure]
        people = [person for side in sides for person in keepers_of(side, on=self.on)]
        return list({person.email: person for person in people if person.user_id != self.by.pk}.values())

    def subject(self) -> str:
        title = {"title": self.agreement.title}
        return (
            _("Entente arrêtée : %(title)s") % title
            if self.agreement.ended_on
            else _("Entente modifiée : %(title)s") % title
        )

    def context(self) -> dict[str, Any]:
        return {"agreement": self.agreement}


def keepers_of(structure: Structure, *, on: date) -> list[Recipient]:
    """Return who keeps the ententes of a structure: its managers, else its advisers."""
    return recipients_of(structure, Role.MANAGER, on=on) or recipients_of(structure, Role.ADVISER, on=on)
