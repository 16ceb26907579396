"""Who reads the indicators, year by year: whoever reads provisional figures reads all, the others published years."""

from typing import Any

from django.http import Http404

from conventions.access import FORM, KEEP, READ_CONVENTION, READ_DRAFT, READERS_OF_DRAFT, conventions_of
from conventions.models import AnnualReport, Indicator, IndicatorSet
from conventions.queries.indicators import years_of
from ofqj_portal.core.access import May, declare, open_door
from ofqj_portal.core.roles import has_role


def years_open_to(user: Any, convention: Any, until: int) -> list[int]:
    """List the years whose indicators `user` may look at: all, or those whose report is published."""
    years = years_of(convention, until)
    if has_role(user, *READERS_OF_DRAFT):
        return years
    published = AnnualReport.objects.filter(convention=convention).published().values_list("period", flat=True)
    public = set(published)
    return [year for year in years if str(year) in public]


def allow_year(user: Any, convention: Any, year: int, until: int) -> None:
    """Go on if the year is open to `user`. Raises Http404."""
    if year not in years_open_to(user, convention, until):
        raise Http404


def get_set(user: Any, slug: str, version: int, may: May | None = None) -> IndicatorSet:
    """Hand over one version of the indicators; those in preparation are there for whoever reads the convention."""
    rows = IndicatorSet.objects.filter(convention__in=conventions_of(user)).select_related("convention", "resolution")
    return open_door(rows, user, may=may, convention__slug=slug, version=version)


def get_indicator(user: Any, indicator_set: IndicatorSet, code: str) -> Indicator:
    """Hand over one indicator of a set."""
    return open_door(indicator_set.indicators.all(), user, code=code)


declare("conventions:indicators", subject="convention", reach=READ_CONVENTION)
declare("conventions:indicator", subject="indicator_of_year", reach=READ_DRAFT)
declare("conventions:indicator_set", subject="indicator_set", reach=READ_CONVENTION)
declare("conventions:indicator_set_new", subject="convention", reach=KEEP, refused=READ_CONVENTION - KEEP, methods=FORM)
for _name in ("indicator_change", "indicator_set_propose"):
    declare(f"conventions:{_name}", subject="indicator_set", reach=KEEP, refused=READ_CONVENTION - KEEP, methods=FORM)
declare(
    "conventions:indicator_targets", subject="indicator_of_year", reach=KEEP, refused=READ_CONVENTION - KEEP,
    methods=FORM,
)  # fmt: skip
