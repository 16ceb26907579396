"""The budget of a dossier: its lines, and the aid asked from each section at the rate it was converted at."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from partners.enums import Country, Section
from projects.enums import BudgetSide, Currency
from projects.models.guards import refuses
from projects.models.project import Project

_OTHER_CURRENCY = "NEW.currency <> (SELECT p.currency FROM projects_project p WHERE p.id = NEW.project_id)"


class BudgetAccount(models.Model):
    """A line of a country's chart of accounts, as a funder of that country expects it."""

    country = models.CharField(_("pays"), max_length=5, choices=Country.choices)
    code = models.CharField(_("compte"), max_length=10)
    label = models.CharField(_("intitulé"), max_length=120)
    hint = models.CharField(_("exemples"), max_length=160, blank=True)
    side = models.CharField(_("côté"), max_length=6, choices=BudgetSide.choices)
    is_in_kind = models.BooleanField(_("en nature"), default=False)
    position = models.PositiveSmallIntegerField(_("rang"), default=0)

    class Meta:
        verbose_name = _("compte du budget")
        verbose_name_plural = _("comptes du budget")
        ordering = ["country", "side", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "side", "code"],
                name="budget_account_once",
                violation_error_message=_("Ce compte existe déjà."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.label}"


class BudgetLine(models.Model):
    """A charge or an income of the project, in the budget's one currency. The aid of OFQJ stands apart."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="budget_lines", verbose_name=_("dossier")
    )
    side = models.CharField(_("côté"), max_length=6, choices=BudgetSide.choices)
    account = models.ForeignKey(BudgetAccount, on_delete=models.PROTECT, related_name="+", verbose_name=_("compte"))
    label = models.CharField(_("précision"), max_length=160, blank=True)
    amount = models.DecimalField(_("montant prévu"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    funder = models.CharField(_("financeur"), max_length=120, blank=True)
    secured = models.BooleanField(_("acquis"), default=False)
    actual_amount = models.DecimalField(_("montant réel"), max_digits=12, decimal_places=2, null=True, blank=True)
    actual_reason = models.CharField(_("ce qui explique l’écart"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("ligne du budget")
        verbose_name_plural = _("lignes du budget")
        ordering = ["project", "side", "account__position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0) & (Q(actual_amount__isnull=True) | Q(actual_amount__gte=0)),
                name="budget_line_amounts_positive",
                violation_error_message=_("Un montant ne peut pas être négatif."),
            ),
        ]
        triggers = [
            refuses(
                "budget_line_currency",
                when=_OTHER_CURRENCY,
                then="budget line: a budget has one currency",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("currency", "project_id"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def words(self) -> str:
        """The account's code, and what the line is for: its own words, else who funds it, else the account's."""
        return f"{self.account.code} · {self.label or self.funder or self.account.label}"


class AidRequest(models.Model):
    """What one section is asked for, in its envelope's currency, and what that makes in the budget's currency.

    `rate` is how many units of the budget's currency one unit of `currency` is worth.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="aid_requests", verbose_name=_("dossier")
    )
    section = models.CharField(_("section"), max_length=5, choices=Section.choices)
    requested_amount = models.DecimalField(_("aide demandée"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    rate = models.DecimalField(_("taux"), max_digits=12, decimal_places=6, default=1)
    rate_on = models.DateField(_("taux du"), null=True, blank=True)
    rate_source = models.CharField(_("source du taux"), max_length=120, blank=True)
    converted_amount = models.DecimalField(_("dans la devise du budget"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("aide demandée")
        verbose_name_plural = _("aides demandées")
        ordering = ["project", "section"]
        indexes = [models.Index(fields=["section", "project"], name="aid_request_section")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "section"],
                name="aid_request_once_per_section",
                violation_error_message=_("Cette section est déjà sollicitée."),
            ),
            models.CheckConstraint(
                condition=Q(requested_amount__gt=0),
                name="aid_request_positive",
                violation_error_message=_("L’aide demandée est un montant positif."),
            ),
            models.CheckConstraint(
                condition=Q(rate__gt=0) & Q(converted_amount=Round(F("requested_amount") * F("rate"), precision=2)),
                name="aid_request_converted_at_its_rate",
                violation_error_message=_("Le montant converti suit le taux indiqué."),
            ),
            models.CheckConstraint(
                condition=Q(rate=1) | (Q(rate_on__isnull=False) & ~Q(rate_source="")),
                name="aid_request_rate_is_dated",
                violation_error_message=_("Un taux de change a sa date et sa source."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_section_display()} · {self.requested_amount} {self.currency}"

    @property
    def requested(self) -> Money:
        """What is asked, in the section's currency."""
        return Money(self.requested_amount, self.currency)

    @property
    def converted(self) -> Money:
        """What it makes in the budget's currency."""
        return Money(self.converted_amount, self.project.currency)
