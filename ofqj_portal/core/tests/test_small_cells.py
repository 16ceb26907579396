"""R18: nobody finds a hidden count again. The check below enumerates what a reader could believe, on its own."""

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ofqj_portal.core.small_cells import (
    MaskedList,
    hide_small,
    hide_small_groups,
    hide_small_list,
    hide_small_tree,
    is_small,
)


def grid_of(masked):
    rows = [[*row, total] for row, total in zip(masked.rows, masked.row_totals, strict=True)]
    return [*rows, [*masked.column_totals, masked.total]]


def totals_added(table):
    rows = [[*row, sum(row)] for row in table]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def beliefs(table, shown):
    """List the tables near the true one that agree with all that is shown, hidden cells holding one person or more."""
    places = [(r, c) for r, row in enumerate(table) for c, _ in enumerate(row) if shown[r][c] is None]
    for moves in product((-1, 0, 1), repeat=len(places)):
        other = [list(row) for row in table]
        for (r, c), move in zip(places, moves, strict=True):
            other[r][c] += move
        grid = totals_added(other)
        if all(
            (cell is None and value >= 1) or cell == value
            for shown_row, row in zip(shown, grid, strict=True)
            for cell, value in zip(shown_row, row, strict=True)
        ):
            yield grid


small_tables = st.tuples(st.integers(1, 3), st.integers(1, 2)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 9), min_size=size[0], max_size=size[0]), min_size=size[1], max_size=size[1]
    )
)


@settings(max_examples=300, deadline=None)
@given(small_tables)
def test_every_hidden_count_keeps_two_possible_values(table):
    shown = grid_of(hide_small(table))
    possible = list(beliefs(table, shown))
    for r, row in enumerate(shown):
        for c, cell in enumerate(row):
            if cell is None:
                assert len({grid[r][c] for grid in possible}) > 1


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=4, max_size=4))
def test_no_hidden_count_of_a_larger_table_follows_from_the_sums(table):
    shown = grid_of(hide_small(table))
    hidden = [(r, c) for r, row in enumerate(shown) for c, cell in enumerate(row) if cell is None]
    size = len(shown)
    lines = [[(r, c) for c in range(size)] for r in range(size)] + [[(r, c) for r in range(size)] for c in range(size)]
    equations = [[Fraction(line.count(cell)) for cell in hidden] for line in lines]
    for index, cell in enumerate(hidden):
        unit = [Fraction(int(i == index)) for i in range(len(hidden))]
        assert rank([*equations, unit]) == rank(equations) + 1, cell


def rank(matrix):
    rows, done = [list(row) for row in matrix], 0
    for column in range(len(rows[0]) if rows and rows[0] else 0):
        pivot = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        for i in range(done + 1, len(rows)):
            factor = rows[i][column] / rows[done][column]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[done], strict=True)]
        done += 1
    return done


@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=1, max_size=6))
def test_every_small_count_is_hidden_and_every_shown_count_is_true(table):
    shown, true = grid_of(hide_small(table)), totals_added(table)
    for shown_row, row in zip(shown, true, strict=True):
        for cell, value in zip(shown_row, row, strict=True):
            assert cell is None if is_small(value) else cell in (None, value)


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ([12, 30, 7], (12, 30, 7), 49),
        ([12, 30, 3], (None, 30, None), 45),
        ([0, 30, 3], (0, None, None), 33),
        ([4, 1, 20], (None, None, 20), 25),
        ([1, 1, 20], (None, None, None), 22),
        ([0, 0, 0], (0, 0, 0), 0),
        ([3], (None,), None),
        ([1, 1, 1, 1, 1], (None,) * 5, 5),
        ([1, 1, 0, 1, 1, 1], (None,) * 6, 5),
        ([], (), 0),
    ],
)
def test_a_list_hides_its_small_counts_and_what_betrays_them(counts, cells, total):
    assert hide_small_list(counts) == MaskedList(cells, total)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_every_hidden_count_of_a_list_with_a_known_total_keeps_two_possible_values(counts):
    masked = hide_small_list(counts)
    hidden = [i for i, cell in enumerate(masked.cells) if cell is None]
    if len(hidden) == len(counts) or masked.total is None:
        return
    possible = [
        moves
        for moves in product((-1, 0, 1), repeat=len(hidden))
        if sum(moves) == 0 and all(counts[i] + move >= 1 for i, move in zip(hidden, moves, strict=True))
    ]
    for place, _ in enumerate(hidden):
        assert len({moves[place] for moves in possible}) > 1


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6).filter(any))
def test_a_list_under_a_hidden_total_never_betrays_it(counts):
    assert None in hide_small_list(counts, total_hidden=True).cells


@given(st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=3), min_size=1, max_size=2))
def test_every_hidden_count_of_a_tree_keeps_two_possible_values(branches):
    shown = hide_small_tree(branches)
    places = [(b, i) for b, branch in enumerate(shown) for i, cell in enumerate(branch.cells) if cell is None]
    known = sum(map(sum, branches))
    if all(cell is None for branch in shown for cell in branch.cells):
        return
    possible = []
    for moves in product((-1, 0, 1), repeat=len(places)):
        other = [list(branch) for branch in branches]
        for (b, i), move in zip(places, moves, strict=True):
            other[b][i] += move
        totals_agree = all(mask.total in (None, sum(branch)) for mask, branch in zip(shown, other, strict=True))
        agrees = is_small(known) or sum(map(sum, other)) == known
        if totals_agree and agrees and all(other[b][i] >= 1 for b, i in places):
            possible.append(other)
    for b, i in places:
        assert len({other[b][i] for other in possible}) > 1


def test_a_threshold_is_data():
    assert hide_small_list([9, 30, 40], threshold=10).cells == (None, None, 40)


def test_what_is_hidden_of_several_units_is_never_small_however_they_are_added_or_taken_away():
    random = Random(11)
    for _case in range(300):
        units = [
            [random.choice((0, 1, 3, 5, 6, 9, 20)) for _place in range(3)] for _unit in range(random.randint(1, 6))
        ]
        hidden = hide_small_groups(units)
        shown = [counts for rank, counts in enumerate(units) if rank not in hidden]
        assert not any(is_small(count) for counts in shown for count in counts)
        left_over = [sum(units[rank][place] for rank in hidden) for place in range(3)]
        if not any(is_small(sum(counts[place] for counts in units)) for place in range(3)):  # the sum is shown
            assert not any(map(is_small, left_over)), units
    assert hide_small_groups([[9, 3], [20, 8], [10, 12]]) == {0, 2}  # the smaller of the two others
    assert hide_small_groups([[9, 6], [20, 8]]) == hide_small_groups([]) == frozenset()
