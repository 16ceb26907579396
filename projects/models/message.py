"""What the structures of a dossier and the OFQJ write to each other about it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.models import StoredFile
from partners.models import Structure
from projects.enums import Speaker
from projects.models.guards import refuses
from projects.models.project import Project

BODY_MAX = 4000


class MessageQuerySet(models.QuerySet["Message"]):
    def standing(self) -> "MessageQuerySet":
        """Keep the messages that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def new_to(self, user: object) -> "MessageQuerySet":
        """Keep what others wrote since `user` last opened the thread."""
        since = MessageReading.objects.filter(message__project=OuterRef("project_id"), message__gte=OuterRef("pk"))
        return self.standing().filter(~Q(author=user) | Q(author=None), ~Exists(since.filter(reader=user)))


def count_of_new(user: object) -> Coalesce:
    """Build the count of the messages of a dossier's row that are new to `user`."""
    rows = Message.objects.new_to(user).filter(project=OuterRef("pk")).order_by().values("project")
    counted = rows.annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)


class Message(models.Model):
    """One message of a dossier's thread, in plain text; never edited. Withdrawn, it keeps its place without its text.

    `structure` is the one its author spoke for: a carrier, a host, or a section of the OFQJ.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="messages", verbose_name=_("dossier"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, verbose_name=_("écrit par")
    )
    side = models.CharField(_("au nom de"), max_length=10, choices=Speaker.choices)
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name=_("structure"))
    body = models.TextField(_("message"), blank=True, max_length=BODY_MAX)
    file = models.OneToOneField(
        StoredFile, models.PROTECT, related_name="+", null=True, verbose_name=_("fichier joint")
    )
    sent_at = models.DateTimeField(_("écrit le"))
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) & ~Q(body="")
                | Q(withdrawn_at__isnull=False, body="", file__isnull=True),
                name="message_has_words_unless_withdrawn",
                violation_error_message=_("Écrivez votre message."),
            ),
        ]
        triggers = [
            refuses(
                "message_kept",
                when="OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR NEW.project_id <> OLD.project_id"
                " OR NEW.sent_at <> OLD.sent_at",
                then="message: it is never edited, only withdrawn once",
                operation=pgtrigger.UpdateOf("project_id", "body", "file_id", "sent_at", "withdrawn_at"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.pk}"


class MessageReading(models.Model):
    """Somebody opened a thread when `message` was its last; written only when something was new to her."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    side = models.CharField(_("au nom de"), max_length=10, choices=Speaker.choices)
    read_at = models.DateTimeField(_("lu le"))

    class Meta:
        verbose_name = _("lecture d’un message")
        verbose_name_plural = _("lectures de messages")
        ordering = ["message", "pk"]
        constraints = [models.UniqueConstraint(fields=["message", "reader"], name="message_reading_once")]

    def __str__(self) -> str:
        return f"{self.message_id} · {self.reader_id}"
