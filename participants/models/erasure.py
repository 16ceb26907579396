"""That a person was rendered anonymous: when, why, and how much was let go of. Nothing of who she was."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.data_enums import ErasureCause


class Erasure(models.Model):
    """One person rendered anonymous. `marked_at` is when its mark outside the backup was
    written: until then `identity_hash` waits here for it."""

    participant = models.OneToOneField("participants.Participant", on_delete=models.PROTECT, related_name="erasure")
    cause = models.CharField(_("cause"), max_length=10, choices=ErasureCause.choices)
    identity_hash = models.CharField(max_length=64, blank=True, default="")
    erased_at = models.DateTimeField(_("rendue anonyme le"))
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    counts = models.JSONField(_("ce qui a été vidé"), default=dict)
    marked_at = models.DateTimeField(_("inscrit hors sauvegarde le"), null=True, blank=True)

    class Meta:
        verbose_name = _("effacement")
        verbose_name_plural = _("effacements")
        ordering = ["erased_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(cause__in=ErasureCause.values), name="erasure_cause_known"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} · {self.cause}"
