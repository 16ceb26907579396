"""Who reads the indicators, year by year: whoever reads provisional figures reads all, the others published years."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.http import Http404

from conventions.access import FORM, KEEP, READ_CONVENTION, READ_DRAFT, READERS_OF_DRAFT, conventions_of
from conventions.models import AnnualReport, Convention, Indicator, IndicatorSet
from conventions.queries.figures.told import with_answers
from conventions.queries.indicators import frozen_reports, years_of
from conventions.queries.rollup import NETWORK, STRUCTURE, Unit
from ofqj_portal.core.access import May, declare, open_door
from ofqj_portal.core.roles import Role, has_role, structure_ids


def get_convention(user: Any, slug: str) -> Convention:
    """Hand over a convention `user` may read, with what its figures have to be kept apart from."""
    return open_door(with_answers(conventions_of(user)), user, slug=slug)


def years_open_to(
    user: Any, convention: Convention, until: int, frozen: Mapping[str, AnnualReport] | None = None
) -> list[int]:
    """List the years whose indicators `user` may look at: all, or those whose report is published."""
    reports = frozen_reports(convention) if frozen is None else frozen
    years = years_of(convention, until, reports)
    if has_role(user, *READERS_OF_DRAFT):
        return years
    public = {period for period, report in reports.items() if report.is_public or report.version > 1}
    return [year for year in years if str(year) in public]


def allow_year(years: Iterable[int], year: int) -> None:
    """Go on if the year is among those open to the reader. Raises Http404."""
    if year not in years:
        raise Http404


def may_open_unit(user: Any, path: Sequence[Unit]) -> bool:
    """Say whether `user` reads the figures of the unit at the end of `path` (from the convention down to it).

    The OFQJ reads every level; a member of the committee the convention and its networks, never a structure; a network
    what it leads; an adviser her own structures.
    """
    kinds = {unit.kind for unit in path}
    if has_role(user, Role.OFFICER, Role.DECIDER, Role.FINANCE):
        return True
    if has_role(user, Role.COMMITTEE) and STRUCTURE not in kinds:
        return True
    led, own = structure_ids(user, Role.NETWORK), structure_ids(user, Role.ADVISER, Role.MANAGER)
    return any(
        (unit.kind == NETWORK and unit.head in led) or (unit.kind == STRUCTURE and unit.key in own) for unit in path
    )


def unit_asked(user: Any, root: Unit, asked: Mapping[str, str]) -> list[Unit]:
    """Lead to the unit that an address names (`reseau` or `structure`), else to the first that `user` may open.

    Returns the path from the convention down to it; empty when she has no unit in the year. Raises Http404.
    """
    for name, kind in (("structure", STRUCTURE), ("reseau", NETWORK)):
        if name in asked:
            path = root.path_to(kind, int(asked[name])) if asked[name].isdecimal() else []
            if not path or not may_open_unit(user, path):
                raise Http404
            return path
    return next((path for path in _paths([root]) if may_open_unit(user, path)), [])


def _paths(path: list[Unit]) -> Iterator[list[Unit]]:
    yield path
    for child in path[-1].children.values():
        yield from _paths([*path, child])


def get_set(user: Any, slug: str, version: int, may: May | None = None) -> IndicatorSet:
    """Hand over one version of the indicators; those in preparation are there for whoever reads the convention."""
    rows = IndicatorSet.objects.filter(convention__in=conventions_of(user)).select_related("convention", "resolution")
    return open_door(rows, user, may=may, convention__slug=slug, version=version)


def get_indicator(user: Any, indicator_set: IndicatorSet, code: str) -> Indicator:
    """Hand over one indicator of a set."""
    return open_door(indicator_set.indicators.all(), user, code=code)


declare("conventions:indicators", subject="convention", reach=READ_CONVENTION)
declare("conventions:indicator", subject="indicator_of_year", reach=READ_DRAFT)
declare("conventions:indicator_levels", subject="indicator_of_year", reach=READ_CONVENTION)
declare("conventions:indicator_set", subject="indicator_set", reach=READ_CONVENTION)
declare("conventions:indicator_set_new", subject="convention", reach=KEEP, refused=READ_CONVENTION - KEEP, methods=FORM)
for _name in ("indicator_change", "indicator_set_propose"):
    declare(f"conventions:{_name}", subject="indicator_set", reach=KEEP, refused=READ_CONVENTION - KEEP, methods=FORM)
declare(
    "conventions:indicator_targets", subject="indicator_of_year", reach=KEEP, refused=READ_CONVENTION - KEEP,
    methods=FORM,
)  # fmt: skip
