"""What a section takes off the aid asked, line by line of the charges, and why; the letter says it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money


class AwardCut(models.Model):
    """One reduction of one yes, in its envelope's currency; `line` is the line's words when it was decided."""

    decision = models.ForeignKey("projects.Decision", models.CASCADE, related_name="cuts")
    position = models.PositiveSmallIntegerField(_("rang"))
    line = models.CharField(_("ligne du budget"), max_length=300)
    amount = models.DecimalField(_("réduction"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3)
    reason = models.CharField(_("pourquoi"), max_length=300)

    class Meta:
        verbose_name = _("réduction")
        verbose_name_plural = _("réductions")
        ordering = ["decision_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "position"],
                name="award_cut_has_its_rank",
                violation_error_message=_("Deux réductions ont le même rang."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & ~Q(reason=""),
                name="award_cut_has_a_reason",
                violation_error_message=_("Une réduction a un montant et une raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} · {self.line}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
