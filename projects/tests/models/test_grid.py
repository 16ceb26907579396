"""The grid of a call: what it takes, and the mean it comes to."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from projects.models.grid import check_grid, points_of, read_grid, weigh
from projects.tests.factories import GRID

LEGAL = {"code": "a", "label": "Effet", "weight": 3}


def test_the_mean_weighs_each_criterion_by_its_part():
    grid = read_grid(GRID)
    assert weigh(grid, {"effect": 5, "partners": 0, "budget": 8}) == Decimal("58.00")
    assert [row.points for row in points_of(grid, {"effect": 4, "budget": 7})] == [
        Decimal("40.00"),
        None,
        Decimal("7.00"),
    ]


def test_a_criterion_left_out_weighs_nothing_and_no_score_is_no_mean():
    grid = read_grid(GRID)
    assert weigh(grid, {"effect": 4, "partners": 5}) == Decimal("88.89")
    assert weigh(grid, {}) is None
    assert weigh((), {}) is None


def test_a_mean_is_rounded_to_the_cent_upwards_from_the_half():
    grid = read_grid([{"code": "a", "label": "A", "weight": 1, "scale": 3}])
    assert weigh(grid, {"a": 2}) == Decimal("66.67")


@pytest.mark.parametrize("grid", [[], [LEGAL], GRID, [LEGAL, LEGAL | {"code": "b", "required": False}]])
def test_a_grid_that_makes_sense_is_taken(grid):
    check_grid(grid)


@pytest.mark.parametrize(
    "grid",
    [
        {},
        "texte",
        ["texte"],
        [LEGAL | {"code": f"c{n}"} for n in range(13)],
        [{"code": "a", "label": "Effet"}],
        [LEGAL | {"surprise": 1}],
        [LEGAL | {"code": "deux mots"}],
        [LEGAL | {"label": " "}],
        [LEGAL | {"help": 3}],
        [LEGAL | {"weight": 0}],
        [LEGAL | {"weight": 101}],
        [LEGAL | {"weight": True}],
        [LEGAL | {"weight": 1.5}],
        [LEGAL | {"scale": 21}],
        [LEGAL | {"required": "oui"}],
        [LEGAL, LEGAL],
    ],
)
def test_a_grid_that_makes_none_is_refused_in_words(grid):
    with pytest.raises(ValidationError, match=r"\w+"):
        check_grid(grid)
