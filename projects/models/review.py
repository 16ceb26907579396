"""An officer's opinion on a dossier; it informs the decision and never is one (R16)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.enums import Section
from projects.enums import Opinion
from projects.models.grid import FULL_SCORE


class ReviewQuerySet(models.QuerySet["Review"]):
    def standing(self) -> "ReviewQuerySet":
        """Keep the opinions that count; one is set aside when its author declares a conflict of interest."""
        return self.filter(set_aside_at__isnull=True)


class Review(models.Model):
    """One opinion a reviewer; giving it again replaces it.

    `scores` answers the grid frozen with the dossier, by code of criterion; `score` is the weighted mean out of 100.
    """

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    section = models.CharField(_("section"), max_length=5, choices=Section.choices)
    opinion = models.CharField(_("avis"), max_length=12, choices=Opinion.choices)
    comment = models.TextField(_("commentaire"), max_length=4000)
    scores = models.JSONField(_("notes"), default=dict, blank=True)
    score = models.DecimalField(_("note sur 100"), max_digits=5, decimal_places=2, null=True, blank=True)
    submitted_at = models.DateTimeField(_("donné le"))
    set_aside_at = models.DateTimeField(_("écarté le"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("avis")
        verbose_name_plural = _("avis")
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "reviewer"],
                name="review_one_per_reviewer",
                violation_error_message=_("Vous avez déjà donné votre avis sur ce dossier."),
            ),
            models.CheckConstraint(
                condition=models.Q(opinion__in=Opinion.values),
                name="review_opinion_known",
                violation_error_message=_("Choisissez un avis dans la liste."),
            ),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__range=(0, FULL_SCORE)),
                name="review_score_out_of_a_hundred",
                violation_error_message=_("Une note va de 0 à 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.get_opinion_display()}"
