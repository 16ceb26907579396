"""Reminders: each step told once to each person, unless somebody paused them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.models.about import AboutModel


class Reminder(AboutModel):
    """One reminder that was sent: kind, object, person and step are unique."""

    kind = models.CharField(max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=40)
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("relance")
        verbose_name_plural = _("relances")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_type", "object_id", "user", "step"], name="reminder_once_per_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_type} {self.object_id} {self.step}"


class ReminderPause(AboutModel):
    """A pause of one kind of reminder about one object, with its reason."""

    kind = models.CharField(max_length=80)
    until = models.DateField(_("jusqu’au"))
    reason = models.CharField(_("motif"), max_length=300)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    paused_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pause des relances")
        verbose_name_plural = _("pauses des relances")
        indexes = [models.Index(fields=["object_type", "object_id", "kind"], name="pause_about")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_type} {self.object_id}"
