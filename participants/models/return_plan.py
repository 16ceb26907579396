"""What is planned for one person once she is back: steps of a closed list, so that no free text is kept about her."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.enums import ReturnStepKind


class ReturnStep(models.Model):
    """One step of a person's return, by when, and the day it was done; a plan is all the steps of a participation."""

    participation = models.ForeignKey(
        "participants.Participation", on_delete=models.CASCADE, related_name="return_steps"
    )
    kind = models.CharField(_("étape"), max_length=12, choices=ReturnStepKind.choices)
    due_on = models.DateField(_("pour le"))
    done_on = models.DateField(_("fait le"), null=True)
    planned_at = models.DateTimeField(_("prévue le"))
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("étape du retour")
        verbose_name_plural = _("étapes du retour")
        ordering = ["participation", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "kind"],
                name="return_step_once",
                violation_error_message=_("Cette étape est déjà dans le plan de cette personne."),
            ),
            models.CheckConstraint(condition=Q(kind__in=ReturnStepKind.values), name="return_step_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} · {self.kind}"
