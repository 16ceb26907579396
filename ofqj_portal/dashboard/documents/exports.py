"""What an exported list says of itself: the « lisez-moi » that goes with every file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core.calendar import PARIS, ZONES
from ofqj_portal.core.list_exports import ListExport, SaidFilter
from ofqj_portal.core.shores import format_both_shores, reader_zone
from ofqj_portal.core.spreadsheets import Column, Sheet


class FileFormat(models.TextChoices):
    XLSX = "xlsx", gettext_lazy("Excel (.xlsx)")
    CSV = "csv", gettext_lazy("CSV, avec son lisez-moi (.zip)")


@dataclass
class ReadMe:
    """What the list is, what it was narrowed to, who asked, when, how many rows, and what each column means.

    `row_count` grows while the rows are written: write the « lisez-moi » after them.
    """

    export: ListExport
    filters: list[SaidFilter]
    asked_by: str
    at: datetime
    row_count: int = 0

    def lines(self) -> Iterator[tuple[str, Any]]:
        """Yield each line: a label, and what it says."""
        yield _("Ce que c’est"), str(self.export.about)
        yield from self._filter_lines()
        yield _("Nombre de lignes"), self.row_count
        yield _("Demandé par"), self.asked_by
        yield _("Fait le"), format_both_shores(self.at)
        yield _("Droits"), _("Ce que la page vous montre ce jour-là, et rien de plus.")
        yield from self._warnings()
        yield "", ""
        yield _("Colonne"), _("Ce qu’elle dit")
        for column in self.export.columns:
            yield str(column.label), str(column.meaning)

    def _filter_lines(self) -> Iterator[tuple[str, str]]:
        if not self.filters:
            yield _("Filtres"), _("Aucun : toute la liste.")
        for said in self.filters:
            yield _("Filtre : %s") % said.label, said.words

    def _warnings(self) -> Iterator[tuple[str, str]]:
        kinds = {column.kind for column in self.export.columns}
        if "instant" in kinds:
            zone = ZONES[reader_zone().key]
            yield _("Heures"), _("Celles de ce fuseau : %s.") % zone
        if "money" in kinds:
            yield _("Montants"), _("Chacun a sa monnaie à côté. N’additionnez jamais des euros et des dollars.")
        if self.export.names_people:
            yield _("Attention"), _("Ce fichier nomme des personnes : effacez-le dès qu’il ne sert plus.")
        yield (
            _("Apostrophe"),
            _("Un texte qui commence par =, +, - ou @ est précédé d’une apostrophe : le tableur ne calcule rien."),
        )

    def sheet(self) -> Sheet:
        """Lay the lines out as a sheet."""
        columns = [Column(_("Lisez-moi"), width=36), Column(str(self.export.title), width=100)]
        return Sheet(_("Lisez-moi"), columns, self.lines())

    def text(self) -> str:
        """Lay the lines out as a text that any notepad opens."""
        heading = [f"{self.export.title} · {_('Lisez-moi')}", ""]
        lines = [f"{label} : {words}" if label else "" for label, words in self.lines()]
        return "\r\n".join([*heading, *lines, ""])

    def file_name(self, extension: str) -> str:
        """Name a file after the list and the day in Paris."""
        return f"{self.export.slug}-{self.at.astimezone(PARIS):%Y-%m-%d}.{extension}"
