"""The sessions of a group's preparation, stay and return, and who was there."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.enums import AttendanceStatus
from projects.enums import PhaseKind
from projects.models.guards import refuses

LONGEST = 12  # hours


class PreparationSession(models.Model):
    """A session of a phase: its programme, place, first minute and hours. `version` counts its changes.

    Hours are those of activity, pauses left out: they count towards the phase of the project.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(_("phase"), max_length=12, choices=PhaseKind.choices, default=PhaseKind.PREPARATION.value)
    title = models.CharField(_("séance"), max_length=140)
    programme = models.TextField(_("programme"), max_length=2000, blank=True, default="")
    place = models.CharField(_("lieu"), max_length=120, blank=True, default="")
    held_on = models.DateField(_("jour"))
    starts_at = models.TimeField(_("début"))
    hours = models.DecimalField(_("heures"), max_digits=4, decimal_places=2)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("notée le"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")
        ordering = ["held_on", "starts_at", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "held_on", "starts_at", "title"],
                name="preparation_session_once",
                violation_error_message=_("Cette séance est déjà notée, ce jour-là et à cette heure."),
            ),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=LONGEST),
                name="preparation_session_hours",
                violation_error_message=_("Une séance dure plus de 0 et au plus 12 heures."),
            ),
            models.CheckConstraint(condition=Q(phase__in=PhaseKind.values), name="preparation_session_phase_known"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.held_on} · {self.title}"


class Attendance(models.Model):
    """Whether one person of the group was at one session. No row says that nobody noted it."""

    session = models.ForeignKey(PreparationSession, on_delete=models.PROTECT, related_name="attendances")
    participation = models.ForeignKey(
        "participants.Participation", on_delete=models.CASCADE, related_name="attendances"
    )
    status = models.CharField(_("présence"), max_length=8, choices=AttendanceStatus.choices)
    marked_at = models.DateTimeField(_("notée le"))
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("présence")
        verbose_name_plural = _("présences")
        ordering = ["session", "participation", "pk"]
        triggers = [
            refuses(
                "attendance_of_the_group",
                when=(
                    "NOT EXISTS (SELECT 1 FROM participants_preparationsession s JOIN participants_participation p"
                    " ON p.project_id = s.project_id WHERE s.id = NEW.session_id AND p.id = NEW.participation_id)"
                ),
                then="attendance: this person is not of the group of this session",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("session_id", "participation_id"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "participation"],
                name="attendance_once_per_session",
                violation_error_message=_("La présence est déjà notée pour cette séance."),
            ),
            models.CheckConstraint(condition=Q(status__in=AttendanceStatus.values), name="attendance_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.participation_id}"
