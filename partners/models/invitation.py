"""An access that is offered: it becomes a membership once the person it is addressed to says yes."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from partners.enums import InvitationState, MembershipRole
from partners.models.structure import Structure

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> Self:
        """Keep those that wait for an answer; whether their link still opens is the link's business."""
        return self.filter(state=InvitationState.PENDING)

    def addressed_to(self, email: str) -> Self:
        """Keep those sent to this address, whatever its case."""
        return self.filter(email__iexact=email.strip())


class Invitation(models.Model):
    """A role offered to an address in one structure. Instants are on the real clock; `ends_on` is a civil date."""

    structure = models.ForeignKey(Structure, models.PROTECT, verbose_name=_("structure"), related_name="invitations")
    email = models.EmailField(_("adresse e-mail"), max_length=254)
    role = models.CharField(_("rôle"), max_length=10, choices=MembershipRole)
    ends_on = models.DateField(_("accès jusqu’au"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=InvitationState, default=InvitationState.PENDING)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("invitée par"), related_name="+"
    )
    invited_at = models.DateTimeField(_("invitée le"))
    answered_at = models.DateTimeField(_("réponse le"), null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("acceptée par"), related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-pk"]
        indexes = [models.Index(Lower("email"), name="invitation_address")]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=MembershipRole.values), name="invitation_role_known"),
            models.UniqueConstraint(
                "structure",
                "role",
                Lower("email"),
                condition=Q(state=InvitationState.PENDING),
                name="invitation_pending_once",
                violation_error_message=_("Cette personne est déjà invitée avec ce rôle : relancez son invitation."),
            ),
            models.CheckConstraint(
                condition=Q(state=InvitationState.PENDING, answered_at__isnull=True)
                | (~Q(state=InvitationState.PENDING) & Q(answered_at__isnull=False)),
                name="invitation_answered_at",
                violation_error_message=_("Une invitation close l’est à un instant."),
            ),
            models.CheckConstraint(
                condition=Q(state=InvitationState.ACCEPTED, accepted_by__isnull=False)
                | (~Q(state=InvitationState.ACCEPTED) & Q(accepted_by__isnull=True)),
                name="invitation_accepted_by",
                violation_error_message=_("Une invitation acceptée l’est par une personne."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()} · {self.structure}"

    def is_for(self, user: "User") -> bool:
        """Say whether it is addressed to this person's account."""
        return bool(user.is_authenticated) and user.email.lower() == self.email.lower()
