"""Maps drawn as SVG on the server, without tiles or anybody's server: outlines, places of reference, and points.

A map is one picture; whoever shows it lists the same points beside it, with their links. What would lie on top of
each other does not: points that touch are one, with their number; a name that finds no room is left out.
"""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

GROUND, RULE = "#eef3f7", "#b4bfc9"
WIDTH, MARGIN = 520, 14
TOUCH, NAMED = 11.0, 8  # points closer than that are shown as one; how many of its names are said
LETTER, LINE = 5.2, 11.0  # room a name takes, in units of the map

Spot = tuple[float, float]
Group = tuple[Spot, list["Place"]]
Box = tuple[float, float, float, float]  # left, top, right, bottom


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

    def spot(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a place falls on the map, from its left and its top."""
        across = (longitude - self.west) / (self.east - self.west) * WIDTH
        return across, (self.north - latitude) / (self.north - self.south) * self.height

    def at(self, place: "Place") -> tuple[str, str]:
        """Return the same as SVG writes it."""
        across, down = self.spot(place.latitude, place.longitude)
        return f"{across:.1f}", f"{down:.1f}"


@dataclass(frozen=True)
class Place:
    """Something with a name somewhere, in degrees."""

    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Outline:
    """The contour of a territory: rings of (longitude, latitude)."""

    country: str
    rings: tuple[tuple[tuple[float, float], ...], ...]


@cache
def read_outlines(path: Path) -> tuple[Outline, ...]:
    """Read the outlines of a GeoJSON file of multipolygons, each with a `country`; once a process."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return tuple(
        Outline(
            one["properties"]["country"],
            tuple(tuple((x, y) for x, y in ring) for part in one["geometry"]["coordinates"] for ring in part),
        )
        for one in features
    )


def draw_map(
    frame: Frame, label: str, *, marks: Iterable[Place], points: Iterable[Place], outlines: Iterable[Outline] = ()
) -> SafeString:
    """Draw the points inside `frame` over outlines and named marks; `label` says in words what is seen."""
    width, height = WIDTH + 2 * MARGIN, round(frame.height + 2 * MARGIN)
    groups = _groups(frame, [point for point in points if frame.holds(point)])
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{} {} {} {}" role="img" aria-label="{}">'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="6" fill="{}" stroke="{}"/>{}{}{}</svg>',
        *(-MARGIN, -MARGIN, width, height, label),
        *(-MARGIN, -MARGIN, width, height, GROUND, RULE),
        _land(frame, outlines),
        _towns(frame, [mark for mark in marks if frame.holds(mark)], groups),
        _dots(groups),
    )


def _land(frame: Frame, outlines: Iterable[Outline]) -> SafeString:
    rings = (
        "M" + "L".join(f"{across:.0f} {down:.0f}" for across, down in spots) + "Z"
        for outline in outlines
        for ring in outline.rings
        if (spots := list(dict.fromkeys(frame.spot(latitude, longitude) for longitude, latitude in ring)))
    )
    return format_html_join("", '<path d="{}" fill="#fff" stroke="#b4bfc9"/>', ((ring,) for ring in rings))


def _towns(frame: Frame, marks: list[Place], groups: list[Group]) -> SafeString:
    """Write each name where it covers no other and no point: right, left, above or below its town, else not at all."""
    taken: list[Box] = [_box_of(group) for group in groups]
    written = []
    for mark in marks:
        across, down = frame.spot(mark.latitude, mark.longitude)
        wide = len(mark.name) * LETTER
        for left, base in _sides(across, down, wide):
            box = (left, base - LINE + 2, left + wide, base + 2)
            if left >= 0 and left + wide <= WIDTH and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                written.append((f"{left:.1f}", f"{base:.1f}", mark.name))
                break
    crosses = format_html_join(
        "", '<circle cx="{}" cy="{}" r="1.6" fill="#4a545e"/>', (frame.at(mark) for mark in marks)
    )
    names = format_html_join("", '<text x="{}" y="{}" font-size="10" fill="#4a545e">{}</text>', written)
    return crosses + names


def _sides(across: float, down: float, wide: float) -> Iterator[Spot]:
    """List where a name may stand around its town, close first: from its left and its base."""
    for near in (0, 8):
        yield across + 4 + near, down + 3.5
        yield across - 4 - near - wide, down + 3.5
        yield across - wide / 2, down - 8 - near
        yield across - wide / 2, down + 15 + near


def _groups(frame: Frame, points: list[Place]) -> list[Group]:
    """Put together the points that touch, at the spot of the first."""
    groups: list[Group] = []
    for point in points:
        spot = frame.spot(point.latitude, point.longitude)
        near = next((group for at, group in groups if math.dist(at, spot) < TOUCH), None)
        if near is None:
            groups.append((spot, [point]))
        else:
            near.append(point)
    return groups


def _box_of(group: Group) -> Box:
    (across, down), radius = group[0], _radius(group)
    return across - radius, down - radius, across + radius, down + radius


def _radius(group: Group) -> int:
    return 5 if len(group[1]) == 1 else 8


def _dots(groups: list[Group]) -> SafeString:
    """Draw one point for those that touch, with their number."""
    return format_html_join(
        "",
        '<g><circle cx="{}" cy="{}" r="{}" fill="#124e78" fill-opacity="0.85" stroke="#fff"/>{}<title>{}</title></g>',
        (
            (f"{one[0][0]:.1f}", f"{one[0][1]:.1f}", _radius(one), _number(*one[0], one[1]), _said(one[1]))
            for one in groups
        ),
    )


def _number(across: float, down: float, group: list[Place]) -> SafeString | str:
    if len(group) == 1:
        return ""
    return format_html(
        '<text x="{}" y="{}" font-size="10" font-weight="700" text-anchor="middle" fill="#fff">{}</text>',
        *(f"{across:.1f}", f"{down + 3.5:.1f}", len(group)),
    )


def _said(group: list[Place]) -> str:
    names, more = ", ".join(point.name for point in group[:NAMED]), len(group) - NAMED
    if more <= 0:
        return names
    return ngettext("%(names)s et %(more)d autre", "%(names)s et %(more)d autres", more) % {
        "names": names,
        "more": more,
    }


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
