"""Work done in the background: the row is the truth, the broker only wakes a worker up."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.models.stored_file import StoredFile


class JobState(models.TextChoices):
    QUEUED = "queued", _("En attente")
    RUNNING = "running", _("En cours")
    DONE = "done", _("Terminé")
    FAILED = "failed", _("En échec")
    CANCELLED = "cancelled", _("Annulé")


LIVE = (JobState.QUEUED, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def live(self) -> Self:
        """Keep the jobs that still have something to do."""
        return self.filter(state__in=LIVE)

    def claimable(self, now: object) -> Self:
        """Keep the jobs a worker may take at `now`: queued and due, or running without a living lease."""
        return self.filter(
            Q(state=JobState.QUEUED, run_after__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now)
        )


class Job(models.Model):
    """A piece of work: its kind, arguments (ids only), owner, state, progress, attempts, lease and result.

    Every instant here is on the real clock but `as_of`: asked for in a past that was told, the job is done as if then.
    `lease_token` names the worker's claim: only its holder may finish the job.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("nature"), max_length=80)
    queue = models.CharField(max_length=20)
    args = models.JSONField(default=dict)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("demandé par")
    )
    unique_key = models.CharField(max_length=200, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=JobState, default=JobState.QUEUED)
    progress_pct = models.PositiveSmallIntegerField(_("avancement"), default=0)
    label = models.CharField(_("étape"), max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    interruptions = models.PositiveSmallIntegerField(default=0)
    as_of = models.DateTimeField(null=True)
    run_after = models.DateTimeField()
    woken_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    artefact = models.ForeignKey(
        StoredFile, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("résultat")
    )
    error = models.TextField(_("erreur"), blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("travail")
        verbose_name_plural = _("travaux")
        indexes = [
            models.Index(fields=["run_after"], condition=Q(state__in=["queued", "running"]), name="job_live"),
            models.Index(fields=["owner", "-created_at"], name="job_owner"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(unique_key=""),
                name="job_live_unique_key",
            ),
            models.CheckConstraint(condition=Q(progress_pct__lte=100), name="job_progress_bounded"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
                name="job_finished_when_final",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("core:job", args=[self.pk])

    @property
    def is_live(self) -> bool:
        """Say whether the job still has something to do."""
        return self.state in LIVE
