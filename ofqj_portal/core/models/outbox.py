"""Mails: written in the transaction of their cause, sent once by a job."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.fields import EncryptedTextField
from ofqj_portal.core.models.stored_file import StoredFile

#: Stands in the kept words of a mail where its secret goes; says for itself why the secret is not there.
SECRET_PLACE = "lien-efface-apres-envoi"


class MailState(models.TextChoices):
    QUEUED = "queued", _("En attente")
    SENT = "sent", _("Parti")
    FAILED = "failed", _("En échec")
    WITHDRAWN = "withdrawn", _("Retiré avant l’envoi")
    BUNDLED = "bundled", _("Parti avec d’autres")
    KEPT = "kept", _("Lu dans le portail, sans courriel")


class OutboxMail(models.Model):
    """One mail to one person, rendered in her shore's words when it was queued.

    Instants are on the real clock; `left_at` is the one of business where the demo clock sets it apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200, blank=True)
    to_email = models.EmailField(_("destinataire"), max_length=254)
    to_name = models.CharField(max_length=200, blank=True)
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    shore = models.CharField(max_length=10)
    subject = models.CharField(_("objet"), max_length=200)
    text = models.TextField()
    html = models.TextField()
    #: What the mail alone may say, a link's token: sealed until it has left, then forgotten.
    secret = EncryptedTextField(blank=True, default="")
    is_forgotten_once_sent = models.BooleanField(default=False)
    attachments = models.ManyToManyField(StoredFile, related_name="+", verbose_name=_("pièces jointes"))
    state = models.CharField(max_length=10, choices=MailState, default=MailState.QUEUED)
    not_before = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("parti le"), null=True)
    left_at = models.DateTimeField(_("parti le, selon l’histoire"), null=True)
    error = models.TextField(blank=True)
    #: Until when it waits for others to the same person, and the mail they left in together.
    held_until = models.DateTimeField(_("attend d’autres messages jusqu’au"), null=True)
    bundle = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="bundled")
    resent_count = models.PositiveSmallIntegerField(_("renvois"), default=0)
    bounced_at = models.DateTimeField(_("revenu le"), null=True)
    bounce = models.CharField(_("pourquoi il est revenu"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("courriel")
        verbose_name_plural = _("courriels")
        indexes = [
            models.Index(fields=["state", "-sent_at"], name="outbox_sent"),
            models.Index(fields=["-created_at"], name="outbox_recent"),
            models.Index(fields=["to_user", "held_until"], condition=Q(state="queued"), name="outbox_held"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "to_email"],
                condition=~Q(key="") & ~Q(state="withdrawn"),
                name="outbox_once_per_key",
            ),
            models.CheckConstraint(
                condition=Q(bundle__isnull=True) | Q(state="bundled"),
                name="outbox_bundled_once",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_sent_has_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    def forget_words(self) -> None:
        """Empty what it says and to whom; that it left, and when, stays."""
        self.to_email = self.to_name = self.subject = self.text = self.html = self.secret = ""

    @property
    def told_at(self) -> datetime | None:
        """The instant people read; None before it left."""
        return self.left_at or self.sent_at

    @property
    def whole_text(self) -> str:
        """The text as it leaves, its secret in its place; without it once the secret is forgotten."""
        return self._whole(self.text)

    @property
    def whole_html(self) -> str:
        """The same for the page of the mail."""
        return self._whole(self.html)

    def _whole(self, words: str) -> str:
        return words.replace(SECRET_PLACE, self.secret) if self.secret else words
