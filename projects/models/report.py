"""What the carrier hands in after the stay."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.enums import ReportPoint


class ProjectReport(models.Model):
    """The project's report. Its state is the project's: due, handed in, to be completed, closed."""

    project = models.OneToOneField("projects.Project", models.PROTECT, related_name="report")
    reached_aims = models.TextField(_("objectifs atteints"), blank=True, max_length=6000)
    partner = models.TextField(_("travail avec le partenaire"), blank=True, max_length=6000)
    difficulties = models.TextField(_("difficultés"), blank=True, max_length=6000)
    practices = models.TextField(_("pratiques à partager"), blank=True, max_length=6000)
    brought_back = models.TextField(_("pratiques rapportées"), blank=True, max_length=6000)
    hours_done = models.PositiveSmallIntegerField(_("heures de préparation faites"), null=True, blank=True)
    planned_count = models.PositiveIntegerField(_("places prévues"), default=0)
    departed_count = models.PositiveIntegerField(_("jeunes partis"), default=0)
    returned_count = models.PositiveIntegerField(_("jeunes revenus au terme"), default=0)
    interrupted_count = models.PositiveIntegerField(_("séjours interrompus"), default=0)
    started_at = models.DateTimeField(_("commencé le"))
    submitted_at = models.DateTimeField(_("remis le"), null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    points = ArrayField(
        models.CharField(max_length=20, choices=ReportPoint.choices), verbose_name=_("points à reprendre"), default=list
    )
    points_reason = models.TextField(_("ce qui manque"), blank=True, max_length=4000)
    sent_back_at = models.DateTimeField(_("renvoyé le"), null=True)
    sent_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    completed_reason = models.TextField(_("pourquoi l’OFQJ l’a complété"), blank=True, max_length=2000)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("bilan de projet")
        verbose_name_plural = _("bilans de projet")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(departed_count__gte=F("returned_count") + F("interrupted_count")),
                name="report_counts_hold",
                violation_error_message=_("Il ne peut pas être revenu plus de jeunes qu’il n’en est parti."),
            ),
            models.CheckConstraint(
                condition=Q(completed_reason="") | Q(submitted_at__isnull=False),
                name="report_completed_once_submitted",
                violation_error_message=_("Un bilan complété par l’OFQJ est un bilan remis."),
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="report_submitted_by_someone",
                violation_error_message=_("Un bilan remis l’est par quelqu’un."),
            ),
        ]

    def __str__(self) -> str:
        return f"bilan {self.project_id}"

    @property
    def completed_by_ofqj(self) -> bool:
        """The carrier never handed it in: the OFQJ wrote what was missing."""
        return bool(self.completed_reason)
