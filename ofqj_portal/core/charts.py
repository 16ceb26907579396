"""Charts drawn as SVG on the server, one drawing for page and paper, each with the table of the same figures.

A title states the finding. Colours are presentation attributes for paper, with a class beside (`serie-1`, `trace-1`)
by which the pages follow the reader's appearance; no `style` is ever needed. A hidden figure (None) draws nothing and
is said in words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ofqj_portal.core.shores import format_number

Value = int | Decimal | None
Show = Callable[[int | Decimal], str]
Sample = Callable[[float, int], str]

WIDTH = 680
LABEL_WIDTH = 196
VALUE_WIDTH = 76
LINE = 15
CHARS_A_LINE = 31
INK, SOFT, RULE, BAND = "#1d2329", "#4a545e", "#d8dde2", "#f0f2f4"
STRIPED, STRIPE = 2, 8  # the shade that is striped, and the width of its stripes
SHADES = ("#124e78", "#8db8d6", "#23804f", "#b26a00", "#9c301c", "#5c6670")


@dataclass(frozen=True)
class Chart:
    """A drawing and its table: `title` is the finding, `caption` heads the table of `headers` and `rows`.

    The first `words` columns name what is counted; the others hold figures and are set right.
    """

    svg: SafeString
    title: str
    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    words: int = 1


@dataclass(frozen=True)
class Series:
    """Named values, one for each label of the chart; None where a figure is hidden or was never known."""

    name: str
    values: Sequence[Value]


def bar_chart(title: str, caption: str, label: str, labels: Sequence[str], series: Series, *,
              show: Show = format_number, note: str = "") -> Chart:  # fmt: skip
    """Draw one horizontal bar a label."""
    scale = _scale(series.values)
    parts, top = [], 4
    for name, value in zip(labels, series.values, strict=True):
        lines = _wrap(name)
        height = max(24, len(lines) * LINE + 8)
        parts += [_label(lines, top + height / 2), _bar(top + height / 2 - 8, 16, value, scale, 0, show, strong=True)]
        top += height
    return _chart(parts, top, title, caption, note, label, labels, [series], show)


def pair_chart(title: str, caption: str, label: str, labels: Sequence[str], before: Series, after: Series, *,
               show: Show = format_number, note: str = "") -> Chart:  # fmt: skip
    """Draw two bars a label, before in pale and after in deep."""
    scale = _scale([*before.values, *after.values])
    parts, top = _legend([(before.name, 1), (after.name, 0)], LABEL_WIDTH), 30
    for name, first, second in zip(labels, before.values, after.values, strict=True):
        lines = _wrap(name)
        height = max(38, len(lines) * LINE + 8)
        middle = top + height / 2
        parts += [_label(lines, middle), _bar(middle - 15, 13, first, scale, 1, show)]
        parts.append(_bar(middle + 1, 13, second, scale, 0, show, strong=True))
        top += height
    return _chart(parts, top, title, caption, note, label, labels, [before, after], show)


def stacked_bars(title: str, caption: str, label: str, labels: Sequence[str], series: Sequence[Series], *,
                 show: Show = format_number, note: str = "") -> Chart:  # fmt: skip
    """Draw one bar a label, cut into the parts of each series, with what they make together at its end."""
    columns = list(zip(*(one.values for one in series), strict=True))
    wholes = [sum((value or 0 for value in column), start=0) for column in columns]
    scale = _scale(wholes)
    parts, top = _legend([(one.name, shade) for shade, one in enumerate(series)], LABEL_WIDTH), 30
    for name, column, whole in zip(labels, columns, wholes, strict=True):
        lines = _wrap(name)
        height = max(28, len(lines) * LINE + 10)
        middle, left = top + height / 2, float(LABEL_WIDTH)
        parts.append(_label(lines, middle))
        for shade, value in enumerate(column if None not in column else ()):
            width = float(value or 0) * scale
            parts.append(
                _rect(left, middle - 9, max(width - 1.5, 1), 18, shade) if width else ""
            )  # a gap shows in grey
            left += width
        parts.append(_value(left + 6, middle + 4.5, None if None in column else whole, show, strong=True))
        top += height
    return _chart(parts, top, title, caption, note, label, labels, series, show)


@dataclass(frozen=True)
class Gap:
    """A stretch where the line says less: from `start` to `end`, counted in labels (1.5 is half-way to the third)."""

    start: float
    end: float
    name: str


def line_chart(title: str, caption: str, label: str, labels: Sequence[str], series: Sequence[Series], *,
               show: Show = format_number, note: str = "", gap: Gap | None = None) -> Chart:  # fmt: skip
    """Draw one line a series over ordered labels; the line breaks where a value is missing, and across `gap`.

    Values are written for the first series; the table has them all.
    """
    left, right, base = 40, WIDTH - 60, 190
    scale = _scale([value for one in series for value in one.values], room=120)
    step = (right - left) / max(1, len(labels) - 1)
    parts = _legend([(one.name, shade) for shade, one in enumerate(series)], left, _swatch) if len(series) > 1 else []
    parts += _gap(gap, left, step, base) if gap else []
    parts.append(_line((left, base), (right, base), RULE, "trace-axe", 1))
    for place, name in enumerate(labels):
        parts.append(_text(left + place * step, base + 20, name, SOFT, 12.5, anchor="middle"))
    drawn = [
        [None if v is None else (left + i * step, base - float(v) * scale) for i, v in enumerate(one.values)]
        for one in series
    ]
    for shade, points in enumerate(drawn):
        for place, (start, end) in enumerate(pairwise(points)):
            if start and end and not (gap and place < gap.end and place + 1 > gap.start):
                parts.append(_trace(start, end, shade))
        parts += [_point(point, shade) for point in points if point]
    for point, value, *others in zip(drawn[0], series[0].values, *drawn[1:], strict=True) if series else ():
        if point:  # the values of the others are in the table: their words would collide
            top = _free_place(point[1], [other[1] for other in others if other], base)
            parts.append(_text(point[0], top, show(value), INK, 12.5, anchor="middle", strong=True))
    return _chart(parts, base + 30, title, caption, note, label, labels, series, show, unseen="—")


def _gap(gap: Gap, left: float, step: float, base: float) -> list[str]:
    """A pale band over what the gap covers, named at its top."""
    start, end = left + gap.start * step, left + gap.end * step
    band = (
        f'<rect x="{start:.1f}" y="30" width="{end - start:.1f}" height="{base - 30:.1f}" fill="{BAND}" class="creux"/>'
    )
    return [band, _text((start + end) / 2, 42, gap.name, SOFT, 11.5, anchor="middle")]


def _free_place(at: float, others: Sequence[float], base: float) -> float:
    """Say where the value of a point is written: above it; below where another stands there, or else above both."""
    above = [other for other in others if 0 < at - other < 24]
    has_room = at + 17 < base - 8 and not any(0 < other - at < 24 for other in others)
    return at + 17 if above and has_room else min([at, *above]) - 9


def _scale(values: Sequence[Value], room: int = WIDTH - LABEL_WIDTH - VALUE_WIDTH) -> float:
    largest = max((float(value) for value in values if value is not None), default=0)
    return room / largest if largest else 0


def _wrap(label: str) -> list[str]:
    """Cut a label into two lines at most."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) >= CHARS_A_LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines if len(lines) < 3 else [lines[0], lines[1][: CHARS_A_LINE - 2] + "…"]


