"""What the stay changed: situations over a year, and what the person says of herself."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.enums import Agreement, AssessmentMoment, Moment, SituationCategory


class Situation(models.Model):
    """Where a person stands at one moment.

    « Pas de réponse » says that she was asked; no row says that nobody asked.
    """

    participation = models.ForeignKey("participants.Participation", on_delete=models.CASCADE, related_name="situations")
    moment = models.CharField(_("moment"), max_length=10, choices=Moment.choices)
    category = models.CharField(_("situation"), max_length=20, choices=SituationCategory.choices)
    observed_on = models.DateField(_("constatée le"))
    recorded_at = models.DateTimeField(_("notée le"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("situation")
        verbose_name_plural = _("situations")
        ordering = ["participation", "observed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(moment__in=Moment.values, category__in=SituationCategory.values), name="situation_known"
            ),
            models.UniqueConstraint(
                fields=["participation", "moment"],
                name="situation_once_per_moment",
                violation_error_message=_("La situation est déjà notée pour ce moment."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} · {self.moment}"


def _answer(statement: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        statement,
        null=True,
        blank=True,
        choices=Agreement.choices,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
    )


class SelfAssessment(models.Model):
    """Five statements on a scale of 1 to 4. Shown as distributions only, never as a score of a person."""

    participation = models.ForeignKey(
        "participants.Participation", on_delete=models.CASCADE, related_name="assessments"
    )
    moment = models.CharField(_("moment"), max_length=10, choices=AssessmentMoment.choices)
    autonomy = _answer(_("Je me débrouille seul·e dans mes démarches."))
    confidence = _answer(_("J’ai confiance en moi."))
    openness = _answer(_("Je vais facilement vers des personnes différentes de moi."))
    skills = _answer(_("J’ai des compétences utiles dans un travail."))
    future = _answer(_("J’ai une idée de ce que je veux faire ensuite."))
    answered_on = models.DateField(_("répondu le"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("autoévaluation")
        verbose_name_plural = _("autoévaluations")
        ordering = ["participation", "answered_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "moment"],
                name="assessment_once_per_moment",
                violation_error_message=_("L’autoévaluation est déjà faite pour ce moment."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__range": (1, 4)}),
                    name=f"assessment_{column}_on_scale",
                    violation_error_message=_("Une réponse va de 1 à 4."),
                )
                for column in ("autonomy", "confidence", "openness", "skills", "future")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} · {self.moment}"
