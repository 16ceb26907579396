"""Somebody asks to work in a structure: its manager says yes or no."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from partners.enums import JoinState
from partners.models.structure import Structure


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def pending(self) -> Self:
        """Keep those that wait for the manager's answer."""
        return self.filter(state=JoinState.PENDING)

    def of_address(self, email: str) -> Self:
        """Keep those asked for this address, whatever its case."""
        return self.filter(email__iexact=email.strip())


class JoinRequest(models.Model):
    """A request to join; `user` is who asked while signed in, None for somebody without an account, or not signed in.

    Instants are on the real clock. An answered one is forgotten after three months.
    """

    structure = models.ForeignKey(Structure, models.CASCADE, verbose_name=_("structure"), related_name="join_requests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, verbose_name=_("compte"), related_name="+"
    )
    name = models.CharField(_("prénom et nom"), max_length=160)
    email = models.EmailField(_("adresse e-mail"), max_length=254)
    words = models.TextField(_("message"), max_length=500, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=JoinState, default=JoinState.PENDING)
    asked_at = models.DateTimeField(_("demandé le"))
    answered_at = models.DateTimeField(_("réponse le"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("réponse de"), related_name="+"
    )
    reason = models.TextField(_("motif du refus"), max_length=500, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande d’accès")
        verbose_name_plural = _("demandes d’accès")
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(Lower("email"), name="join_request_address")]
        constraints = [
            models.UniqueConstraint(
                "structure",
                Lower("email"),
                condition=Q(state=JoinState.PENDING),
                name="join_request_pending_once",
                violation_error_message=_("Une demande de cette adresse attend déjà la réponse de la structure."),
            ),
            models.CheckConstraint(
                condition=Q(state=JoinState.PENDING, answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(state=JoinState.PENDING) & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="join_request_answered",
                violation_error_message=_("Une demande close l’est à un instant, par une personne."),
            ),
            models.CheckConstraint(
                condition=~Q(state=JoinState.REFUSED, reason=""),
                name="join_request_refused_with_reason",
                violation_error_message=_("Un refus donne son motif."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.structure}"
