"""What a person said yes or no to, purpose by purpose, on the exact words she was shown."""

from datetime import date
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.shores import Shore
from participants.data_enums import ConsentSource, Purpose


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def in_use(self, shore: str, on: date) -> Self:
        """Keep, for each purpose, the latest text of a shore published on that day or before."""
        published = self.filter(shore=shore, published_on__lte=on).order_by("purpose", "-published_on", "-pk")
        return published.distinct("purpose")


class ConsentText(models.Model):
    """The words of one purpose for those who live on one shore. Written once: other words are another version.

    `lasts_months` is how long a yes holds; empty, until it is taken back.
    """

    purpose = models.CharField(_("finalité"), max_length=20, choices=Purpose.choices)
    shore = models.CharField(_("rive de résidence"), max_length=10, choices=Shore.choices)
    version = models.CharField(_("version"), max_length=20)
    body = models.TextField(_("texte montré"))
    lasts_months = models.PositiveSmallIntegerField(_("un oui vaut (mois)"), null=True, blank=True)
    published_on = models.DateField(_("en usage depuis le"))

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("texte de consentement")
        verbose_name_plural = _("textes de consentement")
        ordering = ["purpose", "shore", "-published_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "shore", "version"],
                name="consent_text_once",
                violation_error_message=_("Cette version existe déjà pour cette finalité et cette rive."),
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values, shore__in=Shore.values),
                name="consent_text_known",
            ),
            models.CheckConstraint(
                condition=~Q(body__regex=r"^\s*$") & ~Q(version=""),
                name="consent_text_says_something",
                violation_error_message=_("Un texte de consentement a des mots et une version."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="consent_text_written_once",
                operation=pgtrigger.UpdateOf("purpose", "shore", "version", "body", "lasts_months", "published_on"),
            ),
            pgtrigger.Protect(name="consent_text_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.shore} · {self.version}"


class PersonConsentQuerySet(models.QuerySet["PersonConsent"]):
    def running(self) -> Self:
        """Keep the last answer to each purpose."""
        return self.filter(ended_on__isnull=True)

    def alive(self, on: date) -> Self:
        """Keep the yeses that hold on that day: given, not taken back, not too old.

        A yes taken back holds no longer on that very day.
        """
        held = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
        fresh = Q(expires_on__isnull=True) | Q(expires_on__gt=on)
        return self.filter(held, fresh, is_given=True, answered_on__lte=on)


class PersonConsent(models.Model):
    """One answer to one purpose, bound to the text that was shown.

    A change of mind closes the row and opens another. `recorded_by` is empty when she answered in her own space.
    """

    participant = models.ForeignKey("participants.Participant", on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("finalité"), max_length=20, choices=Purpose.choices)
    is_given = models.BooleanField(_("d’accord"))
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+", verbose_name=_("texte montré"))
    answered_on = models.DateField(_("répondu le"))
    ended_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    expires_on = models.DateField(_("à redemander le"), null=True, blank=True)
    source = models.CharField(
        _("recueilli"), max_length=10, choices=ConsentSource.choices, default=ConsentSource.ADVISER
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = PersonConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consentement")
        verbose_name_plural = _("consentements")
        ordering = ["participant", "purpose", "answered_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "purpose"],
                condition=Q(ended_on__isnull=True),
                name="consent_one_answer_at_a_time",
                violation_error_message=_("Une réponse est déjà en cours pour cette finalité."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("answered_on")),
                name="consent_dates_in_order",
                violation_error_message=_("La fin ne peut pas précéder la réponse."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("answered_on"), is_given=True),
                name="consent_only_a_yes_expires",
                violation_error_message=_("Seul un oui arrive à son terme, après avoir été donné."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} · {self.purpose}"