def _label(lines: list[str], middle: float) -> str:
    first = middle + 4.5 - (len(lines) - 1) * LINE / 2
    return "".join(_text(0, first + place * LINE, line, INK, 13) for place, line in enumerate(lines))


def _bar(top: float, height: float, value: Value, scale: float, shade: int, show: Show, strong: bool = False) -> str:
    width = float(value or 0) * scale
    drawn = _rect(LABEL_WIDTH, top, max(width, 1.5), height, shade) if value else ""
    return drawn + _value(LABEL_WIDTH + (width + 6 if value else 2), top + height / 2 + 4.5, value, show, strong)


def _value(left: float, base: float, value: Value, show: Show, strong: bool) -> str:
    if value is None:
        return _text(left, base, _("masqué"), SOFT, 12.5)
    return _text(left, base, show(value), SHADES[0] if strong else SOFT, 12.5, strong=strong)


def _legend(entries: Sequence[tuple[str, int]], left: float, sample: Sample | None = None) -> list[str]:
    parts, sample = [], sample or (lambda start, shade: _rect(start, 4, 12, 12, shade))
    for name, shade in entries:
        parts += [sample(left, shade), _text(left + 17, 14.5, name, SOFT, 12.5)]
        left += 34 + 6.4 * len(name)
    return parts


