"""What each section answers: one decision per section that is asked for money (domain §5)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from partners.enums import Section
from projects.enums import SAYS_YES, Currency, DecisionState
from projects.models.guards import moves_only_along, refuses
from projects.workflow import DECISION


class DecisionQuerySet(models.QuerySet["Decision"]):
    def pending(self) -> "DecisionQuerySet":
        """Keep the decisions still to be taken."""
        return self.filter(state=DecisionState.PENDING)

    def awarding(self) -> "DecisionQuerySet":
        """Keep the decisions that commit money: plain or conditional yes."""
        return self.filter(state__in=sorted(SAYS_YES))

    def announced(self, at) -> "DecisionQuerySet":
        """Keep the decisions whose undo window is closed at the instant `at` (real clock)."""
        return self.filter(announced_at__lte=at)


class Decision(models.Model):
    """One section's answer to one project, pending until a decider of that section speaks.

    `announced_at` is on the real clock: before it the structure still reads « en cours d’instruction ».
    """

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="decisions")
    section = models.CharField(_("section"), max_length=5, choices=Section.choices)
    state = models.CharField(_("décision"), max_length=20, choices=DecisionState.choices, default=DecisionState.PENDING)
    envelope = models.ForeignKey("projects.Envelope", models.PROTECT, null=True, related_name="decisions")
    amount = models.DecimalField(_("montant accordé"), max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices, blank=True, default="")
    motive = models.TextField(_("motif"), blank=True, max_length=4000)
    conditions = models.TextField(_("conditions"), blank=True, max_length=4000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("décidée le"), null=True)
    announced_at = models.DateTimeField(_("annoncée le"), null=True)
    letter = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("décision")
        verbose_name_plural = _("décisions")
        ordering = ["project_id", "section"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "section"],
                name="decision_one_per_section",
                violation_error_message=_("Cette section a déjà une décision sur ce dossier."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state=DecisionState.PENDING,
                    amount__isnull=True,
                    envelope__isnull=True,
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                    announced_at__isnull=True,
                )
                | (~Q(state=DecisionState.PENDING) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decision_has_an_author",
                violation_error_message=_("Une décision prise a un auteur et une date."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=sorted(SAYS_YES), amount__gt=0, envelope__isnull=False, currency__in=["EUR", "CAD"]
                )
                | (~Q(state__in=sorted(SAYS_YES)) & Q(amount__isnull=True)),
                name="decision_yes_has_an_amount",
                violation_error_message=_("Seul un accord porte un montant, pris sur une enveloppe."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DecisionState.PENDING, DecisionState.YES]) | ~Q(motive=""),
                name="decision_has_a_motive",
                violation_error_message=_("Dites pourquoi : la structure lira ce motif."),
            ),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.CONDITIONAL_YES) | ~Q(conditions=""),
                name="decision_conditions_written",
                violation_error_message=_("Écrivez les conditions que la structure doit remplir."),
            ),
        ]
        triggers = [
            moves_only_along(DECISION, name="decision_moves"),
            refuses(
                "decision_kept",
                when="OLD.project_id <> NEW.project_id OR OLD.section <> NEW.section",
                then="decision: it answers for one section on one project",
                operation=pgtrigger.UpdateOf("project_id", "section"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.get_section_display()} : {self.get_state_display()}"

    @property
    def is_yes(self) -> bool:
        return self.state in SAYS_YES

    @property
    def awarded(self) -> Money | None:
        """The amount written in the decision, before any recomputation; None without a yes."""
        return Money(self.amount, self.currency) if self.amount is not None else None
