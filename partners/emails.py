"""The mails of the directory."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.accounts.models import User
from ofqj_portal.core.models import ActionLink
from ofqj_portal.core.outbox import Mail, Recipient
from ofqj_portal.core.roles import Role
from partners.enums import InvitationState, MembershipRole
from partners.models import Agreement, Invitation, JoinRequest, Structure, StructureMerge
from partners.queries import recipients_of
from partners.queries.managers import UnmanagedLine, watchers_of


@dataclass(frozen=True)
class InvitedToStructure(Mail):
    """A structure offers a role: accept or decline by this link."""

    kind: ClassVar[str] = "partners.invited_to_structure"
    template: ClassVar[str] = "partners/emails/invited_to_structure"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce qu’une structure a donné votre adresse pour vous ouvrir un accès."
    )

    invitation: Invitation
    link: ActionLink
    token: str = field(repr=False)

    def recipients(self) -> list[Recipient]:
        return [Recipient(email=self.invitation.email, shore=self.invitation.structure.shore)]

    def subject(self) -> str:
        return _("%(structure)s vous invite sur le portail OFQJ") % {"structure": self.invitation.structure}

    def context(self) -> dict[str, Any]:
        until = self.link.expires_at.astimezone(self.invitation.structure.zone).date()
        return {"invitation": self.invitation, "until": until}

    def secret(self) -> str:
        return self.token


@dataclass(frozen=True)
class InvitationAnswered(Mail):
    """The invited person said yes or no."""

    kind: ClassVar[str] = "partners.invitation_answered"
    template: ClassVar[str] = "partners/emails/invitation_answered"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous avez envoyé cette invitation.")

    invitation: Invitation

    def recipients(self) -> list[Recipient]:
        user, structure = self.invitation.invited_by, self.invitation.structure
        return [Recipient(email=user.email, name=str(user), shore=structure.shore, user_id=user.pk)]

    def subject(self) -> str:
        person = self.invitation.accepted_by or self.invitation.email
        if self.invitation.state == InvitationState.ACCEPTED:
            return _("%(person)s a accepté votre invitation") % {"person": person}
        return _("%(person)s a décliné votre invitation") % {"person": person}

    def context(self) -> dict[str, Any]:
        return {"invitation": self.invitation, "accepted": self.invitation.state == InvitationState.ACCEPTED}


@dataclass(frozen=True)
class JoinAsked(Mail):
    """Somebody asks to work in a structure: its manager answers, or who looks after it where there is none."""

    kind: ClassVar[str] = "partners.join_asked"
    template: ClassVar[str] = "partners/emails/join_asked"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que vous répondez des accès de cette structure, ou que vous la suivez."
    )

    request: JoinRequest
    on: date

    def recipients(self) -> list[Recipient]:
        structure = self.request.structure
        return recipients_of(structure, Role.MANAGER, on=self.on) or watchers_of(structure, on=self.on)

    def subject(self) -> str:
        return _("%(person)s demande un accès à %(structure)s") % {
            "person": self.request.name,
            "structure": self.request.structure,
        }

    def context(self) -> dict[str, Any]:
        managed = bool(recipients_of(self.request.structure, Role.MANAGER, on=self.on))
        return {"request": self.request, "managed": managed}


@dataclass(frozen=True)
class JoinAnswer(Mail):
    """What the structure answers to somebody who asked to work there."""

    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous avez demandé cet accès.")

    request: JoinRequest

    def recipients(self) -> list[Recipient]:
        asked = self.request
        return [Recipient(asked.email, asked.name, asked.structure.shore, asked.user_id)]

    def context(self) -> dict[str, Any]:
        return {"request": self.request}


@dataclass(frozen=True)
class JoinTaken(JoinAnswer):
    """The access is open."""

    kind: ClassVar[str] = "partners.join_accepted"
    template: ClassVar[str] = "partners/emails/join_accepted"

    role: str

    def subject(self) -> str:
        return _("Votre accès à %(structure)s est ouvert") % {"structure": self.request.structure}

    def context(self) -> dict[str, Any]:
        return {**super().context(), "role": MembershipRole(self.role).label}


@dataclass(frozen=True)
class JoinRefused(JoinAnswer):
    """The access is not opened, and why."""

    kind: ClassVar[str] = "partners.join_refused"
    template: ClassVar[str] = "partners/emails/join_refused"

    def subject(self) -> str:
        return _("Votre demande d’accès à %(structure)s") % {"structure": self.request.structure}


@dataclass(frozen=True)
class ManagerMissing(Mail):
    """Nobody manages a structure, or soon nobody: who looks after it is told who could."""

    kind: ClassVar[str] = "partners.manager_missing"
    template: ClassVar[str] = "partners/emails/manager_missing"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que votre équipe suit cette structure.")

    line: UnmanagedLine
    on: date

    def recipients(self) -> list[Recipient]:
        return watchers_of(self.line.structure, on=self.on)

    def subject(self) -> str:
        return _("%(structure)s : qui en sera responsable ?") % {"structure": self.line.structure}

    def context(self) -> dict[str, Any]:
        return {"line": self.line}


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


@dataclass(frozen=True)
class StructuresMerged(Mail):
    """Two sheets of one structure are one now: its people are told which stays."""

    kind: ClassVar[str] = "partners.structures_merged"
    template: ClassVar[str] = "partners/emails/structures_merged"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous gérez la fiche de votre structure.")

    merge: StructureMerge
    on: date

    def recipients(self) -> list[Recipient]:
        return keepers_of(self.merge.kept, on=self.on)

    def subject(self) -> str:
        return _("Deux fiches réunies : %(structure)s") % {"structure": self.merge.kept}

    def context(self) -> dict[str, Any]:
        return {"merge": self.merge}


@dataclass(frozen=True)
class AgreementEndsSoon(Mail):
    """The term of an entente comes near: shall it be renewed?"""

    kind: ClassVar[str] = "partners.agreement_ends_soon"
    template: ClassVar[str] = "partners/emails/agreement_ends_soon"
    reason: ClassVar[Any] = gettext_lazy(
        "Vous recevez ce message parce que vous suivez les ententes de votre structure."
    )

    agreement: Agreement
    to: Recipient

    def recipients(self) -> list[Recipient]:
        return [self.to]

    def subject(self) -> str:
        return _("Une entente prend fin bientôt : %(title)s") % {"title": self.agreement.title}

    def context(self) -> dict[str, Any]:
        return {"agreement": self.agreement}


@dataclass(frozen=True)
class SheetToCheck(Mail):
    """A year has passed: is the sheet of the structure still right?"""

    kind: ClassVar[str] = "partners.sheet_to_check"
    template: ClassVar[str] = "partners/emails/sheet_to_check"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous gérez la fiche de votre structure.")

    structure: Structure
    to: Recipient

    def recipients(self) -> list[Recipient]:
        return [self.to]

    def subject(self) -> str:
        return _("La fiche de votre structure est-elle encore exacte ?")

    def context(self) -> dict[str, Any]:
        return {"structure": self.structure}


def keepers_of(structure: Structure, *, on: date) -> list[Recipient]:
    """Return who keeps the ententes of a structure: its managers, else its advisers."""
    return recipients_of(structure, Role.MANAGER, on=on) or recipients_of(structure, Role.ADVISER, on=on)
