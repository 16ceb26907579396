"""Who left: profiles as lists whose small cells are hidden, and the shares that follow from what is shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from conventions.periods import Period
from ofqj_portal.core.small_cells import MaskedList, hide_small_list, hide_small_tree, is_small
from participants.enums import EDUCATION_OF_FRANCE, EDUCATION_OF_QUEBEC, NO_DIPLOMA
from participants.queries.departures import Row, departures
from participants.queries.measures import categories_of, measured, rows_of

WITHOUT = frozenset(level.value for level in NO_DIPLOMA)
OF_FRANCE = frozenset(level.value for level in EDUCATION_OF_FRANCE)
OF_QUEBEC = frozenset(level.value for level in EDUCATION_OF_QUEBEC)


def profile_figures(period: Period) -> dict[str, Any]:
    """Count the departures of the period by profile. Every list adds up to the departures; None is a hidden cell."""
    return profile_tables(measured(departures(period.starts_on, period.ends_on))[0])


def profile_tables(found: Mapping[str, Any]) -> dict[str, Any]:
    """Lay out what was measured of a group of departures as the tables of profiles, small cells hidden."""
    ages = [row for row in rows_of(found, "age") if row.stays or row.code[0].isdigit()]
    plain = {name: listed(rows_of(found, name)) for name in ("gender", "qpv", "rural", "first_time")}
    return {
        **plain,
        "age": listed(ages),
        "education": _education(rows_of(found, "education")),
        "jamo": _jamo(rows_of(found, "jamo"), categories_of(found)),
    }


def listed(rows: Sequence[Row]) -> dict[str, Any]:
    """Show a list that adds up, its small cells hidden."""
    return shown(rows, hide_small_list([row.stays for row in rows]))


def shown(rows: Sequence[Row], masked: MaskedList) -> dict[str, Any]:
    """Write rows beside what may be shown of them."""
    lines = [
        {"code": row.code, "label": row.label, "count": count} for row, count in zip(rows, masked.cells, strict=True)
    ]
    return {"rows": lines, "total": masked.total}


def share_of(table: dict[str, Any], *codes: str, among: Sequence[str] = ()) -> dict[str, int | None]:
    """Return the share of `codes` among the rows of a shown list (all rows, or those named): {"part", "whole"}.

    Either is None as soon as one of its cells is hidden.
    """
    counts = {row["code"]: row["count"] for row in table["rows"]}
    whole = _sum([counts.get(code, 0) for code in among]) if among else table["total"]
    return {"part": _sum([counts.get(code, 0) for code in codes]), "whole": whole}


def _sum(counts: Sequence[int | None]) -> int | None:
    return None if None in counts else sum(count or 0 for count in counts)


def _education(rows: Sequence[Row]) -> dict[str, Any]:
    """Levels of education in three branches (without diploma, with one, not said), masked on both levels at once."""
    branches: list[list[Row]] = [[], [], []]
    for row in rows:
        branch = 0 if row.code in WITHOUT else 1 if row.code in OF_FRANCE | OF_QUEBEC else 2
        branches[branch].append(row)
    masked = hide_small_tree([[row.stays for row in branch] for branch in branches])
    names = ("without", "with", "not_said")
    return {name: shown(branch, mask) for name, branch, mask in zip(names, branches, masked, strict=True)}


def _jamo(partition: Sequence[Row], categories: Sequence[Row]) -> dict[str, Any]:
    """Whether people have fewer opportunities (a list that adds up), then the eight categories, several a person.

    A category is hidden when it is small, or when those it leaves out are.
    """
    any_of = next(row.stays for row in partition if row.code == "any")
    shown_categories = [
        {
            "code": row.code,
            "label": row.label,
            "count": None if is_small(row.stays) or is_small(any_of - row.stays) else row.stays,
        }
        for row in categories
    ]
    return {"answers": listed(partition), "categories": shown_categories}
