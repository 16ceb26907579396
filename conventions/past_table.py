"""Past years brought as a table: one line a year, a column for each figure, and the paper they are taken from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from conventions.enums import PUBLIC, PastMeasure
from conventions.models import AnnualReport, Convention, PastFigure
from ofqj_portal.core.imports import (
    ImportField,
    ImportRefused,
    Table,
    check_rows,
    match_columns,
    parse_integer,
    parse_text,
)

MAX_LINES = 60
MOST = 200_000
FIELDS = (
    ImportField("year", _("année"), ("an", "year"), required=True, parse=parse_integer(1968, 2099), example=2019),
    *(
        ImportField(measure.value, measure.label, (), parse=parse_integer(0, MOST), example=12)
        for measure in PastMeasure
    ),
    ImportField(
        "source", _("repris de"), ("source", "document"), required=True, parse=parse_text(200),
        example="rapport d’activité 2019",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class PastLine:
    """One line of the table: what it would note, or why it is refused ("" when it is not)."""

    line: int
    year: int = 0
    figures: dict[str, int] = field(default_factory=dict)
    source: str = ""
    refusal: str = ""
    is_known: bool = False

    @property
    def said(self) -> list[tuple[str, int]]:
        """Each figure with its name."""
        return [(str(PastMeasure(code).label), value) for code, value in self.figures.items()]


def plan_past(table: Table, *, convention: Convention) -> list[PastLine]:
    """Say line by line what a table of past years would do; nothing is written. Raises ImportRefused."""
    if len(table.rows) > MAX_LINES:
        raise ImportRefused(_t("Ce tableau est trop long : %d lignes au plus.") % MAX_LINES)
    matched = match_columns(table, FIELDS)
    matched.refuse_gaps()
    published = _published_years(convention)
    known = {(row.year, row.measure): (row.value, row.source) for row in convention.past_figures.all()}
    seen: dict[int, int] = {}
    lines = []
    for row in check_rows(table, matched):
        if row.errors:
            lines.append(PastLine(row.line, refusal=row.sentence))
            continue
        lines.append(_line(row.line, dict(row.values), seen, published, known))
    return lines


def _line(
    place: int, values: dict[str, Any], seen: dict[int, int], published: Collection[int],
    known: dict[tuple[int, str], tuple[int, str]],
) -> PastLine:  # fmt: skip
    year, source = values.pop("year"), values.pop("source")
    figures = {code: value for code, value in values.items() if value is not None}
    refusal = ""
    if year in seen:
        refusal = _t("Cette année est déjà à la ligne %d.") % seen[year]
    elif year in published:
        refusal = _t("Le bilan de cette année est publié ici : ses chiffres font foi.")
    elif not figures:
        refusal = _t("Donnez au moins un chiffre pour cette année.")
    seen.setdefault(year, place)
    is_known = all(known.get((year, code)) == (value, source) for code, value in figures.items())
    return PastLine(place, year, figures, source, refusal, is_known=bool(figures) and is_known and not refusal)


def _published_years(convention: Convention) -> set[int]:
    rows = AnnualReport.objects.filter(convention=convention, state__in=sorted(PUBLIC))
    return {int(period) for period in rows.values_list("period", flat=True) if "-" not in period}


def known_years(convention: Convention) -> list[dict[str, Any]]:
    """The years taken over so far: {"year", "figures" by measure in the order of the list, "source"}."""
    years: dict[int, dict[str, Any]] = {}
    for row in PastFigure.objects.filter(convention=convention).order_by("year"):
        year = years.setdefault(row.year, {"year": row.year, "values": {}, "source": row.source})
        year["values"][row.measure] = row.value
    return [year | {"figures": [year["values"].get(code) for code in PastMeasure.values]} for year in years.values()]


def to_note(lines: Sequence[PastLine]) -> list[PastLine]:
    """Keep what would change something."""
    return [line for line in lines if not line.refusal and not line.is_known]
