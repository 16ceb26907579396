"""The editions of an annual report: each paper that was ever made of it, with the figures it was laid out from."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from conventions.enums import PageSize
from conventions.models.guards import refuses
from conventions.models.report import AnnualReport, FiguresSnapshot
from ofqj_portal.core.models import StoredFile


class ReportEdition(models.Model):
    """One file of a report: which figures, which page size, before or after the vote. Added, never changed.

    The public page of a report's number says the hash of each, so that any copy can be checked.
    """

    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="editions", verbose_name=_("bilan"))
    snapshot = models.ForeignKey(
        FiguresSnapshot, on_delete=models.PROTECT, related_name="editions", verbose_name=_("chiffres")
    )
    page_size = models.CharField(_("format"), max_length=6, choices=PageSize.choices, default=PageSize.A4)
    is_provisional = models.BooleanField(_("provisoire"))
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("document"))
    made_at = models.DateTimeField(_("établi le"))

    class Meta:
        verbose_name = _("édition d’un bilan")
        verbose_name_plural = _("éditions des bilans")
        ordering = ["report", "-made_at", "-pk"]
        triggers = [
            refuses(
                "edition_kept", when="TRUE", then="edition: never changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.report} · {self.get_page_size_display()}"
