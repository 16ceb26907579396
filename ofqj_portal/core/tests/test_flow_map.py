"""The map of exchanges: every name readable, none over another, however many regions there are."""

import re
from itertools import pairwise

from ofqj_portal.core.charts import WIDTH
from ofqj_portal.core.flow_map import HEIGHT, NAMED, Flow, Place, flow_map

SHORES = {"fr": "France", "qc": "Québec"}
NAME = re.compile(r'<text x="([\d.]+)" y="([\d.]+)" font-size="10" text-anchor="(start|end)"[^>]*>([^<]+)<')


def drawn(flows, crowd=18):
    """Regions of each shore that stand almost at the same place, and those beyond the window of France."""
    places = [Place(f"qc-{n}", "qc", f"Région {n} du Québec", 45.5 + n / 50, -73.6) for n in range(crowd)]
    places += [Place(f"fr-{n}", "fr", f"Région {n} de France", 48.8 - n / 50, 2.3) for n in range(crowd - 5)]
    places += [Place(f"fr-o{n}", "fr", f"Outre-mer {n}", -10.0 - n, 50.0) for n in range(5)]
    return flow_map("Titre", "Légende", ("De", "Vers", "Groupes"), places, flows, shores=SHORES)


def test_no_name_covers_another_nor_leaves_the_drawing():
    chart = drawn([Flow(f"fr-{n}", f"qc-{n}", 1) for n in range(13)])
    names = NAME.findall(str(chart.svg))
    for anchor in ("start", "end"):
        heights = sorted(float(y) for _x, y, side, _name in names if side == anchor)
        assert len(heights) == NAMED
        assert min(after - before for before, after in pairwise(heights)) >= 12
        assert heights[0] > 24
        assert heights[-1] < HEIGHT
    widest = max(len(name) * 5.2 for _x, _y, _side, name in names)
    assert all(widest < (float(x) if side == "end" else WIDTH - float(x)) for x, _y, side, _name in names)


def test_one_group_is_a_thin_line_and_many_a_thick_one():
    widths = re.compile(r'stroke-width="([\d.]+)" stroke-opacity')
    assert widths.findall(str(drawn([Flow("fr-1", "qc-1", 1)]).svg)) == ["1.8"]
    assert widths.findall(str(drawn([Flow("fr-1", "qc-1", 10), Flow("qc-2", "fr-2", 1)]).svg)) == ["9.0", "1.6"]
    assert drawn([]).rows == ()
