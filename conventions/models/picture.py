"""The pictures of a contribution: what they show, in words, and who vouches that the people on them agreed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conventions.models.guards import frozen_with_report
from conventions.models.report import ReportContribution
from ofqj_portal.core.models import StoredFile


class ContributionPicture(models.Model):
    """One picture of a body’s part. `description` is read to those who do not see it; `caption` stands under it."""

    contribution = models.ForeignKey(
        ReportContribution, on_delete=models.CASCADE, related_name="pictures", verbose_name=_("contribution")
    )
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("image"))
    description = models.CharField(_("ce que montre l’image"), max_length=250)
    caption = models.CharField(_("légende"), max_length=250, blank=True)
    added_at = models.DateTimeField(_("ajoutée le"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("accords vérifiés par"),
        help_text=_("Qui déclare tenir l’accord écrit des personnes reconnaissables."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("image d’une contribution")
        verbose_name_plural = _("images des contributions")
        ordering = ["contribution", "added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(description=""),
                name="picture_is_described",
                violation_error_message=_("Dites ce que montre l’image, pour qui ne la voit pas."),
            )
        ]
        triggers: list[Any] = [
            frozen_with_report(
                "picture_frozen", report="SELECT c.report_id FROM conventions_reportcontribution c "
                "WHERE c.id = this.contribution_id", on_insert=True,
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.description
