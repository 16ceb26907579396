"""The pieces joined to a dossier."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.models import StoredFile
from projects.enums import PieceCategory
from projects.models.project import Project


class Piece(models.Model):
    """A file joined to a dossier, in one of the categories the call names."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="pieces", verbose_name=_("dossier"))
    category = models.CharField(_("catégorie"), max_length=30, choices=PieceCategory.choices)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("fichier"))
    added_at = models.DateTimeField(_("jointe le"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, verbose_name=_("jointe par")
    )

    class Meta:
        verbose_name = _("pièce")
        verbose_name_plural = _("pièces")
        ordering = ["project", "category", "added_at", "pk"]

    def __str__(self) -> str:
        return self.get_category_display()
