"""The steps that lead a group to its departure and back, held as data by programme."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.enums import Direction, Programme


class PlanningStepQuerySet(models.QuerySet["PlanningStep"]):
    def for_stay(self, programme: str, direction: str) -> Self:
        """Keep the steps in use that concern a programme and a direction, those of all included."""
        return self.filter(is_used=True, programme__in=("", programme), direction__in=("", direction))


class PlanningStep(models.Model):
    """One thing to have done `days_before` days before the departure; after it where the number is negative.

    A step that is wanted no more is set aside, never deleted.
    """

    programme = models.CharField(_("programme"), max_length=20, choices=Programme.choices, blank=True, default="")
    direction = models.CharField(_("sens"), max_length=12, choices=Direction.choices, blank=True, default="")
    days_before = models.SmallIntegerField(
        _("jours avant le départ"), help_text=_("Un nombre négatif compte les jours après le départ.")
    )
    label = models.CharField(_("étape"), max_length=140)
    details = models.CharField(_("précision"), max_length=300, blank=True, default="")
    is_used = models.BooleanField(_("en usage"), default=True)

    objects = PlanningStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("étape de préparation")
        verbose_name_plural = _("étapes de préparation")
        ordering = ["-days_before", "label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "direction", "label"],
                name="planning_step_once",
                violation_error_message=_("Cette étape existe déjà pour ce programme et ce sens."),
            ),
            models.CheckConstraint(
                condition=Q(days_before__gte=-400, days_before__lte=400),
                name="planning_step_within_a_year",
                violation_error_message=_("Une étape se place dans l’année qui précède ou suit le départ."),
            ),
        ]

    def __str__(self) -> str:
        return self.label
