"""The delays of the directory, which the administrator changes."""

from datetime import timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.prepared_rows import PreparedRows


class DirectoryRule(models.Model):
    """After how many days a sheet is to be checked again, and how long before its term an entente is asked about.

    One row; nobody confirmed its numbers ([D]).
    """

    stale_days = models.PositiveSmallIntegerField(
        _("une fiche est à vérifier après (jours)"), default=365, validators=[MinValueValidator(1)]
    )
    obsolete_days = models.PositiveSmallIntegerField(_("et peut-être périmée après (jours)"), default=730)
    entente_days = models.PositiveSmallIntegerField(_("prévenir du terme d’une entente (jours avant)"), default=60)

    class Meta:
        verbose_name = _("règle de l’annuaire")
        verbose_name_plural = _("règle de l’annuaire")
        constraints = [
            models.CheckConstraint(
                condition=Q(stale_days__gte=1) & Q(obsolete_days__gt=F("stale_days")),
                name="directory_rule_in_order",
                violation_error_message=_("Une fiche est à vérifier avant d’être périmée."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stale_days} · {self.obsolete_days}"

    @property
    def stale_after(self) -> timedelta:
        return timedelta(days=self.stale_days)

    @property
    def obsolete_after(self) -> timedelta:
        return timedelta(days=self.obsolete_days)

    @property
    def asked_before(self) -> timedelta:
        return timedelta(days=self.entente_days)


def directory_rule() -> DirectoryRule:
    """Return the delays of the directory as they stand."""
    found = _RULES.of(None)[0:1]
    return found[0] if found else DirectoryRule()


_RULES = PreparedRows(lambda _user, _key: DirectoryRule.objects.order_by("pk"))
