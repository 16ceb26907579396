"""The relations that a page shows of one object, such as the lines of its budget, all read in one query."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from ofqj_portal.core.kept_plans import KeptPlan
from ofqj_portal.core.prepared import HOLES, reader_of
from ofqj_portal.core.prepared_rows import asks_nothing, told_as

_OWNER = "owned_by"


@dataclass(frozen=True)
class PreparedPart:
    """One relation: `rows` builds all its rows, in order, and asks nothing; `owner` is the field of their object."""

    name: str
    rows: Callable[[], QuerySet[Any]]
    owner: str


@dataclass(frozen=True)
class _Columns:
    """Where the columns of a part stand in what comes back, of which types, and how its rows are read."""

    start: int
    types: list[str]
    read: Callable[[list[Any]], list[Any]]

    @property
    def end(self) -> int:
        return self.start + len(self.types)


class PreparedParts:
    """Several relations of an object, put at hand as prefetches do: each has its own columns in rows of one query."""

    def __init__(self, parts: Sequence[PreparedPart]) -> None:
        self.parts = parts
        self._columns: list[_Columns] = []
        self._plan: KeptPlan | None = None

    def bring(self, found: Any) -> None:
        """Read the rows of `found`; one query."""
        plan = self._plan or self._write()
        with connection.cursor() as cursor:
            plan.ask(connection, cursor, {_OWNER: found.pk})
            rows = cursor.fetchall()
        if not hasattr(found, "_prefetched_objects_cache"):
            found._prefetched_objects_cache = {}
        for place, (part, columns) in enumerate(zip(self.parts, self._columns, strict=True)):
            own = columns.read([row[columns.start : columns.end] for row in rows if row[0] == place])
            held = getattr(found, part.name).get_queryset()
            held._result_cache, held._prefetch_done = own, True
            for row in own:
                setattr(row, part.owner, found)
            found._prefetched_objects_cache[part.name] = held

    def _write(self) -> KeptPlan:
        columns: list[_Columns] = []
        selects: list[tuple[str, Sequence[Any]]] = []
        for part in self.parts:
            with connection.execute_wrapper(asks_nothing):
                rows = part.rows().filter(**{part.owner: HOLES[int]})
                compiler = rows.query.get_compiler(connection=connection)
                selects.append(compiler.as_sql())
            types = [column[0].output_field.cast_db_type(connection) for column in compiler.select]
            columns.append(_Columns(columns[-1].end if columns else 2, types, reader_of(rows, compiler)))
        told = [told_as(value, {(int, HOLES[int]): _OWNER}) for _sql, params in selects for value in params]
        branches = (
            f"SELECT {place}, ROW_NUMBER() OVER (), {_cells(columns, place)} FROM ({sql}) part"
            for place, (sql, _params) in enumerate(selects)
        )
        self._columns = columns
        self._plan = KeptPlan(f"{' UNION ALL '.join(branches)} ORDER BY 1, 2", told)
        return self._plan


def _cells(columns: list[_Columns], own: int) -> str:
    """List the cells of a part's rows: its own, and nothing where the others have theirs."""
    cells = (
        ["part.*"] if place == own else [f"NULL::{kind}" for kind in each.types] for place, each in enumerate(columns)
    )
    return ", ".join(cell for each in cells for cell in each)
