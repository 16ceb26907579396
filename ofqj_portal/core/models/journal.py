"""The journal: what happened, in a chain that shows any change made afterwards."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.db_roles import append_only, read_only
from ofqj_portal.core.models.about import AboutModel


class JournalEntry(AboutModel):
    """One act. Only ids, codes, amounts and field names: never a name, an address or a free text about a person.

    The application's role adds rows and never changes one. `digest` covers every column; `JournalLink` chains it.
    `by` has no constraint in the database: an entry outlives an account.
    `at` is on the real clock; `happened_at` is the instant of business where the demo clock sets it apart.
    """

    at = models.DateTimeField(_("instant"))
    happened_at = models.DateTimeField(_("instant de l’histoire"), null=True)
    verb = models.CharField(_("acte"), max_length=80)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    facts = models.JSONField(default=dict)
    personal_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("ligne du journal")
        verbose_name_plural = _("journal")
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="journal_about"),
            models.Index(fields=["verb", "at"], name="journal_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"

    @property
    def told_at(self) -> datetime:
        """The instant people read."""
        return self.happened_at or self.at


class JournalPersonal(models.Model):
    """Personal values before and after an act, outside the chain: erasure empties the row, the chain stays whole."""

    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="personal")
    salt = models.CharField(max_length=64, blank=True)
    data = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("valeurs personnelles du journal")
        verbose_name_plural = _("valeurs personnelles du journal")

    def __str__(self) -> str:
        return f"{self.entry_id}"


class JournalLink(models.Model):
    """A link of the chain, written by the database at commit under one lock: place, instant, hash of all before."""

    id = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(JournalEntry, on_delete=models.DO_NOTHING, db_constraint=False, related_name="link")
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("maillon du journal")
        verbose_name_plural = _("maillons du journal")

    def __str__(self) -> str:
        return f"{self.pk} {self.hash[:12]}"


class JournalHead(models.Model):
    """The last link of a day: a chain cut short no longer reaches it. Yesterday's is sent out every morning."""

    day = models.DateField(primary_key=True)
    last_link = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("tête du journal")
        verbose_name_plural = _("têtes du journal")

    def __str__(self) -> str:
        return f"{self.day} {self.last_link}:{self.hash}"


append_only(JournalEntry)
read_only(JournalLink)
read_only(JournalHead, updatable=("sent_at",))
