"""When a grant is paid: the terms of a section as data, and the instalments they make of one grant."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from partners.enums import Section
from projects.enums import Currency, PaymentCondition, PaymentKind

SHARES_FROM = 100  # the shares of young people rank after every instalment of the structure


def _conditions() -> ArrayField:
    return ArrayField(
        models.CharField(max_length=20, choices=PaymentCondition.choices),
        verbose_name=_("attend que"),
        default=list,
        blank=True,
    )


class InstalmentTermQuerySet(models.QuerySet["InstalmentTerm"]):
    def for_grant_of(self, call_id: int, section: str) -> "list[InstalmentTerm]":
        """Return the terms of `section` for this call, its own if it has any, else the section's usual ones."""
        terms = list(self.filter(Q(call=call_id) | Q(call=None), section=section).order_by("position"))
        return [term for term in terms if term.call_id] or terms


class InstalmentTerm(models.Model):
    """One line of the schedule by which a section pays; without a call it is the section's usual one."""

    section = models.CharField(_("section"), max_length=5, choices=Section.choices)
    call = models.ForeignKey(
        "projects.Call", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("appel")
    )
    position = models.PositiveSmallIntegerField(_("rang"))
    kind = models.CharField(_("nature"), max_length=10, choices=PaymentKind.choices)
    share_pct = models.PositiveSmallIntegerField(
        _("part de l’aide (%)"),
        null=True,
        blank=True,
        help_text=_(
            "Vide pour le solde, qui verse ce qui reste, et pour la part d’un jeune\u00a0: cette ligne permet de la "
            "lui verser, à la demande de la structure, quand l’appel donne une aide par jeune."
        ),
    )
    waits_for = _conditions()

    objects = InstalmentTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("échéance type")
        verbose_name_plural = _("échéances types")
        ordering = ["section", "call_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "call", "position"],
                nulls_distinct=False,
                name="instalment_term_ranked",
                violation_error_message=_("Ce rang est déjà pris dans cet échéancier."),
            ),
            models.CheckConstraint(
                condition=Q(kind=PaymentKind.ADVANCE, share_pct__isnull=False, share_pct__gte=1, share_pct__lte=100)
                | Q(kind__in=[PaymentKind.BALANCE, PaymentKind.SHARE], share_pct__isnull=True),
                name="instalment_term_share",
                violation_error_message=_("Un acompte est une part de 1 à 100 %\u00a0; les autres n’en ont pas."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_section_display()} · {self.position}"


class Instalment(models.Model):
    """One payment to come on a grant, as its agreement plans it. It is paid once its `payment` is there.

    `planned_amount` is what the agreement says, brought down when fewer people leave; a payment has its own amount.
    A young person's share has her as `payee`; the others go to the lead carrier.
    """

    grant = models.ForeignKey("projects.Grant", models.CASCADE, related_name="instalments")
    payee = models.ForeignKey("projects.AccountingRecord", models.PROTECT, null=True, related_name="shares")
    position = models.PositiveSmallIntegerField(_("rang"))
    kind = models.CharField(_("nature"), max_length=10, choices=PaymentKind.choices)
    planned_amount = models.DecimalField(_("montant prévu"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    waits_for = _conditions()

    class Meta:
        verbose_name = _("échéance")
        verbose_name_plural = _("échéances")
        ordering = ["grant_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "position"],
                name="instalment_ranked",
                violation_error_message=_("Ce rang est déjà pris dans cet échéancier."),
            ),
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(kind=PaymentKind.BALANCE),
                name="instalment_one_balance",
                violation_error_message=_("Cette subvention a déjà son solde."),
            ),
            models.UniqueConstraint(
                fields=["grant", "payee"],
                name="instalment_one_share_each",
                violation_error_message=_("Cette personne a déjà sa part de cette subvention."),
            ),
            models.CheckConstraint(
                condition=Q(kind=PaymentKind.SHARE, payee__isnull=False)
                | (~Q(kind=PaymentKind.SHARE) & Q(payee__isnull=True)),
                name="instalment_share_has_its_payee",
                violation_error_message=_("La part d’un jeune est à son nom, et elle seule."),
            ),
            models.CheckConstraint(
                condition=Q(planned_amount__gte=0),
                name="instalment_amount_positive",
                violation_error_message=_("Une échéance a un montant positif."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.planned_amount} {self.currency}"

    @property
    def planned(self) -> Money:
        return Money(self.planned_amount, self.currency)

    @property
    def words(self) -> str:
        """What people call it; a young person's share by its rank, never by her name."""
        if self.kind == PaymentKind.SHARE:
            return gettext("Part d’un jeune (n°\u00a0%d)") % (self.position - SHARES_FROM)
        return str(self.get_kind_display())
