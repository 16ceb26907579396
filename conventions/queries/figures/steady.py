"""Two readings of a period find nobody: what changed by fewer people than the threshold since it was told stays.

Two versions of a table that differ by one person say who she is. Each table of people is one unit: it is counted anew
only if every cell and total moved by nothing or by the threshold at least since each time that it was told (published,
put before the committee, or given as an answer); else the last one told is kept, and named. So is a table whose
answers were forgotten since, as they had to be (R17): what was frozen is all that is left of it.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.small_cells import THRESHOLD
from participants.queries.profiles import FORGOTTEN

Parts = dict[str, Any]
#: Where the tables of people are, each with its name for the reader.
UNITS: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("activity", "departures"), _("départs par programme et direction")),
    (("activity", "by_quarter"), _("départs par trimestre")),
    (("profiles", "gender"), _("genre")),
    (("profiles", "age"), _("âge")),
    (("profiles", "education"), _("niveau d’études")),
    (("profiles", "qpv"), _("quartier prioritaire")),
    (("profiles", "rural"), _("commune rurale")),
    (("profiles", "first_time"), _("premier départ à l’étranger")),
    (("profiles", "jamo"), _("moindres opportunités")),
    (("territories",), _("régions")),
    (("results", "situations"), _("situations")),
    (("results", "assessments"), _("auto-évaluations")),
    (("results", "interruptions"), _("interruptions")),
    (("results", "withdrawals"), _("désistements")),
    (("money", "cost"), _("aide par personne")),
)
#: Counts that are not of people: they may move by one.
NOT_PEOPLE = frozenset({"projects", "structures", "without_project", "year", "quarter", "granted", "a_head"})


def keep_told(parts: Parts, told: Sequence[Parts]) -> list[str]:
    """Put the last table told back wherever the new one would betray somebody; return the names of those kept.

    `told` are figures of the same period, the oldest first. Sections that are not there are left out.
    """
    kept = []
    for path, name in UNITS:
        new, olds = _at(parts, path), [old for one in told if (old := _at(one, path)) is not None]
        if new is not None and any(betrays(new, old) for old in olds):
            _put(parts, path, olds[-1])
            kept.append(str(name))
    return kept


def keep_forgotten(parts: Parts, published: Parts) -> list[str]:
    """Put the published table back wherever answers that it counted are gone; return the names of those kept."""
    kept = []
    for path, name in UNITS:
        new, old = _at(parts, path), _at(published, path)
        if old is not None and is_forgotten(new):
            _put(parts, path, old)
            kept.append(str(name))
    return kept


def keep_headcount(headline: Parts, told: Sequence[Parts]) -> bool:
    """Keep the last headcount told of a period when the new one differs by too few; say whether it was kept."""
    names = ("people", "departures")
    new, olds = {n: headline[n] for n in names}, [{n: one.get(n) for n in names} for one in told]
    if not any(betrays(new, old) for old in olds):
        return False
    headline.update(olds[-1])
    return True


def is_forgotten(table: Any) -> bool:
    """Say whether some answers that a table would count ended with the reports that counted them."""
    if isinstance(table, list):
        return any(is_forgotten(row) for row in table)
    return isinstance(table, dict) and (table.get("code") == FORGOTTEN or any(map(is_forgotten, table.values())))


def betrays(new: Any, old: Any) -> bool:
    """Say whether two tables differ, in any count of people, by fewer than the threshold."""
    before = dict(_counts(old))
    return any(
        place in before
        and before[place] is not None
        and count is not None
        and 0 < abs(count - before[place]) < THRESHOLD
        for place, count in _counts(new)
    )


def _counts(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], int | None]]:
    """Yield the place and the value of each count of people; rows are placed by their code, not their rank."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in NOT_PEOPLE:
                yield from _counts(inner, (*place, key))
    elif isinstance(value, list):
        for rank, inner in enumerate(value):
            yield from _counts(inner, (*place, _name(inner, rank)))
    elif value is None or (isinstance(value, int) and not isinstance(value, bool)):
        yield place, value


def _name(row: Any, rank: int) -> Any:
    if not isinstance(row, dict):
        return rank
    keys = tuple(row[key] for key in ("code", "moment", "statement", "currency", "year", "quarter") if key in row)
    return keys or rank


def _put(parts: Parts, path: tuple[str, ...], table: Any) -> None:
    """Put a copy of a table in its place."""
    (parts if len(path) == 1 else _at(parts, path[:-1]))[path[-1]] = deepcopy(table)


def _at(parts: Parts, path: tuple[str, ...]) -> Any:
    found: Any = parts
    for key in path:
        found = found.get(key) if found is not None else None
    return found
