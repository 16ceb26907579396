"""The directory on a map: the structures of a list that have a place, on their shore, and those that have none."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.maps import Frame, Place, draw_map, read_outlines
from partners.enums import Country
from partners.models import Structure, Territory

MAPPED = 300  # more points than that tell nothing any more
FRANCE = Frame(west=-5.6, south=41.2, east=9.9, north=51.3)
OUTLINES = "data/outlines.json"  # a static file: the page's own map reads it too
QUEBEC = Frame(west=-80.0, south=44.8, east=-56.5, north=52.5)


@dataclass(frozen=True)
class Sheet:
    """One shore drawn: its name, its picture, how many points are on it, and its bounds (south,west,north,east)."""

    name: str
    svg: SafeString
    count: int
    bounds: str


@dataclass(frozen=True)
class Mapped:
    """The maps of both shores, the structures listed beside them, and how many are left out or stand elsewhere.

    `regions` are their names, each at its chief town.
    """

    sheets: list[Sheet]
    regions: list[Place]
    structures: Sequence[Structure]
    left_out: int
    elsewhere: int


def map_of(rows: QuerySet[Structure]) -> Mapped:
    """Draw the first MAPPED structures of a list; three queries whatever it holds."""
    structures = list(rows[:MAPPED])
    points = [_place(one.name, one) for one in structures if one.latitude is not None]
    towns = list(Territory.objects.regions().filter(latitude__isnull=False).order_by("pk"))
    marks = [_place(town.chief_town or town.name, town) for town in towns]
    sheets = []
    land = read_outlines(settings.ROOT / "static" / OUTLINES)
    for code, name, frame in ((Country.FR, _("France"), FRANCE), (Country.QC, _("Québec"), QUEBEC)):
        inside = [point for point in points if frame.holds(point)]
        said = ngettext("%(name)s : %(count)d structure", "%(name)s : %(count)d structures", len(inside))
        label = said % {"name": name, "count": len(inside)}
        outlines = [outline for outline in land if outline.country == code]
        svg = draw_map(frame, label, marks=marks, points=inside, outlines=outlines)
        bounds = f"{frame.south},{frame.west},{frame.north},{frame.east}"
        sheets.append(Sheet(name, svg, len(inside), bounds))
    drawn = sum(sheet.count for sheet in sheets)
    regions = [_place(town.name, town) for town in towns]
    return Mapped(sheets, regions, structures, rows.count() - len(structures), len(structures) - drawn)


def _place(name: str, at: Structure | Territory) -> Place:
    return Place(name, float(at.latitude), float(at.longitude))
