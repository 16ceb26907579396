"""Where a grant is to be paid: sealed, kept apart from everything else, and gone once the payment is there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.fields import EncryptedTextField
from projects.enums import AccountScheme


class BankDetails(models.Model):
    """The account of one payee for one grant. A trigger of the payments deletes the row (see models.payment)."""

    grant = models.ForeignKey("projects.Grant", models.CASCADE, related_name="bank_details")
    payee = models.ForeignKey("projects.AccountingRecord", models.CASCADE, related_name="+")
    scheme = models.CharField(_("forme du compte"), max_length=10, choices=AccountScheme.choices)
    holder = EncryptedTextField(_("titulaire du compte"))
    iban = EncryptedTextField(_("IBAN"), blank=True, default="")
    bic = EncryptedTextField(_("BIC"), blank=True, default="")
    institution = EncryptedTextField(_("numéro d’institution"), blank=True, default="")
    transit = EncryptedTextField(_("numéro de transit"), blank=True, default="")
    account = EncryptedTextField(_("numéro de compte"), blank=True, default="")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("données le"))

    class Meta:
        verbose_name = _("coordonnées bancaires")
        verbose_name_plural = _("coordonnées bancaires")
        ordering = ["grant_id", "payee_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "payee"],
                name="bank_details_once",
                violation_error_message=_("Ce bénéficiaire a déjà ses coordonnées bancaires."),
            ),
            models.CheckConstraint(
                condition=Q(scheme__in=AccountScheme.values),
                name="bank_details_scheme_known",
                violation_error_message=_("Un compte a un IBAN, ou les trois numéros d’un compte canadien."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} · {self.scheme}"

    @property
    def tail(self) -> str:
        """The last digits of the account: all that the structure reads again."""
        return (self.iban or self.account)[-4:]
