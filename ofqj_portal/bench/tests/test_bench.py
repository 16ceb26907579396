"""The benchmark in short: its table, its forms, its clocks, and each long work on next to nothing."""

import json
import os

import pytest
from django.urls import Resolver404, resolve

from ofqj_portal.bench.cpu import cpu_of, high, middle
from ofqj_portal.bench.forms import filled_form
from ofqj_portal.bench.lines import Line, as_table, read_ratios, write_json
from ofqj_portal.bench.pages import GOALS, PAGES, ROW, ROWS
from ofqj_portal.bench.works import WORKS

WORDS = {
    "dossier": "OFQJ-2026-0001", "draft": "OFQJ-2026-0002", "reviewed": "OFQJ-2026-0003", "step": "projet",
    "structure": 1, "person": 2, "convention": "convention", "year": 2026, "report": "2025",
}  # fmt: skip
PAGE = """
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="jeton"><button name="plus">Chercher</button>
</form>
<form method="post">
  <input type="hidden" name="seen-title" value="abc"><input name="title" value="Vergers"><textarea name="aims">
Découvrir</textarea><select name="theme"><option value="a">A</option><option value="b" selected>B</option></select>
  <input type="checkbox" name="off"><input type="radio" name="kind" value="1" checked>
  <button name="action" value="save">Enregistrer</button><button name="action" value="next">Continuer</button>
</form>
"""


def test_every_page_that_is_measured_exists_and_has_a_goal():
    for page in PAGES:
        address = page.address.format_map(WORDS).partition("?")[0]
        try:
            resolve(address)
        except Resolver404:
            pytest.fail(f"{page.name} : {address} n’existe plus")
        assert GOALS[page.kind].floor in (ROWS, ROW)
    assert len({page.name for page in PAGES}) == len(PAGES)
    assert {page.kind for page in PAGES} == set(GOALS)


def test_a_form_goes_back_as_a_browser_would_send_it_with_one_text_changed():
    sent = filled_form(PAGE, turn=3)

    assert sent == {
        "seen-title": ["abc"], "title": ["Vergers"], "aims": ["Découvrir [3]"], "theme": ["b"], "kind": ["1"],
        "action": ["save"],
    }  # fmt: skip


def test_the_table_says_goal_figure_ratio_and_verdict_and_compares_with_an_earlier_run(tmp_path):
    lines = [
        Line("Pages", "liste", "≤ 3 ×", "8 ms", 2.0, 3),
        Line("Pages", "file", "≤ 5 ×", "9 ms", 2.0, 5, "14 requêtes", holds_more=False),
        Line("Longs travaux", "graphiques", "≤ 1 ms", "2 ms", 2.0, 1),
    ]
    assert [line.verdict for line in lines] == ["tenu", "à reprendre", "à reprendre"]
    write_json(tmp_path / "avant.json", lines, {"at": "2026-11-27"})

    table = as_table(lines, read_ratios(tmp_path / "avant.json") | {"liste": 4.5})

    assert "| liste | ≤ 3 × | 8 ms | 2,00 | tenu | 4,50 |" in table
    assert table.count("| Travail | But | Mesure | Rapport | Verdict | Avant |") == 2


def test_the_clocks_count_what_a_process_works_and_nothing_else():
    before = cpu_of(os.getpid())
    sum(range(300_000))
    assert cpu_of(os.getpid()) > before
    assert cpu_of(2**22 - 2) == 0.0
    assert (middle([3, 1, 2]), high([*range(100)])) == (2, 94)


@pytest.mark.parametrize(("work", "found"), [
    ("charts", {"six": 0.2}),
    ("exports", {"rows": 9, "copy": 1, "csv": 2, "csv_memory": 1, "xlsx": 9, "xlsx_memory": 1}),
    ("imports", {"rows": 9, "import": 3, "copy": 1, "parts": {"écriture": 3}}),
    ("papers", [{"asked": 26, "pages": 26, "report": 9, "plain": 8, "memory": 90}]),
])  # fmt: skip
def test_every_long_work_yields_lines_that_hold_or_not(work, found):
    lines = WORKS[work](json.loads(json.dumps(found)))

    assert all(line.figure and line.goal for line in lines)
    assert [line.holds for line in lines] == [True] * len(lines)
