"""Two sheets that look alike and that somebody said are not one structure: they are proposed no more."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from partners.models.structure import Structure


class Distinction(models.Model):
    """Said by one person of two sheets, in whichever order; taking it back drops the row."""

    one = models.ForeignKey(Structure, models.CASCADE, verbose_name=_("une fiche"), related_name="+")
    other = models.ForeignKey(Structure, models.CASCADE, verbose_name=_("l’autre fiche"), related_name="+")
    said_at = models.DateTimeField(_("dites différentes le"))
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("dites différentes par"), related_name="+"
    )

    class Meta:
        verbose_name = _("distinction de deux fiches")
        verbose_name_plural = _("distinctions de deux fiches")
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Least("one", "other"),
                Greatest("one", "other"),
                name="distinction_once",
                violation_error_message=_("Ces deux fiches sont déjà dites différentes."),
            ),
            models.CheckConstraint(
                condition=~models.Q(one=F("other")),
                name="distinction_of_two",
                violation_error_message=_("Une distinction sépare deux fiches."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} ≠ {self.other}"
