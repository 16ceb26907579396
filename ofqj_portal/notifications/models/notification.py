"""What a person was told, and whether she read it. The words are the mail's: an erasure empties them there."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.models import MailState, OutboxMail


class NotificationQuerySet(models.QuerySet["Notification"]):
    def told_to(self, user: Any, real_now: datetime) -> Self:
        """Keep what `user` may read by now: not what was withdrawn, nor what is held back for an undo window."""
        rows = self.filter(user=user, mail__not_before__lte=real_now)
        return rows.exclude(mail__state=MailState.WITHDRAWN)

    def unread(self) -> Self:
        """Keep what she did not mark as read."""
        return self.filter(read_at=None)


class Notification(models.Model):
    """`path` is the page it leads to, "" for none; `read_at` is on the real clock."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("personne"))
    mail = models.OneToOneField(OutboxMail, models.CASCADE, related_name="notification", verbose_name=_("courriel"))
    path = models.CharField(_("page"), max_length=300, blank=True)
    read_at = models.DateTimeField(_("lu le"), null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-mail__not_before", "-pk"]
        indexes = [models.Index(fields=["user"], condition=models.Q(read_at=None), name="notification_unread")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.mail_id}"
