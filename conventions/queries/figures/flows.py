"""Which region works with which: groups that left, from the carrier's region to each host's, across the ocean.

Groups are counted, never people: nobody is found in a flow (R18). Carriers and hosts of a project are public.
"""

from typing import Any

from django.db.models import Count, F

from conventions.periods import Period
from partners.models import Territory
from partners.models.search import Fold
from projects.enums import HostingState, Side
from projects.models import ProjectStructure

from .activity import gone
from .territories import SHORES, region_of


def flow_figures(period: Period) -> dict[str, Any]:
    """Count the groups that left by region of their carrier and region of each host on the other shore.

    A group with hosts in two regions makes two flows. `points` are the regions named, with the place of their chief
    town in degrees.
    """
    hosted = ProjectStructure.objects.filter(
        side=Side.HOST, state=HostingState.CONFIRMED, project__in=gone(period).values("pk")
    ).exclude(structure__country=F("project__carrier__country"))
    rows = (
        hosted.order_by()
        .values(start=region_of("project__carrier__territory"), end=region_of("structure__territory"))
        .annotate(projects=Count("project", distinct=True))
    )
    pairs = [row for row in rows if row["start"] and row["end"]]
    places = _places({pk for row in pairs for pk in (row["start"], row["end"])})
    kept = [row for row in pairs if row["start"] in places and row["end"] in places]
    ranks = {region: rank for rank, region in enumerate(places)}
    kept.sort(key=lambda row: (-row["projects"], ranks[row["start"]], ranks[row["end"]]))
    return {
        "points": list(places.values()),
        "flows": [
            {"from": places[row["start"]]["key"], "to": places[row["end"]]["key"], "projects": row["projects"]}
            for row in kept
        ],
    }


def _places(regions: set[int]) -> dict[int, dict[str, Any]]:
    """The regions of both shores that have a place on the map, by id."""
    known = Territory.objects.filter(pk__in=regions, country__in=SHORES, latitude__isnull=False)
    return {
        region.pk: {
            "key": f"{region.country}-{region.code}", "country": region.country, "name": region.name,
            "latitude": float(region.latitude), "longitude": float(region.longitude),
        }
        for region in known.order_by("country", Fold("name"))
    }  # fmt: skip
