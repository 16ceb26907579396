"""What a person said yes or no to, purpose by purpose."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from participants.enums import Purpose


class PersonConsent(models.Model):
    """One answer to one purpose, on one version of the text shown.

    A change of mind closes the row and opens another.
    """

    participant = models.ForeignKey("participants.Participant", on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("finalité"), max_length=20, choices=Purpose.choices)
    is_given = models.BooleanField(_("d’accord"))
    text_version = models.CharField(_("version du texte"), max_length=20)
    answered_on = models.DateField(_("répondu le"))
    ended_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

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
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} · {self.purpose}"
