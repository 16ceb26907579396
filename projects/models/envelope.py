"""The money one section puts on one call, in one currency. What is committed and paid belongs to the database."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from partners.enums import Section
from projects.enums import Currency


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    def of_sections(self, sections: set[str]) -> "EnvelopeQuerySet":
        """Keep the envelopes of these sections ("fr", "qc")."""
        return self.filter(section__in=sections)


class Envelope(models.Model):
    """One section's money for one call.

    `committed_amount` and `paid_amount` are written by the trigger of the ledger and by nothing else: the
    application's role may not write them, and `envelope_totals_owned` refuses it to everybody.
    """

    call = models.ForeignKey("projects.Call", models.PROTECT, related_name="envelopes", verbose_name=_("appel"))
    section = models.CharField(_("section"), max_length=5, choices=Section.choices)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    total_amount = models.DecimalField(_("montant de l’enveloppe"), max_digits=12, decimal_places=2)
    committed_amount = models.DecimalField(_("engagé"), max_digits=12, decimal_places=2, default=0, editable=False)
    paid_amount = models.DecimalField(_("payé"), max_digits=12, decimal_places=2, default=0, editable=False)

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("enveloppe")
        verbose_name_plural = _("enveloppes")
        ordering = ["call_id", "section"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "section"],
                name="envelope_one_per_section",
                violation_error_message=_("Cette section a déjà une enveloppe pour cet appel."),
            ),
            models.CheckConstraint(
                condition=Q(currency__in=["EUR", "CAD"]),
                name="envelope_currency_known",
                violation_error_message=_("Une enveloppe est en euros ou en dollars canadiens."),
            ),
            models.CheckConstraint(
                condition=Q(committed_amount__gte=0) & Q(committed_amount__lte=F("total_amount")),
                name="envelope_not_exhausted",
                violation_error_message=_("L’enveloppe ne peut pas descendre sous ce qui est déjà engagé."),
            ),
            models.CheckConstraint(
                condition=Q(paid_amount__gte=0) & Q(paid_amount__lte=F("committed_amount")),
                name="envelope_paid_within_committed",
                violation_error_message=_("On ne paie pas plus que ce qui est engagé."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="envelope_totals_owned",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=pgtrigger.Func(
                    """
                    IF TG_OP = 'INSERT' THEN
                        IF NEW.committed_amount <> 0 OR NEW.paid_amount <> 0 THEN
                            RAISE EXCEPTION 'a new envelope has nothing committed and nothing paid'
                                USING ERRCODE = 'check_violation', CONSTRAINT = 'envelope_totals_owned';
                        END IF;
                    ELSIF pg_trigger_depth() < 2 AND (
                        NEW.committed_amount <> OLD.committed_amount OR NEW.paid_amount <> OLD.paid_amount
                        OR NEW.currency <> OLD.currency OR NEW.call_id <> OLD.call_id OR NEW.section <> OLD.section
                    ) THEN
                        RAISE EXCEPTION 'an envelope changes only through its ledger'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'envelope_totals_owned';
                    END IF;
                    RETURN NEW;
                    """
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.call_id} · {self.get_section_display()} ({self.currency})"

    @property
    def total(self) -> Money:
        return Money(self.total_amount, self.currency)

    @property
    def committed(self) -> Money:
        return Money(self.committed_amount, self.currency)

    @property
    def paid(self) -> Money:
        return Money(self.paid_amount, self.currency)

    @property
    def left(self) -> Money:
        """What may still be awarded: total less everything committed, conditional awards included (R9)."""
        return self.total - self.committed
