"""What a programme asks of each person, held as data: by programme, side and day of departure."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.enums import Country
from projects.enums import Programme


class EligibilityRuleQuerySet(models.QuerySet["EligibilityRule"]):
    def of_programme(self, programme: str) -> Self:
        """Keep the rules of a programme, and those of every programme."""
        return self.filter(programme__in=(programme, ""))


class EligibilityRule(models.Model):
    """One line of the table: it holds for departures between two days (both included), for one side or for both.

    An empty cell asks nothing more than the line of wider reach, and in the end than the call. Ages never widen what
    the call allows: of two bounds the stricter holds. A line is never deleted: give it a last day, and add another.
    """

    programme = models.CharField(_("programme"), max_length=20, choices=Programme.choices, blank=True, default="")
    country = models.CharField(
        _("côté de la structure qui suit"), max_length=6, choices=Country.choices, blank=True, default=""
    )
    starts_on = models.DateField(_("pour les départs à partir du"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    age_min = models.PositiveSmallIntegerField(_("âge minimal au départ"), null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(_("âge maximal révolu au départ"), null=True, blank=True)
    age_max_ml = models.PositiveSmallIntegerField(
        _("âge au-delà duquel une Mission Locale justifie"), null=True, blank=True
    )
    passport_months = models.PositiveSmallIntegerField(
        _("validité du passeport après le retour (mois)"), null=True, blank=True
    )
    attestation_months = models.PositiveSmallIntegerField(
        _("le suivi est attesté depuis moins de (mois)"),
        null=True,
        blank=True,
        help_text=_("Vide : une attestation ne vieillit pas."),
    )
    stays_max = models.PositiveSmallIntegerField(
        _("séjours déjà faits : alerte à partir de"), null=True, blank=True, help_text=_("Vide : aucune alerte.")
    )
    papers = models.CharField(
        _("papiers de voyage, en une phrase"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("Lue sous le passeport, par exemple : passeport français, sinon visa."),
    )
    source = models.CharField(_("source"), max_length=200, blank=True, default="")

    objects = EligibilityRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("condition de départ")
        verbose_name_plural = _("conditions de départ")
        ordering = ["programme", "country", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "country", "starts_on"],
                name="eligibility_rule_once",
                violation_error_message=_("Une ligne commence déjà ce jour-là pour ce programme et ce côté."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="eligibility_rule_dates_in_order",
                violation_error_message=_("Le dernier jour ne peut pas précéder le premier."),
            ),
            models.CheckConstraint(
                condition=Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_min__lte=F("age_max")),
                name="eligibility_rule_ages_ordered",
                violation_error_message=_("L’âge minimal dépasse l’âge maximal."),
            ),
            models.CheckConstraint(
                condition=Q(stays_max__isnull=True) | Q(stays_max__gte=1),
                name="eligibility_rule_counts_stays",
                violation_error_message=_("L’alerte commence au moins au premier séjour déjà fait."),
            ),
        ]

    def __str__(self) -> str:
        programme = self.get_programme_display() or _("Tous les programmes")
        side = self.get_country_display() or _("les deux côtés")
        return f"{programme} · {side} · {self.starts_on}"

    def holds_on(self, day: date) -> bool:
        """Say whether the line holds for a departure on `day`."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
