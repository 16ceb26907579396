"""What was really paid on a grant. Each payment has its row in the ledger."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from projects.enums import Currency, PaymentKind
from projects.models.guards import refuses

_UNSIGNED = (
    "NOT EXISTS (SELECT 1 FROM projects_grant g JOIN projects_grantagreement a ON a.decision_id = g.decision_id"
    " WHERE g.id = NEW.grant_id AND a.state = 'signed')"
)
_OTHER_INSTALMENT = (
    "NEW.instalment_id IS NULL OR NOT EXISTS (SELECT 1 FROM projects_instalment i"
    " WHERE i.id = NEW.instalment_id AND i.grant_id = NEW.grant_id AND i.kind = NEW.kind)"
)


_OTHER_PAYEE = (
    "EXISTS (SELECT 1 FROM projects_instalment i WHERE i.id = NEW.instalment_id AND i.payee_id IS DISTINCT FROM"
    " (SELECT r.id FROM projects_accountingrecord r WHERE r.payee_ref = NEW.payee_ref AND r.kind = 'person'))"
)


class Payment(models.Model):
    """Money that left, noted by finance. `payee_ref` is opaque: who was paid sits in `AccountingRecord`.

    It settles one instalment of a grant whose agreement is signed, and the database then forgets the bank details.
    `rate` is kept where the account is in another currency: units of that currency for one of `currency`.
    """

    grant = models.ForeignKey("projects.Grant", models.PROTECT, related_name="payments")
    # Empty for what was paid before the portal planned instalments.
    instalment = models.OneToOneField("projects.Instalment", models.PROTECT, null=True, related_name="payment")
    kind = models.CharField(_("nature"), max_length=10, choices=PaymentKind.choices)
    amount = models.DecimalField(_("montant"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    payee_ref = models.UUIDField(_("référence du bénéficiaire"))
    rate = models.DecimalField(_("taux"), max_digits=12, decimal_places=6, null=True)
    rate_on = models.DateField(_("taux du"), null=True)
    rate_source = models.CharField(_("source du taux"), max_length=120, blank=True, default="")
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
            models.CheckConstraint(
                condition=Q(rate__isnull=True) | (Q(rate__gt=0, rate_on__isnull=False) & ~Q(rate_source="")),
                name="payment_rate_is_dated",
                violation_error_message=_("Un taux de change a sa date et sa source."),
            ),
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(kind=PaymentKind.BALANCE),
                name="payment_one_balance",
                violation_error_message=_("Le solde de cette subvention est déjà noté."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="payment_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuses(
                "payment_after_signature",
                when=_UNSIGNED,
                then="payment: both sides sign the agreement of the grant first",
                operation=pgtrigger.Insert,
            ),
            refuses(
                "payment_of_its_instalment",
                when=_OTHER_INSTALMENT,
                then="payment: its instalment is another one",
                operation=pgtrigger.Insert,
            ),
            refuses(
                "payment_to_its_payee",
                when=_OTHER_PAYEE,
                then="payment: a share goes to its own payee, every other instalment to a structure",
                operation=pgtrigger.Insert,
            ),
            pgtrigger.Trigger(
                name="payment_purges_bank_details",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    DELETE FROM projects_bankdetails b USING projects_accountingrecord r
                     WHERE b.grant_id = NEW.grant_id AND r.id = b.payee_id AND r.payee_ref = NEW.payee_ref;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
