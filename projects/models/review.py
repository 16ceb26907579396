"""An officer's opinion on a dossier; it informs the decision and never is one (R16)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.enums import Section
from projects.enums import Opinion


class Review(models.Model):
    """One opinion a reviewer; giving it again replaces it."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    section = models.CharField(_("section"), max_length=5, choices=Section.choices)
    opinion = models.CharField(_("avis"), max_length=12, choices=Opinion.choices)
    comment = models.TextField(_("commentaire"), max_length=4000)
    submitted_at = models.DateTimeField(_("donné le"))

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
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.get_opinion_display()}"
