"""A file somebody handed in or the portal made: where it lies, what it is attached to, and whether it may be served."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FileState(models.TextChoices):
    QUARANTINED = "quarantined", _("en attente de contrôle")
    UNSCANNED = "unscanned", _("non analysé")
    CLEAN = "clean", _("contrôlé")
    REJECTED = "rejected", _("refusé")


def served_states() -> list[str]:
    """Return the states in which a file may be handed out: scanned, or not where the settings allow it."""
    return [FileState.CLEAN, FileState.UNSCANNED] if settings.SERVE_UNSCANNED else [FileState.CLEAN]


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def attached_to(self, obj: models.Model) -> "StoredFileQuerySet":
        """Keep the files of `obj`."""
        return self.filter(attached_type=obj._meta.label, attached_key=str(obj.pk))


class StoredFile(models.Model):
    """One private file. Its bytes lie in private storage under `path`; only the file view hands them out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("nature"), max_length=64)
    attached_type = models.CharField(max_length=100)
    attached_key = models.CharField(max_length=64)
    name = models.CharField(_("nom"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("taille en octets"))
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("état"), max_length=16, choices=FileState)
    threat = models.CharField(_("ce que le contrôle a trouvé"), max_length=120, blank=True)
    checked_at = models.DateTimeField(_("contrôlé le"), null=True, blank=True)
    created_at = models.DateTimeField(_("déposé le"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("fichier")
        verbose_name_plural = _("fichiers")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["attached_type", "attached_key"], name="file_attached")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=FileState.values), name="file_state_known"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="file_not_empty"),
            models.CheckConstraint(
                condition=~models.Q(state=FileState.REJECTED) | ~models.Q(threat=""),
                name="file_refused_for_something",
                violation_error_message=_("Un fichier refusé l’est pour quelque chose."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("core:file", args=[self.pk])

    @property
    def is_served(self) -> bool:
        """It may be handed out."""
        return self.state in served_states()

    @property
    def is_unscanned(self) -> bool:
        """It may be handed out though no antivirus read it: the page says so."""
        return self.state == FileState.UNSCANNED and self.is_served
