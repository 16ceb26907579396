"""What an object said at one moment: a version is written once and never changes."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.models.about import AboutModel


class Version(AboutModel):
    """The content of an object as it was handed in, numbered from 1 for each object."""

    number = models.PositiveIntegerField(_("version"))
    data = models.JSONField(_("contenu"))
    note = models.CharField(_("occasion"), max_length=200, blank=True)
    at = models.DateTimeField(_("instant"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["object_type", "object_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["object_type", "object_id", "number"], name="version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_from_one"),
        ]
        triggers = [
            pgtrigger.Protect(name="version_content_kept", operation=pgtrigger.UpdateOf("data", "number", "at")),
            pgtrigger.Protect(name="version_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} v{self.number}"
