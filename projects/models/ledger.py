"""The ledger of envelopes: rows are added, never changed. Its trigger keeps the totals of the envelope."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Case, DecimalField, F, Q, Sum, When
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from projects.enums import Currency, LedgerKind


def _signed(plus: str, minus: str) -> Case:
    return Case(
        When(kind=plus, then=F("amount")),
        When(kind=minus, then=-F("amount")),
        default=0,
        output_field=DecimalField(max_digits=12, decimal_places=2),
    )


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def totals(self) -> dict:
        """Return {"committed": …, "paid": …} of the rows kept, None where there is no row; one currency expected."""
        return self.aggregate(
            committed=Sum(_signed(LedgerKind.COMMIT, LedgerKind.RELEASE)),
            paid=Sum(_signed(LedgerKind.PAY, LedgerKind.RECOVER)),
        )


class LedgerEntry(models.Model):
    """One movement on an envelope for one decision; `amount` is positive, `kind` gives its sign and its column."""

    envelope = models.ForeignKey("projects.Envelope", models.PROTECT, related_name="entries")
    decision = models.ForeignKey("projects.Decision", models.PROTECT, related_name="entries")
    kind = models.CharField(_("mouvement"), max_length=10, choices=LedgerKind.choices)
    amount = models.DecimalField(_("montant"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField(_("inscrit le"))

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("écriture")
        verbose_name_plural = _("grand livre des enveloppes")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="ledger_amount_positive",
                violation_error_message=_("Une écriture a un montant positif."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=LedgerKind.values),
                name="ledger_kind_known",
                violation_error_message=_("Mouvement inconnu."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="ledger_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
