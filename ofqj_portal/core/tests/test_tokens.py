"""The colours hold their promises: one dark list, written twice, and the contrasts of WCAG AA in both appearances."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from ofqj_portal.core.charts import SHADES

SHEET = (Path(__file__).resolve().parents[3] / "static/css/tokens.css").read_text()
COLOUR = re.compile(r"--([a-z]+(?:-[a-z0-9]+)*): (#[0-9a-f]{3,6});")
SYSTEM, CHOICE = ':root:not([data-theme="clair"]) {', ':root[data-theme="sombre"] {'


def block(opening: str) -> dict[str, str]:
    return dict(COLOUR.findall(SHEET.split(opening, 1)[1].split("}", 1)[0]))


LIGHT = block(":root {")
DARK = LIGHT | block(SYSTEM)
TEXTS = [
    ("encre", "fond"), ("encre", "papier"), ("encre-2", "fond"), ("encre-2", "papier"), ("encre-2", "creux"),
    ("ocean-900", "fond"), ("ocean-900", "papier"), ("ocean-900", "ocean-100"), ("ocean-700", "fond"),
    ("ocean-700", "papier"), ("ocean-700", "ocean-50"), ("ocean-800", "ocean-100"), ("encre-2", "ocean-50"),
    ("erable-700", "erable-100"), ("erable-700", "papier"), ("erable-700", "fond"), ("encre", "erable-100"),
    ("pre-700", "pre-100"), ("pre-700", "papier"), ("encre", "pre-100"), ("encre-2", "pre-100"),
    ("ambre-800", "ambre-100"), ("ambre-800", "papier"), ("encre", "ambre-100"), ("ambre-800", "ocean-100"),
    ("bouton-encre", "bouton"), ("bouton-encre", "bouton-survol"), ("danger-encre", "danger"),
    ("danger-encre", "danger-survol"),
]  # fmt: skip
SHAPES = [
    ("contour", "papier"), ("contour", "fond"), ("ocean-600", "papier"), ("ocean-600", "fond"),
    ("ocean-600", "ocean-50"), ("erable-600", "papier"), ("erable-600", "erable-100"), ("pre-600", "papier"),
    ("ambre-600", "papier"), ("serie-1", "papier"), ("serie-3", "papier"),
    ("serie-4", "papier"), ("serie-5", "papier"), ("serie-6", "papier"),
]  # fmt: skip


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_dark_colours_are_the_same_by_wish_of_the_system_and_by_choice():
    assert block(SYSTEM) == block(CHOICE)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_stands_out_by_four_and_a_half_to_one(theme):
    assert {(ink, ground) for ink, ground in TEXTS if contrast(theme[ink], theme[ground]) < 4.5} == set()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_shape_that_means_something_stands_out_by_three_to_one(theme):
    assert {(ink, ground) for ink, ground in SHAPES if contrast(theme[ink], theme[ground]) < 3} == set()


def test_the_three_shades_that_charts_put_side_by_side_stay_apart_printed_in_grey():
    pairs = combinations(SHADES[:3], 2)
    assert min(contrast(one, other) for one, other in pairs) >= 1.7
    assert min(contrast(shade, "#ffffff") for shade in (SHADES[0], SHADES[2])) >= 3
