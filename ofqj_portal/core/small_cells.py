"""The small-cell rule (R18): a count of people under the threshold is hidden, with what would let one find it again.

A reader of a table knows its totals, that a zero is shown, hence that a hidden cell holds at least one person. A
hidden cell is *safe* when that knowledge leaves it two values or more. Rows and columns make a graph whose edges are
the hidden cells: a cell can take another value exactly when ±1 can travel around a loop of hidden cells (the totals
are cells too).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

THRESHOLD = 5


@dataclass(frozen=True)
class MaskedTable:
    """A table that may be shown: None stands for a hidden count."""

    rows: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True)
class MaskedList:
    """A list of counts and its total that may be shown: None stands for a hidden count."""

    cells: tuple[int | None, ...]
    total: int | None


def is_small(count: int, threshold: int = THRESHOLD) -> bool:
    """Tell whether a count of people must be hidden: nobody is found in a zero."""
    return 0 < count < threshold


def hide_small(table: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> MaskedTable:
    """Hide the small counts of `table`, shown with its row, column and grand totals, and what would betray them."""
    grid = _with_totals(table)
    last_row, last_column = len(grid) - 1, len(grid[0]) - 1
    hidden = _hide(grid, set(), set(), threshold)
    shown = [[None if (r, c) in hidden else count for c, count in enumerate(row)] for r, row in enumerate(grid)]
    return MaskedTable(
        rows=tuple(tuple(row[:last_column]) for row in shown[:last_row]),
        row_totals=tuple(row[last_column] for row in shown[:last_row]),
        column_totals=tuple(shown[last_row][:last_column]),
        total=shown[last_row][last_column],
    )


def hide_small_list(counts: Sequence[int], threshold: int = THRESHOLD, *, total_hidden: bool = False) -> MaskedList:
    """Hide the small counts of a list, and what would betray them.

    The total is taken as known from elsewhere: rather than hide it alone, the whole list is hidden. With
    `total_hidden` (it is hidden in the table above this one) the list does not betray it either.
    """
    grid = _with_totals([counts])
    total = (0, len(counts))
    unseen = {(1, c) for c in range(len(counts) + 1)}  # no column total is shown under a single row
    before = {total} if total_hidden and grid[0][-1] else set()
    hidden = _hide(grid, unseen, before, threshold)
    if total in hidden and not before and not is_small(grid[0][-1], threshold):
        return MaskedList(cells=(None,) * len(counts), total=grid[0][-1])
    shown = tuple(None if (0, c) in hidden else count for c, count in enumerate(grid[0]))
    return MaskedList(cells=shown[:-1], total=shown[-1])


def hide_small_tree(branches: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> tuple[MaskedList, ...]:
    """Hide the small counts of lists whose totals are themselves a list with a known total, on the two levels at once.

    Returns one MaskedList a branch: its cells, and its total as the upper level may show it.
    """
    upper = hide_small_list([sum(branch) for branch in branches], threshold)
    masked = tuple(
        replace(hide_small_list(branch, threshold, total_hidden=total is None), total=total)
        for branch, total in zip(branches, upper.cells, strict=True)
    )
    hidden = [count for branch, mask in zip(branches, masked, strict=True)
              for count, cell in zip(branch, mask.cells, strict=True) if cell is None]  # fmt: skip
    if hidden and max(hidden) == 1:  # the grand total alone would say that each is one
        return tuple(MaskedList((None,) * len(branch), None) for branch in branches)
    return masked


def hide_small_groups(units: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> frozenset[int]:
    """Say which of several units (projects, structures, quarters…) are hidden, by their rank, for one figure.

    Each unit gives the counts into which its figure splits (say yes, no, not said); the sum of all units is known. A
    unit is hidden when one of its counts is small; then the smallest others are, until what is left over by the shown
    ones (all the hidden together) has no small count either. Counts that are not small stay so when they are added:
    no sum or difference of what is shown, here and in the units below or above, is ever small.
    """
    sizes = [sum(counts) for counts in units]
    hidden = {rank for rank, counts in enumerate(units) if any(is_small(count, threshold) for count in counts)}
    others = sorted((rank for rank in range(len(units)) if rank not in hidden and sizes[rank]), key=sizes.__getitem__)
    left_over = [sum(units[rank][place] for rank in hidden) for place in range(len(units[0]))] if units else []
    for rank in others:
        if not any(is_small(count, threshold) for count in left_over):
            break
        hidden.add(rank)
        left_over = [count + units[rank][place] for place, count in enumerate(left_over)]
    return frozenset(hidden)


def _with_totals(table):
    rows = [[*row, sum(row)] for row in table]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _hide(grid, unseen, hidden, threshold):
    """Return the cells to hide: the small ones, `hidden`, then more until each is safe. `unseen` are never shown."""
    cells = {(r, c): count for r, row in enumerate(grid) for c, count in enumerate(row)}
    small = {cell for cell, count in cells.items() if is_small(count, threshold) and cell not in unseen}
    hidden = hidden | small
    while exposed := _first_exposed(cells, hidden, unseen, grid):
        hidden = hidden | {_best_companion(exposed, cells, hidden | unseen, grid)}
    return hidden


def _first_exposed(cells, hidden, unseen, grid):
    return next((cell for cell in sorted(hidden) if not _is_safe(cell, cells, hidden | unseen, unseen, grid)), None)


def _best_companion(exposed, cells, taken, grid):
    """Choose what to hide beside an exposed cell: in its row or column, a plain cell before a total, the smallest."""
    last_row, last_column = len(grid) - 1, len(grid[0]) - 1

    def cost(cell):
        totals = (cell[0] == last_row) + (cell[1] == last_column)
        return totals, cells[cell], cell

    near = [c for c in cells if (c[0] == exposed[0]) != (c[1] == exposed[1]) and c not in taken and cells[c]]
    anywhere = [c for c in cells if c not in taken and cells[c]]
    return min(near or anywhere, key=cost)


def _is_safe(cell, cells, hidden, unseen, grid):
    """Tell whether the cell may be one more or one less without any shown figure changing."""
    rises, falls = _moves(cells, hidden, unseen, grid)
    return (cell in rises and _loop_exists(cell, falls, rises)) or (cell in falls and _loop_exists(cell, rises, falls))


def _moves(cells, hidden, unseen, grid):
    """List the hidden cells that may rise and fall, totals counted with the opposite sign so that lines sum to zero."""
    last_row, last_column = len(grid) - 1, len(grid[0]) - 1
    rises, falls = set(), set()
    for cell in hidden:
        may_fall = cell in unseen or cells[cell] > 1
        if (cell[0] == last_row) != (cell[1] == last_column):
            falls.add(cell)
            if may_fall:
                rises.add(cell)
        else:
            rises.add(cell)
            if may_fall:
                falls.add(cell)
    return rises, falls


def _loop_exists(cell, leaving_row, leaving_column):
    """Walk from the cell's row to its column, through other cells, by the moves allowed in each direction."""
    by_row, by_column = defaultdict(list), defaultdict(list)
    for row, column in leaving_row - {cell}:
        by_row[row].append(column)
    for row, column in leaving_column - {cell}:
        by_column[column].append(row)
    seen, waiting = {cell[0]}, [cell[0]]
    while waiting:
        for column in by_row[waiting.pop()]:
            if column == cell[1]:
                return True
            fresh = set(by_column[column]) - seen
            seen |= fresh
            waiting.extend(fresh)
    return False
