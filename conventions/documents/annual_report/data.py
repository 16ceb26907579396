"""The data inside a report: its frozen figures as JSON, its tables as CSV, and the dictionary that explains both."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from ofqj_portal.core.pdf import Attached
from ofqj_portal.core.spreadsheets import Column, Sheet, write_csv

from .parts import Block, ReportPaper


def canonical(figures: dict[str, Any]) -> bytes:
    """Write the figures as the one JSON their hash is taken of: sorted keys, no spaces, UTF-8."""
    return json.dumps(figures, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def data_of(paper: ReportPaper, figures: dict[str, Any]) -> tuple[Attached, ...]:
    """Return the three files that travel inside the PDF."""
    stem = f"bilan-{figures['identity']['period']}-v{figures['identity']['version']}"
    return (
        Attached(f"{stem}-chiffres.json", canonical(figures), _("Les chiffres figés, tels que leur empreinte les lit")),
        Attached(f"{stem}-tableaux.csv", _csv(_tables(paper)), _("Chaque case de chaque tableau du bilan")),
        Attached(f"{stem}-dictionnaire.csv", _csv(_dictionary(figures)), _("Ce que veut dire chaque donnée")),
    )


def _csv(sheet: Sheet) -> bytes:
    out = BytesIO()
    write_csv(out, sheet)
    return out.getvalue()


def _tables(paper: ReportPaper) -> Sheet:
    columns = [Column(_("partie")), Column(_("tableau")), Column(_("ligne")), Column(_("colonne")), Column(_("valeur"))]
    cells = ((section.title, *cell) for section in paper.sections for block in section.blocks for cell in _cells(block))
    return Sheet(_("Tableaux"), columns, cells)


def _cells(block: Block) -> Iterator[tuple[str, str, str, str]]:
    for key in block.keys:
        yield _("Chiffres clés"), key.label, " · ".join(filter(None, (key.detail, key.change))), key.value
    shown = block.chart or block.table
    for row in shown.rows if shown else ():
        for header, value in zip(shown.headers[1:], row[1:], strict=True):
            yield shown.caption, row[0], header, value


def _dictionary(figures: dict[str, Any]) -> Sheet:
    columns = [Column(_("donnée")), Column(_("où")), Column(_("définition")), Column(_("unité")), Column(_("source"))]
    return Sheet(_("Dictionnaire"), columns, [*_indicator_lines(figures), *_part_lines(figures), *_sign_lines(figures)])


def _indicator_lines(figures: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for row in figures["identity"]["indicators"]["rows"]:
        yield row["label"], f"headline.{row['code']}", row["definition"], row["unit"], row["norm_source"]


def _part_lines(figures: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    base = _("base du portail, comptée le %(day)s") % {"day": figures["counted_on"]}
    for part, definition, unit in (
        ("identity", _("Convention, période, version, jeu d’indicateurs de ce bilan"), ""),
        ("headline", _("Chiffres clés ; une part est un numérateur (part) et un dénominateur (whole)"), ""),
        ("previous", _("Les mêmes chiffres clés un an plus tôt"), ""),
        ("plan", _("Actions du plan, cibles (target) et réalisé (done)"), _("selon l’action")),
        ("activity", _("Dossiers, réponses, départs par programme, direction et trimestre"), _("dossiers, départs")),
        ("profiles", _("Départs par genre, âge, diplôme, lieu de vie, moindres opportunités"), _("départs")),
        ("territories", _("Départs, projets et structures par région"), _("départs, projets, structures")),
        ("flows", _("Groupes partis d’une région vers une autre, d’une rive à l’autre"), _("projets")),
        ("history", _("Les années précédentes, et d’où leurs chiffres sont repris"), ""),
        ("results", _("Situations de l’entrée à 12 mois, auto-évaluations, abandons"), _("personnes")),
        ("network", _("Ententes, missions de professionnels, structures porteuses"), ""),
        ("money", _("Montants par section et par devise ; jamais additionnés d’une devise à l’autre"), _("EUR ou CAD")),
        ("contributions", _("Ce que chaque organisme a écrit"), _("texte")),
        ("apart", _("Tableaux où un bilan qui a des mois communs fait masquer davantage"), ""),
        ("beside", _("Les périodes de ces bilans"), ""),
        ("annex", _("Projets partis dans la période, sans nom de personne ni effectif"), _("projets")),
    ):  # fmt: skip
        if part in figures:
            yield part, part, definition, unit, base


def _sign_lines(figures: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    hidden = _("Case masquée : moins de %(threshold)s personnes, ou case qui permettrait d’en retrouver une") % {
        "threshold": figures["threshold"]
    }
    yield "null", _("JSON"), hidden, "", ""
    yield _("masqué"), "CSV", hidden, "", ""
    yield "—", "CSV", _("Sans objet, ou inconnu"), "", ""
