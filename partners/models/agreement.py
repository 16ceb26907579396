"""The entente: a lasting bond between two structures, from which projects are born."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.roles import structure_ids
from partners.enums import AgreementState, Theme
from partners.models.structure import Structure

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

Q, F = models.Q, models.F


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def confirmed(self) -> "AgreementQuerySet":
        """Keep the ententes both structures have vouched for."""
        return self.filter(confirmed_on__isnull=False)

    def visible_to(self, user: "User") -> "AgreementQuerySet":
        """Keep what `user` may read: all, confirmed, are part of the directory; the others show to their two sides."""
        if not user.is_authenticated:
            return self.none()
        own = structure_ids(user)
        if not own:
            return self.confirmed()
        return self.filter(Q(confirmed_on__isnull=False) | Q(first_structure__in=own) | Q(second_structure__in=own))

    def active_on(self, day: date) -> "AgreementQuerySet":
        """Keep the confirmed ententes that bind on that day, both bounds included."""
        rows = self.confirmed().filter(starts_on__lte=day)
        return rows.exclude(ends_on__lt=day).exclude(ended_on__lt=day)

    def born_between(self, first: date, last: date) -> "AgreementQuerySet":
        """Keep the confirmed ententes signed in these days, or begun then when no signature is dated."""
        return self.confirmed().alias(born_on=Coalesce("signed_on", "starts_on")).filter(born_on__range=(first, last))

    def of(self, structure: Structure | int) -> "AgreementQuerySet":
        """Keep the ententes of one structure, whichever its place."""
        return self.filter(Q(first_structure=structure) | Q(second_structure=structure))

    def ending_between(self, first: date, last: date) -> "AgreementQuerySet":
        """Keep the confirmed ententes whose term falls in these days, bounds included, and that nothing renews."""
        rows = self.confirmed().filter(ends_on__range=(first, last), ended_on__isnull=True)
        return rows.filter(renewed_by__isnull=True)

    def between(self, one: Structure, other: Structure) -> "AgreementQuerySet":
        """Keep the ententes of these two structures."""
        return self.filter(
            Q(first_structure=one, second_structure=other) | Q(first_structure=other, second_structure=one)
        )


class Agreement(models.Model):
    """Recorded by the first structure, confirmed by the second; ends at its term or when one side ends it."""

    first_structure = models.ForeignKey(
        Structure, models.PROTECT, verbose_name=_("structure qui enregistre"), related_name="agreements_first"
    )
    second_structure = models.ForeignKey(
        Structure, models.PROTECT, verbose_name=_("structure partenaire"), related_name="agreements_second"
    )
    title = models.CharField(_("intitulé"), max_length=200)
    aims = models.TextField(_("ce que l’entente prévoit"), max_length=3000, blank=True)
    themes = ArrayField(
        models.CharField(max_length=20, choices=Theme), verbose_name=_("thèmes"), default=list, blank=True
    )
    signed_on = models.DateField(_("signée le"), null=True, blank=True)
    starts_on = models.DateField(_("débute le"))
    ends_on = models.DateField(_("prend fin le"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("enregistrée par"),
        related_name="+",
    )
    confirmed_on = models.DateField(_("confirmée le"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("confirmée par"),
        related_name="+",
    )
    ended_on = models.DateField(_("arrêtée le"), null=True, blank=True)
    ended_reason = models.CharField(_("motif de l’arrêt"), max_length=300, blank=True)
    text_file = models.ForeignKey(
        "core.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("texte signé"),
        related_name="+",
    )
    renews = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("renouvelle"),
        related_name="renewed_by",
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("entente")
        verbose_name_plural = _("ententes")
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_structure=F("second_structure")),
                name="agreement_between_two",
                violation_error_message=_("Une entente lie deux structures différentes."),
            ),
            models.CheckConstraint(
                condition=Q(renews__isnull=True) | ~Q(renews=F("id")),
                name="agreement_renews_another",
                violation_error_message=_("Une entente en renouvelle une autre, pas elle-même."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_start",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")),
                name="agreement_ended_after_start",
                violation_error_message=_("L’arrêt ne peut pas précéder le début."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(ended_reason=""),
                name="agreement_ended_with_reason",
                violation_error_message=_("Dites pourquoi l’entente s’arrête."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partners:agreement", args=[self.pk])

    @property
    def theme_labels(self) -> list[str]:
        return [str(Theme(code).label) for code in self.themes]

    @property
    def last_day(self) -> date | None:
        """The last day it binds, if any is known."""
        return min((day for day in (self.ends_on, self.ended_on) if day), default=None)

    def state(self, on: date) -> AgreementState:
        """Say where it stands on that day: its dates and the other side's word decide, nothing is stored."""
        if self.last_day and self.last_day < on:
            return AgreementState.ENDED
        if not self.confirmed_on:
            return AgreementState.TO_CONFIRM
        return AgreementState.TO_COME if on < self.starts_on else AgreementState.ACTIVE

    def is_active(self, on: date) -> bool:
        """Say whether it binds on that day."""
        return self.state(on) == AgreementState.ACTIVE
