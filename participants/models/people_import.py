"""A table of people on its way into a group, and what a structure calls its columns."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.fields import EncryptedTextField
from ofqj_portal.core.imports import Table


class PeopleImport(models.Model):
    """A table that one adviser brought for one group: sealed, hers alone, gone within a day (`services.imports`).

    `columns` says which field each column holds, by place ("0"); `outcome` counts what the import did, None before.
    Once imported, `table` only holds the rows left aside, and nothing when there are none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    structure = models.ForeignKey(
        "partners.Structure", on_delete=models.CASCADE, related_name="+", verbose_name=_("structure qui suit")
    )
    table = EncryptedTextField(_("tableau"), blank=True, default="")
    columns = models.JSONField(_("colonnes"), default=dict)
    outcome = models.JSONField(_("résultat"), null=True, blank=True)
    created_at = models.DateTimeField(_("apporté le"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("import de personnes")
        verbose_name_plural = _("imports de personnes")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("participants:group_import_preview", args=[self.project.number, self.pk])

    @property
    def rows(self) -> Table:
        """The table, opened; an empty one once nothing is left of it."""
        return Table.from_json(self.table) if self.table else Table([], [], [])

    @property
    def chosen(self) -> dict[int, str]:
        """Which field each column holds, by place."""
        return {int(place): name for place, name in self.columns.items()}


class ColumnMatch(models.Model):
    """What a structure means by a heading: kept when somebody says it, used for its next tables.

    `heading_key` is a keyed hash: where a table has no headings, somebody's name stands in their place.
    """

    structure = models.ForeignKey("partners.Structure", on_delete=models.CASCADE, related_name="+")
    heading_key = models.CharField(_("titre de colonne"), max_length=64)
    field = models.CharField(_("ce qu’elle contient"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("colonne reconnue")
        verbose_name_plural = _("colonnes reconnues")
        ordering = ["structure", "heading_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "heading_key"],
                name="column_match_once",
                violation_error_message=_("Ce titre de colonne est déjà connu de la structure."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.structure_id} · {self.field}"
