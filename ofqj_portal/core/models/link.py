"""Links that let a person without an account do one thing."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.models.about import AboutModel, AboutQuerySet


class ActionLinkQuerySet(AboutQuerySet):
    def living(self, real_now: datetime) -> Self:
        """Keep the links that still act: neither used, nor revoked, nor too old."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=real_now)


class ActionLink(AboutModel):
    """A personal link: kept as a hash, it opens one object for one purpose, acts once, and can be revoked."""

    purpose = models.CharField(max_length=60)
    email = models.EmailField(_("destinataire"), max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    views_count = models.PositiveIntegerField(default=0)

    objects = ActionLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien personnel")
        verbose_name_plural = _("liens personnels")
        indexes = [models.Index(fields=["object_type", "object_id"], name="link_about")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.object_type} {self.object_id}"

    def is_living(self, real_now: datetime) -> bool:
        """Say whether it still acts."""
        return self.used_at is None and self.revoked_at is None and self.expires_at > real_now
