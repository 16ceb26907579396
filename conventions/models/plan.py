"""The action plan of a year (article 3): actions, what each is tied to, and who pays for them."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conventions.enums import Body, DeedKind, Measure, PlanState
from conventions.models.convention import Convention, Objective
from conventions.models.guards import moves_only_along
from conventions.workflow import PLAN
from projects.enums import Currency
from projects.models import Call, Project


class ActionPlanQuerySet(models.QuerySet["ActionPlan"]):
    def of_years(self, first: int, last: int) -> Self:
        """Keep the plans of the years from `first` to `last`, both included."""
        return self.filter(year__range=(first, last))


class ActionPlan(models.Model):
    """What the parties mean to do in one year. It is validated by a vote of the committee, not by a button."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="plans", verbose_name=_("convention")
    )
    year = models.PositiveSmallIntegerField(_("année"))
    state = models.CharField(
        _("état"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT, editable=False
    )
    proposed_at = models.DateTimeField(_("proposé le"), null=True, editable=False)
    closed_at = models.DateTimeField(_("clos le"), null=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan d’action")
        verbose_name_plural = _("plans d’action")
        ordering = ["convention", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "year"],
                name="plan_once_a_year",
                violation_error_message=_("Il y a déjà un plan pour cette année."),
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.DRAFT) | Q(proposed_at__isnull=False), name="plan_proposed_at"
            ),
        ]
        triggers = [moves_only_along(PLAN, name="plan_state_moves")]

    def __str__(self) -> str:
        return f"{self.year}"

    def get_absolute_url(self) -> str:
        return reverse("conventions:plan", args=[self.convention.slug, self.year])


class Action(models.Model):
    """One action of a plan: it serves an objective of article 3 and counts one thing from what it is tied to.

    Its ties are the calls whose projects all count for it, the projects named one by one, and its deeds.
    """

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="actions", verbose_name=_("plan"))
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="actions", verbose_name=_("objectif de l’article 3")
    )
    number = models.PositiveSmallIntegerField(_("numéro"))
    title = models.CharField(_("action"), max_length=160)
    aim = models.TextField(_("but"), blank=True)
    owner = models.CharField(_("pilote"), max_length=8, choices=Body.choices)
    partners = ArrayField(
        models.CharField(max_length=8, choices=Body.choices), verbose_name=_("avec"), blank=True, default=list
    )
    other_partners = models.CharField(_("autres partenaires"), max_length=200, blank=True)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    measure = models.CharField(_("ce qui est compté"), max_length=13, choices=Measure.choices)
    target = models.PositiveIntegerField(_("prévu"))
    calls = models.ManyToManyField(Call, related_name="+", blank=True, verbose_name=_("appels"))
    projects = models.ManyToManyField(Project, related_name="+", blank=True, verbose_name=_("projets"))
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("reprise de")
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="action_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="action_ends_after_it_starts",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
            models.CheckConstraint(condition=Q(target__gte=1), name="action_has_a_target"),
            models.UniqueConstraint(
                fields=["carried_from"],
                name="action_carried_over_once",
                violation_error_message=_("Cette action est déjà reprise dans un autre plan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("conventions:action", args=[self.plan.convention.slug, self.plan.year, self.number])

    @property
    def partner_labels(self) -> list[str]:
        """Who does it with the owner: the bodies of the convention, then the others as they were typed."""
        bodies = [str(Body(body).label) for body in self.partners]
        return [*bodies, self.other_partners] if self.other_partners else bodies


class ActionTarget(models.Model):
    """One more thing an action is measured by, with its target; the first stands on the action itself."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="targets", verbose_name=_("action"))
    measure = models.CharField(_("ce qui est compté"), max_length=13, choices=Measure.choices)
    target = models.PositiveIntegerField(_("prévu"))

    class Meta:
        verbose_name = _("autre indicateur d’une action")
        verbose_name_plural = _("autres indicateurs des actions")
        ordering = ["action", "measure"]
        constraints = [
            models.UniqueConstraint(fields=["action", "measure"], name="action_target_once"),
            models.CheckConstraint(condition=Q(target__gte=1), name="action_target_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} : {self.target}"


class ActionFunding(models.Model):
    """What one funder means to put into an action. Currencies stand side by side, never added."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="fundings", verbose_name=_("action"))
    funder = models.CharField(_("financeur"), max_length=120)
    amount = models.DecimalField(_("montant prévu"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)

    class Meta:
        verbose_name = _("financement d’une action")
        verbose_name_plural = _("financements des actions")
        ordering = ["action", "funder", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["action", "funder", "currency"], name="action_funding_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="action_funding_positive"),
            models.CheckConstraint(condition=Q(currency__in=Currency.values), name="action_funding_currency_known"),
        ]

    def __str__(self) -> str:
        return f"{self.funder} · {self.amount} {self.currency}"


class ActionDeed(models.Model):
    """Something done that no project holds: a salon, an article, a link between two sites."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="deeds", verbose_name=_("action"))
    kind = models.CharField(_("nature"), max_length=8, choices=DeedKind.choices, default=DeedKind.OTHER)
    done_on = models.DateField(_("fait le"))
    title = models.CharField(_("ce qui a été fait"), max_length=200)
    url = models.URLField(_("adresse"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("noté par")
    )

    class Meta:
        verbose_name = _("réalisation")
        verbose_name_plural = _("réalisations")
        ordering = ["action", "done_on", "pk"]

    def __str__(self) -> str:
        return self.title
