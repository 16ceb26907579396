"""The years before the portal: a few figures, taken over from papers that are named."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conventions.enums import PastMeasure
from conventions.models.convention import Convention


class PastFigure(models.Model):
    """One figure of one past year. `source` says where it is taken from: « repris de … »."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="past_figures", verbose_name=_("convention")
    )
    year = models.PositiveSmallIntegerField(_("année"))
    measure = models.CharField(_("chiffre"), max_length=12, choices=PastMeasure.choices)
    value = models.PositiveIntegerField(_("valeur"))
    source = models.CharField(_("repris de"), max_length=200)
    taken_over_at = models.DateTimeField(_("repris le"))

    class Meta:
        verbose_name = _("chiffre d’une année passée")
        verbose_name_plural = _("chiffres des années passées")
        ordering = ["convention", "year", "measure"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "year", "measure"], name="past_figure_once"),
            models.CheckConstraint(
                condition=Q(year__gte=1968, year__lte=2099),
                name="past_figure_year",
                violation_error_message=_("L’OFQJ existe depuis 1968 : donnez une année entre 1968 et 2099."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="past_figure_has_a_source",
                violation_error_message=_("Un chiffre repris dit de quel document."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} · {self.get_measure_display()}"
