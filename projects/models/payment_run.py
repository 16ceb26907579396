"""A payment order: the instalments that one section pays at once, in a file that finance hands to its bank itself."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.fields import EncryptedTextField
from ofqj_portal.core.money import Money
from partners.enums import Section
from projects.enums import Currency, LineOutcome, RunMethod, RunState
from projects.models.guards import moves_only_along, refuses
from projects.workflow import PAYMENT_LINE, PAYMENT_RUN


class PayerAccount(models.Model):
    """The account from which a section pays by SEPA: data that the section keeps up to date."""

    section = models.CharField(_("section"), max_length=5, choices=Section.choices, unique=True)
    holder = models.CharField(_("titulaire du compte"), max_length=70)
    iban = EncryptedTextField(_("IBAN"))
    bic = EncryptedTextField(_("BIC"), blank=True, default="")

    class Meta:
        verbose_name = _("compte payeur")
        verbose_name_plural = _("comptes payeurs")
        ordering = ["section"]

    def __str__(self) -> str:
        return self.holder


class PaymentRun(models.Model):
    """One order. Its file is deleted when it ends, for it holds accounts; its digest and its lines stay."""

    section = models.CharField(_("section"), max_length=5, choices=Section.choices)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    method = models.CharField(_("forme du fichier"), max_length=5, choices=RunMethod.choices)
    state = models.CharField(_("état"), max_length=10, choices=RunState.choices, default=RunState.PREPARED)
    execute_on = models.DateField(_("à exécuter le"))
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(_("préparé le"))
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+")
    file_sha256 = models.CharField(_("empreinte du fichier"), max_length=64, blank=True, default="")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("terminé le"), null=True)
    paid_on = models.DateField(_("payé le"), null=True)

    class Meta:
        verbose_name = _("ordre de paiement")
        verbose_name_plural = _("ordres de paiement")
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=RunState.PREPARED) & Q(ended_at__isnull=True, ended_by__isnull=True))
                | (~Q(state=RunState.PREPARED) & Q(ended_at__isnull=False, ended_by__isnull=False, file__isnull=True)),
                name="payment_run_ends_without_its_file",
                violation_error_message=_("Un ordre terminé a un auteur, une date, et n’a plus de fichier."),
            ),
            models.CheckConstraint(
                condition=Q(method=RunMethod.CSV) | Q(currency=Currency.EUR),
                name="payment_run_sepa_in_euros",
                violation_error_message=_("Un virement SEPA est en euros."),
            ),
        ]
        triggers = [
            moves_only_along(PAYMENT_RUN, name="payment_run_moves"),
            refuses(
                "payment_run_lines_answered",
                when="NEW.state <> 'prepared' AND EXISTS (SELECT 1 FROM projects_paymentrunline l"
                " WHERE l.run_id = NEW.id AND l.outcome = 'pending')",
                then="payment run: every line has its answer first",
                operation=pgtrigger.UpdateOf("state"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.get_section_display()} {self.currency}"

    @property
    def name(self) -> str:
        """What people and files call it."""
        return f"OP-{self.prepared_at:%Y}-{self.pk:04d}"

    @property
    def total(self) -> Money:
        """What it asks of the bank; `total_amount` comes from `queries.payment_runs.runs`."""
        return Money(self.total_amount, self.currency)


class PaymentRunLine(models.Model):
    """One instalment in an order: what the bank is asked to pay, and what it answered."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="lines")
    decision = models.ForeignKey("projects.Decision", models.PROTECT, related_name="+")
    instalment = models.ForeignKey("projects.Instalment", models.SET_NULL, null=True, related_name="run_lines")
    payee_ref = models.UUIDField(_("référence du bénéficiaire"))
    reference = models.CharField(_("référence de bout en bout"), max_length=35, unique=True)
    amount = models.DecimalField(_("montant"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    account_currency = models.CharField(_("devise du compte"), max_length=3, choices=Currency.choices)
    outcome = models.CharField(_("réponse"), max_length=10, choices=LineOutcome.choices, default=LineOutcome.PENDING)
    reason = models.CharField(_("motif du rejet"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("ligne d’un ordre de paiement")
        verbose_name_plural = _("lignes d’un ordre de paiement")
        ordering = ["run_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instalment"],
                condition=Q(outcome__in=[LineOutcome.PENDING, LineOutcome.PAID]),
                name="payment_run_line_one_order",
                violation_error_message=_("Cette échéance est déjà dans un ordre de paiement."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="payment_run_line_amount_positive",
                violation_error_message=_("Une ligne a un montant positif."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=LineOutcome.REJECTED) | ~Q(reason=""),
                name="payment_run_line_rejected_says_why",
                violation_error_message=_("Un rejet a un motif."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=LineOutcome.PENDING) | Q(instalment__isnull=False),
                name="payment_run_line_pending_has_instalment",
                violation_error_message=_("Une ligne en attente porte une échéance."),
            ),
        ]
        triggers = [
            moves_only_along(PAYMENT_LINE, name="payment_run_line_moves", field="outcome"),
            pgtrigger.Protect(name="payment_run_line_kept", operation=pgtrigger.Delete),
            refuses(
                "payment_run_line_amount_kept",
                when="(OLD.run_id, OLD.decision_id, OLD.reference, OLD.amount, OLD.currency, OLD.payee_ref)"
                " IS DISTINCT FROM (NEW.run_id, NEW.decision_id, NEW.reference, NEW.amount, NEW.currency,"
                " NEW.payee_ref)",
                then="payment run line: what was asked of the bank never changes",
                operation=pgtrigger.Update,
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def payee_words(self) -> str:
        """Who is paid, for a page: the carrier, or the rank of a young person's share, never her name."""
        carrier = self.decision.project.carrier.name
        return f"{carrier} · {self.instalment.words}" if self.instalment and self.instalment.payee_id else carrier

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
