"""A whole dossier on paper: what it says, section by section, and what happened to it, as one reader may know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.money import Money, total
from ofqj_portal.core.shores import format_instant, format_money
from projects import access
from projects.models import Project
from projects.queries.detail import history_for, summary_of
from projects.queries.readers import label_for, reader_of

Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PaperSection:
    """A section of the dossier: its questions with their answers, and its rows of money or of names."""

    title: str
    facts: Lines
    rows: Lines = ()


@dataclass(frozen=True)
class DossierPaper:
    """Everything the paper says, written in the reader's words and zone."""

    number: str
    title: str
    heads: Lines
    sections: tuple[PaperSection, ...]
    history: Lines

    @classmethod
    def of(cls, project: Project, reader: Any, *, at: datetime) -> Self:
        """Write the dossier down as `reader` may know it at the instant `at`."""
        side = reader_of(reader, project)
        label = label_for(project, side, real_now=calendar.real_now())
        heads = [
            (_("Structure porteuse"), project.carrier.name),
            (_("Appel"), project.call.title),
            (_("Où en est-il"), str(label.label)),
            (_("Déposé"), format_instant(project.submitted_at) if project.submitted_at else _("pas encore")),
            (_("Copie faite"), format_instant(at)),
        ]
        blocks = summary_of(project, reader, set(), linked=access.can_read_history(reader, project))
        return cls(
            number=project.number,
            title=project.title,
            heads=tuple(heads),
            sections=tuple(_section(block) for block in blocks),
            history=tuple(
                (format_instant(line.at), f"{line.label} · {line.by_label}")
                for line in reversed(history_for(project, reader, side))
            ),
        )


def _section(block: dict[str, Any]) -> PaperSection:
    facts = tuple((fact.label, str(fact.value or _("non renseigné"))) for fact in block["facts"])
    return PaperSection(block["title"], facts, (*_partners(block), *_money(block), *_pieces(block)))


def _partners(block: dict[str, Any]) -> Lines:
    rows = [line.row for line in block.get("partners") or ()]
    return tuple((r.structure.name, f"{r.get_side_display()} · {r.get_state_display()}") for r in rows)


def _money(block: dict[str, Any]) -> Lines:
    charges = [(line.words, line.money) for line in block.get("charges") or ()]
    aids = [(_("Aide demandée à %s") % aid.get_section_display(), aid.converted) for aid in block.get("aids") or ()]
    incomes = [(line.words, line.money) for line in block.get("incomes") or ()]
    extras = [
        (_("dont complément : %s") % extra.get_obstacle_display(), format_money(extra.total))
        for extra in block.get("extras") or ()
    ]
    resources = _summed([*aids, *incomes], _("Total des ressources"))
    return (*_summed(charges, _("Total des charges")), *resources[: len(aids)], *extras, *resources[len(aids) :])


def _summed(lines: Sequence[tuple[str, Money]], label: str) -> Lines:
    """Write lines of one currency with their sum under them; nothing at all has none."""
    if not lines:
        return ()
    sums = total((amount for _words, amount in lines), lines[0][1].currency)
    return tuple((words, format_money(amount)) for words, amount in (*lines, (label, sums)))


def _pieces(block: dict[str, Any]) -> Lines:
    return tuple((str(piece.get_category_display()), piece.file.name) for piece in block.get("pieces") or ())