def _swatch(left: float, shade: int) -> str:
    return _trace((left - 4, 10), (left + 14, 10), shade) + _point((left + 5, 10), shade)


def _rect(left: float, top: float, width: float, height: float, shade: int) -> str:
    """Fill a bar; the third shade, as dark as the first in grey, is striped."""
    size = f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
    places = range(STRIPE, int(width), STRIPE) if shade % 6 == STRIPED else ()
    stripes = "".join(f"M{left + x:.1f} {top:.1f}v{height:.1f}" for x in places)
    striped = f'<path d="{stripes}" stroke="#fff" stroke-width="1.5" class="rayure"/>' if stripes else ""
    return f'<rect {size} fill="{SHADES[shade % 6]}" class="serie-{shade % 6 + 1}"/>{striped}'


def _point(at: tuple[float, float], shade: int) -> str:
    """Mark a value with a disc; those of the third shade with a square, so that they stand apart in grey."""
    if shade % 6 == STRIPED:
        return _rect(at[0] - 3.5, at[1] - 3.5, 7, 7, shade)
    place = f'cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="4"'
    return f'<circle {place} fill="{SHADES[shade % 6]}" class="serie-{shade % 6 + 1}"/>'


def _trace(start: tuple[float, float], end: tuple[float, float], shade: int) -> str:
    """Draw a stretch of a line; the third shade is dashed."""
    drawn = _line(start, end, SHADES[shade % 6], f"trace-{shade % 6 + 1}", 2.5)
    return drawn.replace("/>", ' stroke-dasharray="7 4"/>') if shade % 6 == STRIPED else drawn


def _line(start: tuple[float, float], end: tuple[float, float], ink: str, css: str, width: float) -> str:
    ends = f'x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
    return f'<line {ends} stroke="{ink}" stroke-width="{width}" class="{css}"/>'


def _text(left: float, base: float, text: str, ink: str, size: float, *, anchor: str = "start",
          strong: bool = False) -> str:  # fmt: skip
    place = f'x="{left:.1f}" y="{base:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{ink}"'
    weight = ' font-weight="600"' if strong else ""
    return f"<text {place}{weight}>{escape(str(text))}</text>"


def _chart(parts: list[str], height: float, title: str, caption: str, note: str, label: str, labels: Sequence[str],
           series: Sequence[Series], show: Show, unseen: str = "") -> Chart:  # fmt: skip
    unseen = unseen or _("masqué")
    rows = tuple(
        (name, *(unseen if value is None else show(value) for value in values))
        for name, *values in zip(labels, *(one.values for one in series), strict=True)
    )
    about = _("%(caption)s. Les mêmes chiffres sont dans le tableau.") % {"caption": caption}
    named = escape(str(title))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="100%" role="img"'
        f' aria-label="{named}" font-family="Source Sans 3, sans-serif">'
        f"<title>{named}</title><desc>{escape(about)}</desc>{''.join(parts)}</svg>"
    )
    return Chart(mark_safe(svg), title, caption, (label, *(one.name for one in series)), rows, note)
