"""A decision session: the answers that the deciders of one section try on one envelope before they confirm them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from partners.enums import Section
from projects.enums import SAYS_YES, DecisionState


class DecisionSession(models.Model):
    """One meeting of one section on one call. What is tried commits nothing and is told to nobody else.

    `version` counts the drafts saved, so that two screens do not write over each other.
    """

    call = models.ForeignKey("projects.Call", models.PROTECT, related_name="decision_sessions")
    section = models.CharField(_("section"), max_length=5, choices=Section.choices)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("ouverte le"))
    version = models.PositiveIntegerField(default=1)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True)
    paper = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("séance de décision")
        verbose_name_plural = _("séances de décision")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "section"],
                condition=Q(confirmed_at__isnull=True),
                name="decision_session_one_open",
                violation_error_message=_("Une séance est déjà ouverte pour cet appel."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="decision_session_confirmed_by_somebody",
                violation_error_message=_("Une séance est confirmée par quelqu’un."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} · {self.section} · {self.opened_at:%Y-%m-%d}"


class Trial(models.Model):
    """One answer tried on one dossier; `decided_at` once it became the section's decision."""

    session = models.ForeignKey(DecisionSession, models.CASCADE, related_name="trials")
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+")
    answer = models.CharField(_("réponse"), max_length=20, choices=DecisionState.choices)
    amount = models.DecimalField(_("montant"), max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(_("devise"), max_length=3, blank=True, default="")
    motive = models.TextField(_("motif"), blank=True, max_length=4000)
    conditions = models.TextField(_("conditions"), blank=True, max_length=4000)
    due_on = models.DateField(_("conditions à remplir avant la fin du"), null=True)
    # [{"line": key of the charge, "amount": "120.00", "reason": …}], in the envelope's currency
    cuts = models.JSONField(_("réductions"), default=list)
    decided_at = models.DateTimeField(_("décidé le"), null=True)

    class Meta:
        verbose_name = _("réponse essayée")
        verbose_name_plural = _("réponses essayées")
        ordering = ["session_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "project"],
                name="trial_once_a_dossier",
                violation_error_message=_("Ce dossier a déjà une réponse dans cette séance."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0, answer__in=sorted(SAYS_YES)),
                name="trial_amount_with_a_yes",
                violation_error_message=_("Seul un accord porte un montant."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.project_id} · {self.answer}"

    @property
    def money(self) -> Money | None:
        return Money(self.amount, self.currency) if self.amount is not None else None
