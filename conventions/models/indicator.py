"""What the committee asks to be measured: a set is versioned, and every year keeps its own."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conventions.models.convention import Convention


class IndicatorSet(models.Model):
    """A version of the list of indicators, for the reports of `from_year` on."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="indicator_sets", verbose_name=_("convention")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("titre"), max_length=120)
    from_year = models.PositiveSmallIntegerField(_("à partir de l’année"))
    voted_on = models.DateField(_("votée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("jeu d’indicateurs")
        verbose_name_plural = _("jeux d’indicateurs")
        ordering = ["convention", "-version"]
        constraints = [models.UniqueConstraint(fields=["convention", "version"], name="indicator_set_once")]

    def __str__(self) -> str:
        return f"{self.title}, v{self.version}"


class Indicator(models.Model):
    """One indicator: its code names the figure that is computed; the rest says what it means, with a norm beside."""

    indicator_set = models.ForeignKey(
        IndicatorSet, on_delete=models.CASCADE, related_name="indicators", verbose_name=_("jeu d’indicateurs")
    )
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("rang"))
    label = models.CharField(_("intitulé"), max_length=120)
    definition = models.TextField(_("définition"))
    unit = models.CharField(_("unité"), max_length=20)
    norm_pct = models.DecimalField(_("repère national (%)"), max_digits=4, decimal_places=1, null=True, blank=True)
    norm_source = models.CharField(_("source du repère"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("indicateur")
        verbose_name_plural = _("indicateurs")
        ordering = ["indicator_set", "position"]
        constraints = [
            models.UniqueConstraint(fields=["indicator_set", "code"], name="indicator_once"),
            models.CheckConstraint(
                condition=Q(norm_pct__isnull=True) | ~Q(norm_source=""), name="indicator_norm_has_a_source"
            ),
        ]

    def __str__(self) -> str:
        return self.label
