"""What is booked for a stay: where the group sleeps, how it travels, and what is still to do."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.money import Money
from projects.enums import BookingKind, BookingState, Currency
from projects.models.project import Project


class Booking(models.Model):
    """One thing to book; the amount, when there is one, is in its own currency and enters no sum."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="bookings", verbose_name=_("dossier"))
    kind = models.CharField(_("quoi"), max_length=8, choices=BookingKind.choices)
    state = models.CharField(_("où en est-on"), max_length=8, choices=BookingState.choices, default=BookingState.TO_DO)
    provider = models.CharField(_("chez qui"), max_length=120, blank=True)
    starts_on = models.DateField(_("du"), null=True, blank=True)
    ends_on = models.DateField(_("au"), null=True, blank=True)
    reference = models.CharField(_("référence"), max_length=60, blank=True)
    amount = models.DecimalField(_("montant"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("devise"), max_length=3, choices=Currency.choices)
    note = models.CharField(_("précision"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("réservation")
        verbose_name_plural = _("réservations")
        ordering = ["project", "starts_on", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="booking_ends_after_it_starts",
                violation_error_message=_("Une réservation finit après avoir commencé."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="booking_amount_positive",
                violation_error_message=_("Un montant ne peut pas être négatif."),
            ),
            models.CheckConstraint(
                condition=~Q(state=BookingState.BOOKED) | (~Q(provider="") & Q(starts_on__isnull=False)),
                name="booking_says_with_whom_and_when",
                violation_error_message=_("Ce qui est réservé l’est chez quelqu’un, à une date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.provider or self.get_state_display()}"

    @property
    def money(self) -> Money | None:
        """What it costs, if that is known."""
        return None if self.amount is None else Money(self.amount, self.currency)
