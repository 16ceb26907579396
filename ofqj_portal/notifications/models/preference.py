"""How a person wants to be written to: how often, which kinds stay in the portal, and a pause."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    HOUR = "hour", _("Au fil de l’eau, réunis par heure")
    DAY = "day", _("Une fois par jour, le matin")
    WEEK = "week", _("Une fois par semaine, le lundi matin")


class Preference(models.Model):
    """`muted` holds codes of kinds of mails (core.mail_kinds); `paused_until` is a civil day, included."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("personne"))
    rhythm = models.CharField(_("rythme"), max_length=4, choices=Rhythm, default=Rhythm.HOUR)
    muted = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("sans courriel"))
    paused_until = models.DateField(_("en pause jusqu’au"), null=True, blank=True)

    class Meta:
        verbose_name = _("préférence de courriel")
        verbose_name_plural = _("préférences de courriel")
        constraints = [
            models.CheckConstraint(condition=models.Q(rhythm__in=Rhythm.values), name="preference_rhythm_known")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.rhythm}"
