"""What the committee asks to be measured: a set is versioned, and every year keeps its own."""

from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conventions.models.convention import Convention


class IndicatorSetQuerySet(models.QuerySet["IndicatorSet"]):
    def chosen(self) -> Self:
        """Keep the sets in use: those the committee voted, and the first one, which came with the convention."""
        return self.filter(Q(voted_on__isnull=False) | Q(version=1))


class IndicatorSet(models.Model):
    """A version of the list of indicators, for the reports of `from_year` on."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="indicator_sets", verbose_name=_("convention")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("titre"), max_length=120)
    from_year = models.PositiveSmallIntegerField(_("à partir de l’année"))
    voted_on = models.DateField(_("votée le"), null=True, blank=True)
    resolution = models.OneToOneField(
        "conventions.Resolution", on_delete=models.PROTECT, null=True, blank=True, related_name="indicator_set",
        verbose_name=_("résolution qui la propose"), editable=False,
    )  # fmt: skip

    objects = IndicatorSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("jeu d’indicateurs")
        verbose_name_plural = _("jeux d’indicateurs")
        ordering = ["convention", "-version"]
        constraints = [models.UniqueConstraint(fields=["convention", "version"], name="indicator_set_once")]

    def __str__(self) -> str:
        return f"{self.title}, v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("conventions:indicator_set", args=[self.convention.slug, self.version])

    @property
    def is_chosen(self) -> bool:
        return self.voted_on is not None or self.version == 1

    @property
    def is_in_preparation(self) -> bool:
        return not self.is_chosen and self.resolution_id is None


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
    formula = models.TextField(_("calcul"), blank=True)
    disaggregations = ArrayField(
        models.CharField(max_length=40), verbose_name=_("se détaille par"), blank=True, default=list
    )
    source = models.CharField(_("source de vérification"), max_length=200, blank=True)
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
        triggers = [
            pgtrigger.Trigger(
                name="indicator_of_a_voted_set_kept",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("this", "RECORD")],
                func="""
                    this := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                    IF EXISTS (
                        SELECT 1 FROM conventions_indicatorset s WHERE s.id = this.indicator_set_id
                        AND s.voted_on IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'indicator: its set is voted' USING ERRCODE = 'check_violation',
                        CONSTRAINT = 'indicator_of_a_voted_set_kept';
                    END IF;
                    RETURN this;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.label


class IndicatorTarget(models.Model):
    """Where an indicator started from and where it should be in one year, in its unit (percent for a share)."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="targets", verbose_name=_("indicateur")
    )
    year = models.PositiveSmallIntegerField(_("année"))
    baseline = models.DecimalField(_("point de départ"), max_digits=8, decimal_places=1, null=True, blank=True)
    target = models.DecimalField(_("cible"), max_digits=8, decimal_places=1, null=True, blank=True)

    class Meta:
        verbose_name = _("cible d’un indicateur")
        verbose_name_plural = _("cibles des indicateurs")
        ordering = ["indicator", "year"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year"], name="indicator_target_once_a_year"),
            models.CheckConstraint(
                condition=Q(baseline__isnull=False) | Q(target__isnull=False), name="indicator_target_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.year}"
