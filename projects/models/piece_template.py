"""The blank document of one category of pieces, which the OFQJ gives with a call and the carrier fills."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.models import StoredFile
from projects.enums import PieceCategory
from projects.models.call import Call


class PieceTemplate(models.Model):
    """The model to fill for one category of a call's pieces; another one takes its place."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="piece_templates", verbose_name=_("appel à projets"))
    category = models.CharField(_("catégorie"), max_length=30, choices=PieceCategory.choices)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("modèle à remplir"))
    added_at = models.DateTimeField(_("déposé le"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, verbose_name=_("déposé par")
    )

    class Meta:
        verbose_name = _("modèle de pièce")
        verbose_name_plural = _("modèles de pièces")
        ordering = ["call", "category"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "category"],
                name="piece_template_one_a_category",
                violation_error_message=_("Cette catégorie a déjà son modèle sur cet appel."),
            ),
            models.CheckConstraint(
                condition=models.Q(category__in=PieceCategory.values),
                name="piece_template_category_known",
                violation_error_message=_("Choisissez une catégorie dans la liste."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_category_display()
