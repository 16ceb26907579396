"""A list that many read: Django writes its SQL once for each kind of reader, then only keys and moments change.

Writing the SQL of a list with its subqueries costs Django more than PostgreSQL takes to find a page of it. A kind of
reader is what she is, without whose: an adviser of two structures, an officer of one section.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, Protocol

from django.contrib.auth import get_user_model
from django.core.exceptions import EmptyResultSet, ObjectDoesNotExist
from django.db import connection
from django.db.models import QuerySet

from ofqj_portal.core import calendar
from ofqj_portal.core.kept_plans import KeptPlan
from ofqj_portal.core.prepared import HOLES, holes_of, reader_of
from ofqj_portal.core.roles import RoleGrant, grants_of

KINDS_KEPT = 100  # the SQL of that many kinds of reader and sets of filters is kept for each list
FIRSTS_KEPT, OFTEN = 3, 3  # of a list, what is kept planned: so many parts, each after so many readings
_READER = HOLES[int] - 1
_FIRST_KEY = HOLES[int] - 1_000  # below what stands for other values
_NO_MOMENT_BEFORE = 1000  # a year: what is earlier was computed from what stands for a moment

_FAR = 2**63  # where the keys of PostgreSQL end

_JUST_NOW = timedelta(minutes=1)


class Parts(Protocol):
    """What is put at hand of an object that was found: see core/prepared_parts.py."""

    def bring(self, found: Any) -> None:
        """Read the rows of its relations."""


@dataclass(frozen=True)
class Written:
    """The SQL, its parameters (a value, or the name and type of one to come), and how what comes back is read."""

    sql: str
    params: tuple[tuple[str | None, Any], ...]
    read: Callable[[list[Any]], list[Any]]

    @cached_property
    def plan(self) -> KeptPlan:
        """The same, planned once for each connection."""
        return KeptPlan(self.sql, self.params)

    def ask_all(self, values: dict[str, Any]) -> list[Any]:
        """Ask for all the rows, by the plan that the connection keeps."""
        with connection.cursor() as cursor:
            self.plan.ask(connection, cursor, values)
            return self.read(cursor.fetchall())

    def ask_first(self, values: dict[str, Any], more: str) -> list[Any]:
        """Ask for what all begin with, the first page or the count; once it is often asked, by a plan that is kept."""
        if more not in self._firsts and len(self._firsts) == FIRSTS_KEPT:
            return self.ask(values, more)
        times, plan = self._firsts.get(more, (0, None))
        plan = plan or (KeptPlan(self.sql + more, self.params) if times >= OFTEN else None)
        self._firsts[more] = times + 1, plan
        if plan is None:
            return self.ask(values, more)
        with connection.cursor() as cursor:
            plan.ask(connection, cursor, values)
            return self.read(cursor.fetchall())

    @cached_property
    def _firsts(self) -> dict[str, tuple[int, KeptPlan | None]]:
        return {}

    def ask(self, values: dict[str, Any], more: str = "", extra: tuple[Any, ...] = ()) -> list[Any]:
        params = [values[name] if name else value for name, value in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql + more, [*params, *extra])
            return self.read(cursor.fetchall())


class PreparedRows:
    """The rows that `build(user, key, **values)` finds.

    `key` is what changes the SQL itself (filters); `values` names the types of what does not: moments, days, keys. The
    build asks nothing of the database, and of `user` only her roles and her key. Its prefetches are left out; `parts`
    (core/prepared_parts.py) are put at hand of the one object that `RowsOf.get` hands over.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *, parts: Parts | None = None, **values: type) -> None:
        self.build = build
        self.parts = parts
        self.types = values
        self._written = lru_cache(KINDS_KEPT)(self._write)

    def of(self, user: Any, key: Hashable = None, **values: Any) -> "RowsOf":
        """Return the rows for one reader: to count, to slice, or to go through."""
        if not all(_is_key(values[name]) for name, kind in self.types.items() if kind is int):
            return RowsOf(lambda _counted: None, values)  # no row bears such a key
        grants = tuple(sorted(grants_of(user), key=_order))
        keys = sorted({key for grant in grants for key in (grant.structure_id, grant.project_id) if key is not None})
        holes = {key: _FIRST_KEY - place for place, key in enumerate(keys)}
        kind = tuple(_masked(grant, holes) for grant in grants)
        values |= {f"key {_FIRST_KEY - hole}": key for key, hole in holes.items()} | {"reader": user and user.pk}
        return RowsOf(lambda counted: self._written(kind, key, counted), values, self.parts)

    def _write(self, kind: tuple[RoleGrant, ...], key: Hashable, counted: bool) -> Written | None:
        holes = holes_of(self.types)
        reader = get_user_model()(pk=_READER)
        reader._role_grants = frozenset(kind)  # type: ignore[attr-defined]
        with connection.execute_wrapper(asks_nothing):
            rows = self.build(reader, key, **holes)
            rows = rows.order_by().values_list("pk") if counted else rows
            compiler = rows.query.get_compiler(connection=connection)
            try:
                sql, params = compiler.as_sql()
            except EmptyResultSet:
                return None
        names = {(type(hole), hole): name for name, hole in (holes | _keys_of(kind)).items()}
        told = tuple(told_as(value, names) for value in params)
        if counted:
            return Written(f"SELECT COUNT(*) FROM ({sql}", told, lambda found: found)
        return Written(sql, told, reader_of(rows, compiler))


