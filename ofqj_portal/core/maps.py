"""Maps drawn as SVG on the server, without tiles or anybody's server: places of reference, and points.

A map is one picture; whoever shows it lists the same points beside it, with their links.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

INK, SOFT, GROUND, RULE = "#124e78", "#4a545e", "#f4f6f8", "#d8dde2"
WIDTH, MARGIN = 520, 14


@dataclass(frozen=True)
class Frame:
    """What a map shows, in degrees; west and south are the smaller numbers."""

    west: float
    south: float
    east: float
    north: float

    @property
    def height(self) -> float:
        """The height of a map WIDTH wide, one kilometre being as long across as up in its middle."""
        return WIDTH * (self.north - self.south) / ((self.east - self.west) * self._narrowing)

    @property
    def _narrowing(self) -> float:
        return math.cos(math.radians((self.north + self.south) / 2))

    def holds(self, place: "Place") -> bool:
        """Say whether a place is inside."""
        return self.west <= place.longitude <= self.east and self.south <= place.latitude <= self.north

    def at(self, place: "Place") -> tuple[str, str]:
        """Return where a place falls on the map, from its left and its top."""
        across = (place.longitude - self.west) / (self.east - self.west) * WIDTH
        down = (self.north - place.latitude) / (self.north - self.south) * self.height
        return f"{across:.1f}", f"{down:.1f}"


@dataclass(frozen=True)
class Place:
    """Something with a name somewhere, in degrees."""

    name: str
    latitude: float
    longitude: float


def draw_map(frame: Frame, label: str, *, marks: Iterable[Place], points: Iterable[Place]) -> SafeString:
    """Draw the points inside `frame` over named marks; `label` says in words what is seen."""
    width, height = WIDTH + 2 * MARGIN, round(frame.height + 2 * MARGIN)
    shown = [(*frame.at(mark), mark.name) for mark in marks if frame.holds(mark)]
    towns = format_html_join(
        "",
        '<g><circle cx="{}" cy="{}" r="1.6" fill="#4a545e"/><text x="{}" y="{}" dx="4" dy="3.5" font-size="10"'
        ' fill="#4a545e">{}</text></g>',
        ((x, y, x, y, name) for x, y, name in shown),
    )
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="5" fill="#124e78" fill-opacity="0.75" stroke="#fff"><title>{}</title></circle>',
        ((*frame.at(point), point.name) for point in points if frame.holds(point)),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{} {} {} {}" role="img" aria-label="{}">'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="6" fill="{}" stroke="{}"/>{}{}</svg>',
        *(-MARGIN, -MARGIN, width, height, label),
        *(-MARGIN, -MARGIN, width, height, GROUND, RULE, towns, dots),
    )
