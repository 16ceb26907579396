"""A sign of life during the stay, an incident, and how long silence may last."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.fields import EncryptedTextField
from participants.enums import IncidentKind


class CheckIn(models.Model):
    """The leader says that everybody is well. Nothing about a person is in it."""

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("pointé le"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("pointage")
        verbose_name_plural = _("pointages")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["project", "-made_at"], name="check_in_by_project")]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.made_at}"


class Incident(models.Model):
    """Something happened during the stay. `told` is sealed, names nobody, and is read by those who can help.

    Its words are emptied once the delay `incident` is over, on `told_forgotten_on`; that it happened is kept.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("nature"), max_length=12, choices=IncidentKind.choices)
    is_urgent = models.BooleanField(_("besoin d’aide maintenant"), default=False)
    happened_on = models.DateField(_("jour"))
    told = EncryptedTextField(_("ce qui s’est passé"))
    told_forgotten_on = models.DateField(_("récit effacé le"), null=True)
    reported_at = models.DateTimeField(_("signalé le"))
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IncidentKind.values), name="incident_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.kind}"


class SilenceRule(models.Model):
    """How often a group gives a sign of life, and after how many hours of silence the OFQJ hears of it; one row."""

    check_in_hours = models.PositiveSmallIntegerField(_("un pointage toutes les (heures)"), default=24)
    alert_hours = models.PositiveSmallIntegerField(_("alerte après un silence de (heures)"), default=36)

    class Meta:
        verbose_name = _("règle de pointage")
        verbose_name_plural = _("règle de pointage")
        constraints = [
            models.CheckConstraint(
                condition=Q(check_in_hours__gte=1) & Q(alert_hours__gte=F("check_in_hours")),
                name="silence_alert_follows_check_in",
                violation_error_message=_("L’alerte vient après l’heure du pointage attendu."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.alert_hours)
