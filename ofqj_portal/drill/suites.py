"""Tests of the suite that a drill plays longer: many rounds, every case, every night of a change of clocks."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass

from ofqj_portal.bench.base import say
from ofqj_portal.drill.lines import Line
from ofqj_portal.drill.stand import Stand
from ofqj_portal.local import places

GROUP = "La suite, en long"
PASSED = re.compile(r"(\d+) passed")


@dataclass(frozen=True)
class Suite:
    """Some files of tests, each played `rounds` times in one session, with OFQJ_DRILL set."""

    name: str
    goal: str
    files: tuple[str, ...]
    rounds: int = 1


SUITES = (
    Suite(
        "argent et éditions, cinquante à la fois, cinq tours",
        "jamais un centime de trop, 0 interblocage",
        (
            "projects/tests/services/test_concurrency.py",
            "projects/tests/services/test_money_at_once.py",
            "ofqj_portal/core/tests/test_once.py",
        ),
        rounds=5,
    ),
    Suite(
        "le journal, cinq tours",
        "chaîne entière, falsifications vues",
        ("ofqj_portal/core/tests/test_journal.py",),
        rounds=5,
    ),
    Suite(
        "nuits de changement d’heure, Paris et Montréal",
        "chaque heure une fois, à la bonne heure",
        (
            "ofqj_portal/core/tests/test_calendar.py",
            "ofqj_portal/core/tests/test_periodic.py",
            "projects/tests/services/test_closing_instants.py",
        ),
    ),
    Suite(
        "matrice d’accès, chaque méthode de chaque rôle",
        "0 case hors de la règle",
        ("ofqj_portal/dashboard/tests/test_access_matrix.py",),
    ),
    Suite(
        "un long formulaire coupé à près de cinq cents octets",
        "écrit entier ou pas du tout, 0 × 500",
        ("projects/tests/views/test_cut_lines.py",),
    ),
    Suite(
        "cinq mille tableaux abîmés", "0 erreur, 0 écriture à moitié", ("participants/tests/imports/test_fuzzing.py",)
    ),
)


def run(_stand: Stand) -> list[Line]:
    """Play every suite; the stand is not used."""
    return [_play(suite) for suite in SUITES]


def _play(suite: Suite) -> Line:
    say(suite.name)
    files = [file for _round in range(suite.rounds) for file in suite.files]
    words = ["-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "--keep-duplicates", *files]
    done = subprocess.run(
        [sys.executable, *words], cwd=places.CHECKOUT, env=os.environ | {"OFQJ_DRILL": "1"},
        stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "rien"
    return Line(GROUP, suite.name, suite.goal, last, done.returncode == 0 and bool(PASSED.search(last)))
