"""Charts: each figure drawn is in the table, read aloud, in French, and nothing in them is a style or a script."""

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from django.utils import translation

from ofqj_portal.core.charts import Series, bar_chart, line_chart, pair_chart, stacked_bars
from ofqj_portal.core.shores import format_pct

SVG = "{http://www.w3.org/2000/svg}"
LABELS = ["Emploi", "Formation & études", "Ni en emploi, ni en formation, ni inscrit·e nulle part depuis longtemps"]


@pytest.fixture(autouse=True)
def in_french():
    with translation.override("fr"):
        yield


def bars():
    return bar_chart("Un titre <b>", "Départs", "Situation", LABELS, Series("Jeunes", [1234, 12, 0]))


def pairs():
    before, after = Series("À l’entrée", [Decimal("9.5"), 14, None]), Series("À 6 mois", [41, 33, 8])
    return pair_chart("Un titre", "Situations", "Situation", LABELS, before, after, show=format_pct)


def stacks():
    return stacked_bars("Un titre", "Départs", "Sens", LABELS, [Series("Vers le Québec", [3, 4, 0]),
                                                                  Series("Vers la France", [1, None, 0])])  # fmt: skip


def lines():
    return line_chart("Un titre", "Départs", "Année", ["2021", "2022", "2023", "2024"],
                      [Series("Jeunes", [10, 20, None, 40])])  # fmt: skip


@pytest.mark.parametrize("draw", [bars, pairs, stacks, lines])
def test_a_chart_is_a_titled_image_without_style_or_script(draw):
    chart = draw()
    root = ET.fromstring(chart.svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == chart.title == root.findtext(f"{SVG}title")
    assert "tableau" in root.findtext(f"{SVG}desc")
    assert {attribute for node in root.iter() for attribute in node.attrib if attribute == "style"} == set()
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        "svg",
        "title",
        "desc",
        "rect",
        "text",
        "line",
        "circle",
    }


def test_the_table_holds_what_is_drawn_in_french_formats():
    assert bars().headers == ("Situation", "Jeunes")
    assert bars().rows == ((LABELS[0], "1\u202f234"), (LABELS[1], "12"), (LABELS[2], "0"))
    assert pairs().rows[0] == (LABELS[0], "9,5\u00a0%", "41\u00a0%")


def test_a_hidden_figure_is_said_and_not_drawn():
    chart = pairs()
    assert chart.rows[2] == (LABELS[2], "masqué", "8\u00a0%")
    assert chart.svg.count(">masqué<") == 1
    assert len(re.findall(r'<rect [^>]*class="serie-2"', chart.svg)) == 3  # legend, two values


def test_bars_are_as_long_as_their_values():
    widths = [float(w) for w in re.findall(r'<rect [^>]*width="([\d.]+)" height="16.0"', bars().svg)]
    assert widths[1] / widths[0] == pytest.approx(12 / 1234, abs=0.001)
    assert len(widths) == 2


def test_a_line_breaks_where_a_year_is_missing():
    assert lines().svg.count('class="trace-1"') == 1
    assert lines().svg.count("<circle") == 3
    assert lines().rows[2] == ("2023", "—")


def test_a_stack_with_a_hidden_part_does_not_say_its_whole():
    assert stacks().rows[1] == (LABELS[1], "4", "masqué")
    assert stacks().svg.count(">masqué<") == 1


def test_the_third_series_stands_apart_from_the_first_without_colours():
    series = [Series(name, [4, 8]) for name in ("Un", "Deux", "Trois")]
    stack = stacked_bars("Un titre", "Départs", "Sens", LABELS[:2], series)
    assert stack.svg.count('class="rayure"') > 2
    drawn = line_chart("Un titre", "Départs", "Année", ["2023", "2024"], series)
    assert drawn.svg.count("stroke-dasharray") == 2  # the line and its legend
    assert len(re.findall(r'<rect [^>]*class="serie-3"', drawn.svg)) == 3  # two points and the legend


def test_a_value_is_never_written_over_the_point_of_another_series():
    chart = line_chart("Un titre", "Départs", "Année", ["2023", "2024"], [Series("A", [10, 50]), Series("B", [90, 60])])
    places = re.findall(r'<text x="[\d.]+" y="([\d.]+)"[^>]*font-weight="600">(\d+)<', chart.svg)
    point = re.findall(r'<circle cx="620.0" cy="([\d.]+)"', chart.svg)[0]
    assert float({said: y for y, said in places}["50"]) > float(point)  # the point of 60 is just above
    assert float({said: y for y, said in places}["10"]) < 190


def test_a_hostile_label_stays_a_text():
    hostile = '"><script>alert(1)</script>'
    chart = bar_chart(hostile, hostile, hostile, [hostile], Series(hostile, [1]))
    assert "<script" not in chart.svg
    ET.fromstring(chart.svg)


def test_a_chart_of_nothing_is_still_a_chart():
    chart = bar_chart("Aucun départ", "Départs", "Région", [], Series("Jeunes", []))
    assert chart.rows == ()
    ET.fromstring(chart.svg)
