"""What was really paid on a grant. Each payment has its row in the ledger."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from projects.enums import Currency, PaymentKind


class Payment(models.Model):
    """Money that left, noted by finance. `payee_ref` is opaque: who was paid sits in `AccountingRecord`."""

    grant = models.ForeignKey("projects.Grant", models.PROTECT, related_name="payments")
    kind = models.CharField(_("nature"), max_length=10, choices=PaymentKind.choices)
    amount = models.DecimalField(_("montant"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    payee_ref = models.UUIDField(_("référence du bénéficiaire"))
    paid_on = models.DateField(_("payé le"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("noté le"))

    class Meta:
        verbose_name = _("versement")
        verbose_name_plural = _("versements")
        ordering = ["-paid_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="payment_amount_positive",
                violation_error_message=_("Un versement a un montant positif."),
            ),
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(kind=PaymentKind.BALANCE),
                name="payment_one_balance",
                violation_error_message=_("Le solde de cette subvention est déjà noté."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="payment_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
