"""The workbook that answers a request for data: what it is for, the figures of the period, one sheet a table."""

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from conventions.models import DataRequest
from conventions.periods import Period, read_period
from conventions.queries.catalogue import BREAKDOWNS, LIBRARY, Breakdown, Lines
from conventions.queries.figures import SECTIONS
from conventions.queries.figures.apart import keep_apart
from conventions.queries.figures.steady import keep_forgotten, keep_told
from conventions.queries.figures.told import told_before, told_figures
from ofqj_portal.core.small_cells import THRESHOLD
from ofqj_portal.core.spreadsheets import Column, Sheet, write_xlsx


def figures_asked(request: DataRequest) -> dict[str, Any]:
    """Count the sections that hold the tables of a request, over its period, small cells hidden (R18, ADR 0011).

    What was told already of the same period is said again, unless it moved by enough people.
    """
    period = read_period(request.period)
    names = sorted({breakdown.section for breakdown in _wanted(request)})
    sections: dict[str, Any] = {name: SECTIONS[name](period) for name in names}
    keep_apart(sections, period, told_before(request.convention, period))
    if told := told_figures(request.convention, request.period):
        keep_forgotten(sections, told[-1])
        keep_told(sections, told)
    return sections


def tables_asked(request: DataRequest, figures: dict[str, Any]) -> list[tuple[str, Lines]]:
    """Give the tables that a request names: (title, lines)."""
    return [(str(breakdown.label), breakdown.read(figures[breakdown.section])) for breakdown in _wanted(request)]


def _wanted(request: DataRequest) -> list[Breakdown]:
    return [BREAKDOWNS[name] for name in request.tables if name in BREAKDOWNS]


def data_answer(request: DataRequest, tables: list[tuple[str, Lines]]) -> bytes:
    """Write the workbook of an answer; the same request and figures give the same bytes."""
    sheets = [_read_me(request, read_period(request.period))]
    for title, lines in tables:
        rows = [[label, _("masqué") if count is None else count] for label, count in lines]
        sheets.append(Sheet(title, [Column(title, width=44), Column(_("Nombre"), "number")], rows))
    out = BytesIO()
    write_xlsx(out, sheets, created_at=request.asked_at)
    return out.getvalue()


def _read_me(request: DataRequest, period: Period) -> Sheet:
    rule = _("Un effectif de moins de %(threshold)s personnes est masqué, avec ce qui permettrait de le retrouver.")
    lines = [
        (_("Demande"), str(request)),
        (_("Demandée par"), request.get_asker_display()),
        (_("Demandée à"), request.get_asked_display()),
        (_("Pour quoi faire"), request.purpose),
        (_("Base légale"), request.get_legal_basis_display()),
        (_("Période"), period.label),
        (_("À effacer le"), request.purge_on),
        (_("Règle des petits effectifs"), rule % {"threshold": THRESHOLD}),
        *_definitions(request),
    ]
    return Sheet(_("Lisez-moi"), [Column(_("Ce que c’est"), width=34), Column(_("Valeur"), width=90)], lines)


def _definitions(request: DataRequest) -> list[tuple[str, str]]:
    figures = [figure for figure in LIBRARY.values() if set(figure.breakdowns) & set(request.tables)]
    return [
        (
            _("Définition : %(label)s") % {"label": figure.label},
            f"{figure.definition} {figure.formula} ({figure.source})",
        )
        for figure in figures
    ]
