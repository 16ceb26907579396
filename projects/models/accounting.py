"""Who was paid: restricted to finance, kept ten years, apart from the payments themselves."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.fields import EncryptedTextField
from projects.enums import PayeeKind


class AccountingRecord(models.Model):
    """The identity behind a `Payment.payee_ref`: a structure, or a young person whose name is encrypted."""

    payee_ref = models.UUIDField(_("référence du bénéficiaire"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("bénéficiaire"), max_length=10, choices=PayeeKind.choices)
    structure = models.ForeignKey("partners.Structure", models.PROTECT, null=True, blank=True, related_name="+")
    person_name = EncryptedTextField(_("nom de la personne"), blank=True, default="")
    kept_until = models.DateField(_("conservé jusqu’au"))

    class Meta:
        verbose_name = _("pièce comptable")
        verbose_name_plural = _("pièces comptables")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=PayeeKind.STRUCTURE, structure__isnull=False)
                | Q(kind=PayeeKind.PERSON, structure__isnull=True),
                name="accounting_payee_is_one",
                violation_error_message=_("Le bénéficiaire est une structure ou une personne, pas les deux."),
            )
        ]

    def __str__(self) -> str:
        return str(self.payee_ref)
