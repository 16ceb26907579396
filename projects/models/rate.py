"""Exchange rates: known as data, dated, with their source; frozen when money is decided, promised or paid."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.prepared_rows import PreparedRows
from projects.enums import Currency, RateMoment


class ExchangeRate(models.Model):
    """What one `base` was worth in `quote` on a day, according to a named source."""

    base = models.CharField(_("devise de départ"), max_length=3, choices=Currency.choices)
    quote = models.CharField(_("devise d’arrivée"), max_length=3, choices=Currency.choices)
    rate = models.DecimalField(_("taux"), max_digits=12, decimal_places=6)
    on = models.DateField(_("au"))
    source = models.CharField(_("source"), max_length=120)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, editable=False
    )
    recorded_at = models.DateTimeField(_("noté le"), null=True, editable=False)

    class Meta:
        verbose_name = _("taux de change")
        verbose_name_plural = _("taux de change")
        ordering = ["-on", "base"]
        constraints = [
            models.UniqueConstraint(
                fields=["base", "quote", "on"],
                name="exchange_rate_once_a_day",
                violation_error_message=_("Ce taux est déjà enregistré pour ce jour."),
            ),
            models.CheckConstraint(
                condition=Q(rate__gt=0) & ~Q(base=F("quote")),
                name="exchange_rate_makes_sense",
                violation_error_message=_("Un taux positif relie deux devises différentes."),
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate} {self.quote} ({self.on})"


class FrozenRate(models.Model):
    """The rate that counted when a section decided its share, signed its agreement or paid: written once.

    One unit of `base`, the share's currency, was worth `rate` units of `quote`. `on` and `source` are the rate's own;
    `payment_ref` names the payment, "" at the other moments. The last one written for a moment counts.
    """

    decision = models.ForeignKey("projects.Decision", models.PROTECT, related_name="frozen_rates")
    moment = models.CharField(_("moment"), max_length=10, choices=RateMoment.choices)
    payment_ref = models.CharField(_("versement"), max_length=40, blank=True)
    base = models.CharField(_("devise de départ"), max_length=3, choices=Currency.choices)
    quote = models.CharField(_("devise d’arrivée"), max_length=3, choices=Currency.choices)
    rate = models.DecimalField(_("taux"), max_digits=12, decimal_places=6)
    on = models.DateField(_("au"))
    source = models.CharField(_("source"), max_length=120)
    frozen_at = models.DateTimeField(_("figé le"))

    class Meta:
        verbose_name = _("taux figé")
        verbose_name_plural = _("taux figés")
        ordering = ["decision_id", "frozen_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rate__gt=0) & ~Q(base=F("quote")) & ~Q(source=""),
                name="frozen_rate_makes_sense",
                violation_error_message=_("Un taux figé relie deux devises, avec sa date et sa source."),
            ),
            models.CheckConstraint(
                condition=Q(moment=RateMoment.PAYMENT) | Q(payment_ref=""),
                name="frozen_rate_names_payments_alone",
                violation_error_message=_("Seul un taux de versement nomme un versement."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="frozen_rate_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate} {self.quote} ({self.on}, {self.get_moment_display()})"


def latest_rate(base: str, quote: str, on: date) -> ExchangeRate | None:
    """Return the last known rate from `base` to `quote` on a day, else the first one known later, None for none."""
    known = _KNOWN.of(None, (base, quote), on=on).all()
    return known[0] if known else ExchangeRate.objects.filter(base=base, quote=quote).order_by("on").first()


def _known(_reader: None, pair: tuple[str, str], *, on: date) -> models.QuerySet[ExchangeRate]:
    return ExchangeRate.objects.filter(base=pair[0], quote=pair[1], on__lte=on).order_by("-on")[:1]


_KNOWN = PreparedRows(_known, on=date)
