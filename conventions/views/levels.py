"""The indicators of a year from the convention to a network, a structure and its projects, each to whoever may."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from conventions import indicator_access as doors
from conventions.documents.levels import codes_of, figures_of, level_label, level_lines, name_of, unit_lines
from conventions.periods import Period, read_period
from conventions.queries.catalogue import LIBRARY
from conventions.queries.figures.told import told_before
from conventions.queries.indicators import frozen_reports, reports_with_figures, years_of
from conventions.queries.levels import count_network, count_networks, sections_of_year
from conventions.queries.rollup import (
    CONVENTION,
    NETWORK,
    STRUCTURE,
    Unit,
    add_projects,
    tree_of,
)
from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from ofqj_portal.core.small_cells import THRESHOLD

PARAMETERS = {NETWORK: "reseau", STRUCTURE: "structure"}


@signed_in
@require_safe
def indicator_levels(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Show a unit: every indicator beside the whole convention, then one of them in each unit below."""
    convention, this_year = doors.get_convention(request.user, slug), calendar.today().year
    reports = reports_with_figures(convention)
    frozen = frozen_reports(convention, reports)
    doors.allow_year(years_of(convention, this_year, frozen), year)
    period, report = read_period(str(year)), frozen.get(str(year))
    headline = report.snapshot.figures["headline"] if report else None
    root = tree_of(period, headline, told_before(convention, period, reports) if report is None else ())
    path = doors.unit_asked(request.user, root, request.GET)
    is_open = year in doors.years_open_to(request.user, convention, this_year, frozen)
    asked = request.GET.get("indicateur", "")
    code = asked if asked in LIBRARY else "departures"
    context: dict[str, Any] = {"convention": convention, "year": year, "threshold": THRESHOLD, "code": code}
    if path:
        sections = _count_around(path, period)
        whole = headline or figures_of(root) if is_open and path[-1] is not root else None
        context |= _unit(request.user, path, code, whole) | _by_section(sections)
    return render(request, "conventions/levels.html", context)


def _count_around(path: list[Unit], period: Period) -> list[Unit]:
    """Count what the level shown needs besides the tree; return the sections beside the whole convention."""
    unit = path[-1]
    if unit.kind == STRUCTURE:
        add_projects(unit, period)
    elif unit.kind == NETWORK:
        count_network(unit, period)
    else:
        count_networks(unit, period)
        return sections_of_year(unit, period)
    return []


def _unit(user: Any, path: list[Unit], code: str, whole: Any) -> dict[str, Any]:
    unit = path[-1]
    children = list(unit.children.values())
    open_ones = [child for child in children if doors.may_open_unit(user, [*path, child])]
    query = f"indicateur={code}"
    return {
        "unit": unit,
        "name": name_of(unit),
        "is_whole": unit.kind == CONVENTION,
        "lines": level_lines(unit, whole),
        "has_whole": whole is not None,
        "below": level_label(unit.kind),
        "indicator": LIBRARY[code],
        "choices": [(one, LIBRARY[one].label) for one in codes_of(unit.kind)],
        "children": [(line, _address(line.unit, query)) for line in unit_lines(open_ones, code)],
        "left_out": len(children) - len(open_ones),
        "trail": [(name_of(one), _address(one, query)) for one in path[:-1] if doors.may_open_unit(user, [one])],
        "here": _address(unit, ""),
    }


def _by_section(sections: list[Unit]) -> dict[str, Any]:
    """Lay the sections side by side, an indicator a row."""
    names, lines = [unit.name for unit in sections], [level_lines(unit, None) for unit in sections]
    rows = [(cells[0].label, list(zip(names, cells, strict=True))) for cells in zip(*lines, strict=True)]
    return {"sections": names, "section_rows": rows}


def _address(unit: Unit, query: str) -> str:
    """Lead to a unit; a project leads to the list of dossiers, which shows each reader her own."""
    if unit.kind in PARAMETERS:
        return f"?{PARAMETERS[unit.kind]}={unit.key}&{query}"
    return f"?{query}" if unit.kind == CONVENTION else f"{reverse('projects:list')}?q={unit.key}"
