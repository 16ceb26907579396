"""Links that let a person without an account do one thing, or open a space of her own for a while."""

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
    """A personal link: kept as a hash, it opens one object for one purpose, acts once, and can be revoked.

    A lasting one acts as often as its holder wishes until it is too old or revoked: it opens a person's own space.
    """

    purpose = models.CharField(max_length=60)
    email = models.EmailField(_("destinataire"), max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    is_lasting = models.BooleanField(_("ouvre un espace"), default=False)
    views_count = models.PositiveIntegerField(default=0)

    objects = ActionLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien personnel")
        verbose_name_plural = _("liens personnels")
        indexes = [models.Index(fields=["object_type", "object_id"], name="link_about")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_lasting=False) | models.Q(used_at__isnull=True),
                name="link_lasting_is_never_used_up",
                violation_error_message=_("Un lien qui ouvre un espace ne s’use pas : il expire ou se révoque."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.object_type} {self.object_id}"

    def is_living(self, real_now: datetime) -> bool:
        """Say whether it still acts."""
        return self.used_at is None and self.revoked_at is None and self.expires_at > real_now