class RowsOf:
    """The rows of a prepared list for one reader; a Paginator takes them as it takes a QuerySet."""

    ordered = True

    def __init__(
        self, written: Callable[[bool], Written | None], values: dict[str, Any], parts: Parts | None = None
    ) -> None:
        self._written = written
        self._values = values
        self._parts = parts

    def get(self) -> Any:
        """Return the only one, with its parts at hand. Raises ObjectDoesNotExist if there is none."""
        found = self.all()
        if len(found) != 1:
            raise ObjectDoesNotExist
        if self._parts is not None:
            self._parts.bring(found[0])
        return found[0]

    def count(self) -> int:
        """Count them, in one query."""
        return self.count_up_to(None)

    def count_up_to(self, at_most: int | None) -> int:
        """Count them no further than `at_most`, in one query."""
        written = self._written(True)
        if written is None:
            return 0
        return written.ask_first(self._values, f" LIMIT {'ALL' if at_most is None else int(at_most)}) counted")[0][0]

    def __getitem__(self, part: slice) -> list[Any]:
        """Return some of them, in one query."""
        written, start = self._written(False), part.start or 0
        if written is None or (part.stop is not None and part.stop <= start):
            return []
        if part.stop is None:
            return written.ask(self._values, " OFFSET %s", (start,))
        if not start:
            return written.ask_first(self._values, f" LIMIT {int(part.stop)}")
        return written.ask(self._values, " LIMIT %s OFFSET %s", (part.stop - start, start))

    def __iter__(self) -> Iterator[Any]:
        return iter(self[0:])

    def all(self) -> list[Any]:
        """Return all of them, by a plan that the connection keeps: for a few rows found by their keys."""
        written = self._written(False)
        return written.ask_all(self._values) if written else []


def _is_key(value: Any) -> bool:
    """Say whether a row may bear such a key: an integer that PostgreSQL holds, maybe as an address writes it."""
    try:
        return -_FAR <= int(value) < _FAR
    except (TypeError, ValueError):
        return False


def _order(grant: RoleGrant) -> tuple[Any, ...]:
    return (grant.role, grant.section or "", grant.party or "", grant.structure_id or 0, grant.project_id or 0)


def _masked(grant: RoleGrant, holes: dict[int, int]) -> RoleGrant:
    """Return the same role, over nobody's structure and nobody's stay."""
    return replace(
        grant,
        structure_id=None if grant.structure_id is None else holes[grant.structure_id],
        project_id=None if grant.project_id is None else holes[grant.project_id],
    )


def _keys_of(kind: tuple[RoleGrant, ...]) -> dict[str, int]:
    """Name what stands for the structures and the stays of a kind of reader."""
    keys = {key for grant in kind for key in (grant.structure_id, grant.project_id) if key is not None}
    return {f"key {_FIRST_KEY - key}": key for key in keys} | {"reader": _READER}


def told_as(value: Any, names: dict[tuple[type, Any], str]) -> tuple[str | None, Any]:
    """Tell whether a parameter is a value to come. Raises LookupError for a moment that would be kept for ever."""
    if type(value) in HOLES and (type(value), value) in names:
        return names[type(value), value], type(value)
    computed = isinstance(value, date) and value.year < _NO_MOMENT_BEFORE
    if computed or (isinstance(value, datetime) and abs(value - calendar.real_now()) < _JUST_NOW):
        raise LookupError(f"The query keeps a moment that passes: {value}.")
    return None, value


def asks_nothing(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    raise LookupError("A prepared list asks the database while it is written.")
