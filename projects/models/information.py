"""What OFQJ asks the carrier to complete, and the answer."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.models.guards import refuses
from projects.models.project import Project


class InformationRequestQuerySet(models.QuerySet["InformationRequest"]):
    def open(self) -> Self:
        """Keep the requests that still wait for an answer."""
        return self.filter(answered_at__isnull=True, dropped_at__isnull=True)


class InformationRequest(models.Model):
    """A request for complements: it re-opens the named fields, until answered or dropped with the dossier.

    `fields` holds codes of `sections.FIELDS`. An overdue request is late, never a refusal.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="information_requests", verbose_name=_("dossier")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, verbose_name=_("demandé par")
    )
    asked_at = models.DateTimeField(_("demandé le"))
    due_at = models.DateTimeField(_("à répondre avant le"))
    reason = models.TextField(_("ce qui est demandé"))
    fields = ArrayField(models.CharField(max_length=40), verbose_name=_("champs rouverts"))
    answer = models.TextField(_("réponse"), blank=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, verbose_name=_("répondu par")
    )
    dropped_at = models.DateTimeField(_("abandonnée le"), null=True, blank=True)

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande de compléments")
        verbose_name_plural = _("demandes de compléments")
        ordering = ["project", "-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gt=F("asked_at")),
                name="information_request_leaves_time",
                violation_error_message=_("La date limite vient après la demande."),
            ),
            models.CheckConstraint(
                condition=Q(fields__len__gte=1),
                name="information_request_names_fields",
                violation_error_message=_("Nommez au moins un champ à compléter."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(dropped_at__isnull=True),
                name="information_request_one_end",
                violation_error_message=_("Une demande est répondue ou abandonnée, pas les deux."),
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(answered_at__isnull=True, dropped_at__isnull=True),
                name="information_request_one_open",
                violation_error_message=_("Une demande de compléments attend déjà une réponse."),
            ),
        ]
        triggers = [
            refuses(
                "information_request_ended",
                when="OLD.answered_at IS NOT NULL OR OLD.dropped_at IS NOT NULL",
                then="information request: an ended request never changes",
                operation=pgtrigger.UpdateOf("reason", "fields", "due_at", "answer", "answered_at", "dropped_at"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.asked_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """It still waits for an answer."""
        return self.answered_at is None and self.dropped_at is None
