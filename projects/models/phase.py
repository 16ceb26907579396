"""The phases of a project: preparation, stay, return."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.enums import PhaseKind
from projects.models.project import Project


class Phase(models.Model):
    """One phase of a project, with its dates and its weekly hours. A chantier has three."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="phases", verbose_name=_("dossier"))
    kind = models.CharField(_("phase"), max_length=12, choices=PhaseKind.choices)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    hours_per_week = models.PositiveSmallIntegerField(_("heures par semaine"), null=True, blank=True)
    place = models.CharField(_("lieu"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["project", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="phase_ends_after_it_starts",
                violation_error_message=_("Une phase finit après avoir commencé."),
            ),
            models.CheckConstraint(
                condition=Q(hours_per_week__isnull=True) | Q(hours_per_week__lte=60),
                name="phase_hours_in_a_week",
                violation_error_message=_("Une semaine compte au plus 60 heures d’activité."),
            ),
            models.UniqueConstraint(
                fields=["project", "kind"],
                name="phase_once_per_kind",
                violation_error_message=_("Cette phase est déjà décrite."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.starts_on} – {self.ends_on}"

    @property
    def weeks(self) -> int:
        """How many full weeks the phase lasts, both ends counted."""
        return ((self.ends_on - self.starts_on).days + 1) // 7
