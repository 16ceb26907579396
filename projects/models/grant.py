"""The promise that follows a yes: what was awarded, and what is due once one knows who left (R13)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from projects.enums import Currency


class Grant(models.Model):
    """One section's grant. `recomputed_amount` replaces `awarded_amount` once it is known; it never exceeds it."""

    decision = models.OneToOneField("projects.Decision", models.PROTECT, related_name="grant")
    awarded_amount = models.DecimalField(_("accordé"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    recomputed_amount = models.DecimalField(_("recalculé"), max_digits=12, decimal_places=2, null=True)
    recomputed_at = models.DateTimeField(_("recalculé le"), null=True)

    class Meta:
        verbose_name = _("subvention")
        verbose_name_plural = _("subventions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(awarded_amount__gt=0),
                name="grant_amount_positive",
                violation_error_message=_("Une subvention a un montant positif."),
            ),
            models.CheckConstraint(
                condition=Q(recomputed_amount__isnull=True)
                | Q(recomputed_amount__gte=0, recomputed_amount__lte=F("awarded_amount")),
                name="grant_recomputed_within_awarded",
                violation_error_message=_("Le montant recalculé ne dépasse pas le montant accordé."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_amount} {self.currency}"

    @property
    def due_amount(self):
        """The decimal amount the grant is worth today."""
        return self.awarded_amount if self.recomputed_amount is None else self.recomputed_amount

    @property
    def due(self) -> Money:
        return Money(self.due_amount, self.currency)

    @property
    def awarded(self) -> Money:
        return Money(self.awarded_amount, self.currency)
