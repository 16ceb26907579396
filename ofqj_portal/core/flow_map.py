"""A map of what crosses the ocean: regions of two shores as points, what goes from one to the other as curves.

Two windows stand side by side, Québec on the left and metropolitan France on the right, each on its own scale; places
beyond them (overseas) are lined up under the window of their country. Names stand in a column outside each window, one
under the other, each tied to its point: none covers another. Drawn on the server as SVG, with its table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ofqj_portal.core.charts import INK, RULE, SHADES, SOFT, WIDTH, Chart
from ofqj_portal.core.shores import format_number

HEIGHT = 330
NAMED = 18  # points of one shore whose name is written: the busiest
THICK, THIN = 9.0, 1.6
FEW = 5  # a flow is drawn at its thickest from that many on at least
LINE, LAST_LINE = 13, HEIGHT - 6


@dataclass(frozen=True)
class Place:
    """A region: which shore, its name, and where its chief town lies, in degrees."""

    key: str
    shore: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Flow:
    """How many go from one place to the other."""

    start: str
    end: str
    count: int


@dataclass(frozen=True)
class Window:
    """A frame of the drawing (left, width) and the part of the Earth it shows (degrees)."""

    left: float
    width: float
    west: float
    east: float
    south: float
    north: float


WINDOWS = {"qc": Window(172, 138, -80, -63.5, 45, 50.5), "fr": Window(402, 118, -5.5, 9.5, 41.5, 51)}
COLUMNS = {"qc": (152, "end"), "fr": (540, "start")}
TOP, DEPTH, BEYOND = 44, 222, 300
Point = tuple[float, float]


def flow_map(title: str, caption: str, headers: tuple[str, str, str], places: Sequence[Place], flows: Sequence[Flow], *,
             shores: Mapping[str, str], note: str = "") -> Chart:  # fmt: skip
    """Draw the flows, the largest thickest; `shores` names both windows, `headers` the columns of the table."""
    at, names = _points(places), {place.key: place.name for place in places}
    most = max(FEW, *(flow.count for flow in flows)) if flows else FEW
    drawn = [_curve(at[flow.start], at[flow.end], flow.count / most, flow.start.startswith("fr")) for flow in flows]
    weights = {place.key: sum(f.count for f in flows if place.key in (f.start, f.end)) for place in places}
    parts = [*_shores(shores), *_names(places, at, weights), *drawn, *(_dot(at[place.key]) for place in places)]
    rows = tuple((names[flow.start], names[flow.end], format_number(flow.count)) for flow in flows)
    about = _("%(caption)s. Les mêmes chiffres sont dans le tableau.") % {"caption": caption}
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" role="img"'
        f' aria-label="{escape(title)}" font-family="Source Sans 3, sans-serif">'
        f"<title>{escape(title)}</title><desc>{escape(about)}</desc>{''.join(parts)}</svg>"
    )
    return Chart(mark_safe(svg), title, caption, headers, rows, note, words=2)


def _points(places: Sequence[Place]) -> dict[str, Point]:
    found, beyond = {}, dict.fromkeys(WINDOWS, 0)
    for place in places:
        window = WINDOWS[place.shore]
        if window.west <= place.longitude <= window.east and window.south <= place.latitude <= window.north:
            found[place.key] = _project(place, window)
        else:
            found[place.key] = (
                window.left + 20 * beyond[place.shore],
                BEYOND + 5 * (beyond[place.shore] % 2),
            )
            beyond[place.shore] += 1
    return found


def _project(place: Place, window: Window) -> Point:
    """Degrees to the window: as wide as the cosine of its middle latitude makes them, as high as the frame allows."""
    narrow = cos(radians((window.south + window.north) / 2))
    scale = min(window.width / ((window.east - window.west) * narrow), DEPTH / (window.north - window.south))
    return (
        window.left + (place.longitude - window.west) * narrow * scale,
        TOP + (window.north - place.latitude) * scale,
    )


def _curve(start: Point, end: Point, share: float, from_france: bool) -> str:
    """One flow: what leaves France bows above, the rest below and dashed, so that colour is never alone."""
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + (-58 if from_france else 58)
    shade = 0 if from_france else 2
    dash = "" if from_france else ' stroke-dasharray="7 4"'
    return (
        f'<path d="M{start[0]:.1f} {start[1]:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {end[0]:.1f} {end[1]:.1f}"'
        f' fill="none" stroke="{SHADES[shade]}" stroke-width="{max(THIN, THICK * share):.1f}" stroke-opacity="0.55"'
        f' class="trace-{shade + 1}"{dash}/>'
    )


def _dot(at: Point) -> str:
    return f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="3.2" fill="{INK}" class="lieu"/>'


def _names(places: Sequence[Place], at: Mapping[str, Point], weights: Mapping[str, int]) -> list[str]:
    """Write the names of each shore in its column, as near to the height of their points as the others let them."""
    parts = []
    for shore, (left, anchor) in COLUMNS.items():
        busiest = sorted((p for p in places if p.shore == shore), key=lambda p: (-weights[p.key], p.key))[:NAMED]
        named = sorted(busiest, key=lambda place: (at[place.key][1], place.name))
        for place, base in zip(named, _lines([at[place.key][1] + 3 for place in named]), strict=True):
            point, edge = at[place.key], left + (3 if anchor == "end" else -3)
            parts.append(
                f'<path d="M{edge} {base - 3:.1f}L{point[0]:.1f} {point[1]:.1f}" fill="none" stroke="{RULE}"'
                ' stroke-width="0.7" class="trace-axe"/>'
            )
            parts.append(_words(left, base, place.name, INK, 10, anchor))
    return parts


def _lines(wanted: Sequence[float]) -> list[float]:
    """Place lines of text at the heights wanted, in order, a line apart at least and above the foot of the drawing."""
    bases: list[float] = []
    for base in wanted:
        bases.append(max(base, bases[-1] + LINE) if bases else base)
    foot = float(LAST_LINE)
    for rank in range(len(bases) - 1, -1, -1):
        bases[rank] = min(bases[rank], foot)
        foot = bases[rank] - LINE
    return bases


def _shores(shores: Mapping[str, str]) -> list[str]:
    parts = []
    for code, window in WINDOWS.items():
        frame = f'x="{window.left - 12:.0f}" y="30" width="{window.width + 24:.0f}" height="{DEPTH + 30}"'
        parts.append(f'<rect {frame} fill="none" stroke="{RULE}" class="trace-axe"/>')
        parts.append(_words(window.left - 12, 20, shores[code], SOFT, 13))
    return parts


def _words(left: float, base: float, text: str, ink: str, size: float, anchor: str = "start") -> str:
    place = f'x="{left:.1f}" y="{base:.1f}" font-size="{size}" text-anchor="{anchor}"'
    return f'<text {place} fill="{ink}">{escape(text)}</text>'
