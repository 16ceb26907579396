"""What a structure was paid above what is due, and has to give back, in one sum or several: or waived."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money, total
from projects.enums import OPEN_RECOVERY, Currency, RecoveryState
from projects.models.guards import moves_only_along, refuses
from projects.workflow import RECOVERY

_S = RecoveryState
_SO_FAR = "coalesce((SELECT sum(r.amount) FROM projects_recoveryreceipt r WHERE r.recovery_id = {}), 0)"
_BEYOND = (
    "NOT EXISTS (SELECT 1 FROM projects_recovery v WHERE v.id = NEW.recovery_id AND v.state = 'sent'"
    f" AND v.currency = NEW.currency AND v.amount >= NEW.amount + {_SO_FAR.format('NEW.recovery_id')} FOR UPDATE)"
)
_NOT_WHOLE = f"NEW.state = 'received' AND OLD.state <> 'received' AND NEW.amount <> {_SO_FAR.format('NEW.id')}"


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def open(self) -> "RecoveryQuerySet":
        """Keep what is still to be asked or given back."""
        return self.filter(state__in=sorted(OPEN_RECOVERY))


class Recovery(models.Model):
    """One overpayment of one grant. The ledger has its counter-row once the money is back."""

    grant = models.ForeignKey("projects.Grant", models.PROTECT, related_name="recoveries")
    state = models.CharField(_("état"), max_length=10, choices=RecoveryState.choices, default=RecoveryState.DRAFTED)
    amount = models.DecimalField(_("trop-perçu"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    reason = models.TextField(_("pourquoi"), max_length=1000)
    drafted_at = models.DateTimeField(_("préparé le"))
    due_on = models.DateField(_("à rendre avant le"), null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(_("demandé le"), null=True)
    letter = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+")
    received_on = models.DateField(_("reçu le"), null=True)
    waiver = models.TextField(_("pourquoi il est abandonné"), blank=True, default="", max_length=1000)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("terminé le"), null=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("trop-perçu")
        verbose_name_plural = _("trop-perçus")
        ordering = ["grant_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant"],
                condition=Q(state__in=sorted(OPEN_RECOVERY)),
                name="recovery_one_open",
                violation_error_message=_("Un trop-perçu est déjà en cours sur cette subvention."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & ~Q(reason=""),
                name="recovery_says_how_much_and_why",
                violation_error_message=_("Un trop-perçu a un montant et un motif."),
            ),
            models.CheckConstraint(
                condition=Q(state=_S.DRAFTED, sent_at__isnull=True)
                | Q(state=_S.WAIVED)
                | Q(
                    state__in=[_S.SENT, _S.RECEIVED],
                    sent_at__isnull=False,
                    sent_by__isnull=False,
                    due_on__isnull=False,
                ),
                name="recovery_sent_with_a_date",
                violation_error_message=_("Un trop-perçu demandé a une date limite."),
            ),
            models.CheckConstraint(
                condition=(Q(state__in=sorted(OPEN_RECOVERY)) & Q(ended_at__isnull=True, received_on__isnull=True))
                | Q(state=_S.RECEIVED, ended_at__isnull=False, ended_by__isnull=False, received_on__isnull=False)
                | (Q(state=_S.WAIVED, ended_at__isnull=False, ended_by__isnull=False) & ~Q(waiver="")),
                name="recovery_ends_whole",
                violation_error_message=_("Un trop-perçu reçu a sa date\u00a0; abandonné, son motif."),
            ),
        ]
        triggers = [
            moves_only_along(RECOVERY, name="recovery_moves"),
            refuses(
                "recovery_received_whole",
                when=_NOT_WHOLE,
                then="recovery: it is over once its receipts make up the whole of it",
                operation=pgtrigger.UpdateOf("state"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} · {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def received(self) -> Money:
        """What has come back so far."""
        return total([receipt.money for receipt in self.receipts.all()], self.currency)

    @property
    def left(self) -> Money:
        """What is still to be given back."""
        return self.money - self.received


class RecoveryReceipt(models.Model):
    """One sum that came back. Never changed: the overpayment is over once its receipts make up the whole of it."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="receipts")
    amount = models.DecimalField(_("rendu"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    received_on = models.DateField(_("reçu le"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("noté le"))

    class Meta:
        verbose_name = _("somme rendue")
        verbose_name_plural = _("sommes rendues")
        ordering = ["recovery_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="recovery_receipt_amount_positive",
                violation_error_message=_("Une somme rendue a un montant positif."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="recovery_receipt_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            refuses(
                "recovery_receipt_within_what_is_asked",
                when=_BEYOND,
                then="recovery receipt: it is asked, in this currency, and no more than the whole comes back",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recovery_id} · {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
