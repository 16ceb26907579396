"""Who read a person's data, and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.models.about import AboutModel


class Reading(AboutModel):
    """One reading of an object by a person, for a named purpose."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    purpose = models.CharField(_("motif"), max_length=80)
    at = models.DateTimeField(_("instant"))

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        indexes = [models.Index(fields=["object_type", "object_id", "at"], name="reading_about")]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} {self.purpose}"
