"""How long things last in the life of a person's data: numbers that the law or the OFQJ may change, kept as data."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.calendar import add_months
from participants.data_enums import DelayCode, DelayUnit


class Delay(models.Model):
    """One delay by its code; `source` says where the number comes from."""

    code = models.CharField(_("délai"), max_length=40, choices=DelayCode.choices, unique=True)
    count = models.PositiveSmallIntegerField(_("durée"))
    unit = models.CharField(_("unité"), max_length=6, choices=DelayUnit.choices)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("délai")
        verbose_name_plural = _("délais")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__in=DelayCode.values, unit__in=DelayUnit.values), name="delay_known"
            ),
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=1200),
                name="delay_lasts",
                violation_error_message=_("Un délai dure au moins un jour, et au plus cent ans."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()

    def after(self, day: date) -> date:
        """Return the last day of the delay that starts on `day`: the same day some months later, or some days later."""
        return add_months(day, self.count) if self.unit == DelayUnit.MONTHS else day + timedelta(days=self.count)

    def before(self, day: date) -> date:
        """Return the day on which a delay that ends on `day` started."""
        return add_months(day, -self.count) if self.unit == DelayUnit.MONTHS else day - timedelta(days=self.count)
