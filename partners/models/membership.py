"""Who works where, in which role, from when to when."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.enums import MembershipRole
from partners.models.structure import Structure

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


class DateRange(models.Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date) -> "MembershipQuerySet":
        """Keep the memberships that hold on that day, both bounds included."""
        return self.filter(starts_on__lte=on).exclude(ends_on__lt=on)

    def of(self, user: "User") -> "MembershipQuerySet":
        """Keep those of one person."""
        return self.filter(user=user)


class Membership(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("personne"), related_name="memberships"
    )
    structure = models.ForeignKey(Structure, models.PROTECT, verbose_name=_("structure"), related_name="memberships")
    role = models.CharField(_("rôle"), max_length=10, choices=MembershipRole)
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("appartenance")
        verbose_name_plural = _("appartenances")
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=MembershipRole.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
            ExclusionConstraint(
                name="membership_periods_do_not_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("structure", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Cette personne a déjà ce rôle dans la structure à ces dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.structure}"

    def is_current(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)
