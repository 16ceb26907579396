"""One condition of a conditional yes: what the carrier answers to it, and what the section makes of the answer."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ConditionQuerySet(models.QuerySet["Condition"]):
    def standing(self) -> Self:
        """Keep those of a decision that still stands, lifted or not."""
        return self.filter(dropped_at__isnull=True)

    def waiting(self) -> Self:
        """Keep those that nobody has lifted."""
        return self.standing().filter(lifted_at__isnull=True)

    def with_carrier(self) -> Self:
        """Keep those for which the carrier has the ball: not answered yet, or answered and sent back since."""
        unanswered = Q(answered_at__isnull=True) | Q(sent_back_at__gte=F("answered_at"))
        return self.waiting().filter(unanswered)

    def drop(self, at: datetime) -> int:
        """Have them count no more, their decision being taken back; what was answered stays. Return how many."""
        return self.standing().update(dropped_at=at)


class Condition(models.Model):
    """`due_at` is the last instant to answer it; past it the condition is late, and nothing happens by itself.

    It is dropped when its decision is taken back, or turned into a no.
    """

    decision = models.ForeignKey("projects.Decision", models.PROTECT, related_name="condition_rows")
    position = models.PositiveSmallIntegerField(_("rang"))
    text = models.CharField(_("condition"), max_length=600)
    due_at = models.DateTimeField(_("à remplir avant le"))
    answer = models.TextField(_("réponse"), blank=True, max_length=4000)
    piece = models.ForeignKey("projects.Piece", models.SET_NULL, null=True, related_name="+", verbose_name=_("pièce"))
    answered_at = models.DateTimeField(_("répondue le"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    missing = models.TextField(_("ce qui manque"), blank=True, max_length=2000)
    sent_back_at = models.DateTimeField(_("renvoyée le"), null=True)
    lifted_at = models.DateTimeField(_("levée le"), null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(_("abandonnée le"), null=True)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ["decision_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "position"],
                condition=Q(dropped_at__isnull=True),
                name="condition_has_its_rank",
                violation_error_message=_("Deux conditions ont le même rang."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="condition_is_written",
                violation_error_message=_("Écrivez la condition."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""),
                name="condition_answered_with_something",
                violation_error_message=_("Répondez par quelques mots, ou joignez un fichier."),
            ),
            models.CheckConstraint(
                condition=Q(sent_back_at__isnull=True) | (Q(answered_at__isnull=False) & ~Q(missing="")),
                name="condition_sent_back_with_words",
                violation_error_message=_("Dites ce qui manque : la structure lira ces mots."),
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="condition_lifted_by_somebody",
                violation_error_message=_("Une condition est levée par quelqu’un."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} · {self.position}"

    @property
    def is_sent_back(self) -> bool:
        """It was answered, and something is still missing."""
        return bool(self.sent_back_at and self.answered_at and self.sent_back_at >= self.answered_at)

    @property
    def is_with_carrier(self) -> bool:
        """The carrier has the ball."""
        return self.lifted_at is None and (self.answered_at is None or self.is_sent_back)
