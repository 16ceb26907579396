"""Where people come from and where projects are born: each region, with its structures that had no project."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from conventions.periods import Period
from ofqj_portal.core.small_cells import hide_small_tree
from participants.queries.profiles import by_region
from partners.enums import Country
from partners.models import Structure, Territory
from partners.models.search import Fold
from projects.enums import HostingState
from projects.models import ProjectStructure

from .activity import gone

SHORES = (Country.FR, Country.QC)


def territory_figures(period: Period) -> dict[str, Any]:
    """Count by region: departures (the person's region), projects (the carrier's), structures with and without one."""
    regions = list(Territory.objects.regions().order_by("country", Fold("name")))
    people = Counter[int | None]()
    for row in by_region(period.starts_on, period.ends_on):
        people[row.region_id] += row.stays
    projects = _counted(gone(period).values(region=region_of("carrier__territory")).annotate(count=Count("pk")))
    structures = _counted(
        Structure.objects.filter(is_active=True).values(region=region_of("territory")).annotate(count=Count("pk"))
    )
    active = _counted(_structures_with_a_project(period))
    branches = [[region for region in regions if region.country == shore] for shore in SHORES]
    nowhere = sum(people.values()) - sum(people[region.pk] for region in regions)
    masked = hide_small_tree([*([people[region.pk] for region in branch] for branch in branches), [nowhere]])
    return {
        "shores": {
            shore.value: [
                {
                    "code": region.code,
                    "name": region.name,
                    "departures": departures,
                    "projects": projects[region.pk],
                    "structures": structures[region.pk],
                    "without_project": structures[region.pk] - active[region.pk],
                }
                for region, departures in zip(branch, mask.cells, strict=True)
            ]
            for shore, branch, mask in zip(SHORES, branches, masked, strict=False)
        },
        "elsewhere": masked[-1].cells[0],
    }


def region_of(place: str) -> Coalesce:
    """Lead to the region of a place: the one above it, else itself."""
    return Coalesce(f"{place}__parent", place)


def _counted(rows: Iterable[Mapping[str, Any]]) -> Counter[int | None]:
    return Counter({row["region"]: row["count"] for row in rows})


def _structures_with_a_project(period: Period) -> Any:
    """Count, by region, the active structures that carried or hosted a project that left in the period."""
    took_part = ProjectStructure.objects.filter(
        Q(is_lead=True) | Q(state=HostingState.CONFIRMED),
        project__in=gone(period).values("pk"),
        structure__is_active=True,
    ).order_by()
    region = region_of("structure__territory")
    return took_part.values(region=region).annotate(count=Count("structure", distinct=True))
