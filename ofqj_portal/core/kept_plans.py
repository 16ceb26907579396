"""A query that every request asks is planned once for each connection, not once for each request.

PostgreSQL takes longer to plan the reading of a dossier, some thirty tables by their keys, than to read it. What does
not change is written in the plan; keys, words and moments are told to it each time.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import count
from re import compile as pattern
from typing import Any

from django.conf import settings

#: A connection keeps that many plans, the last that served: some 200 kB each on the side of PostgreSQL. Fewer than the
#: pages ask for in turn would keep none: each would come back just after it was let go.
PLANS_KEPT = 128
TYPES = {int: "bigint", str: "text", date: "date", datetime: "timestamptz"}
_PLACES = pattern("%[s%]")
_numbers = count(1)


class KeptPlan:
    """One query of Django's: `params` are each a value of the query itself, or the name and type of one to come.

    A connection that ends with the request, as behind a pooler, keeps no plan: the query is then asked as any other.
    """

    def __init__(self, sql: str, params: Sequence[tuple[str | None, Any]]) -> None:
        self.sql = sql
        self.params = params
        self.types: dict[str, type] = {name: kind for name, kind in params if name}
        self._written = ""

    def ask(self, connection: Any, cursor: Any, values: Mapping[str, Any]) -> None:
        """Execute it with these values; the rows are the cursor's."""
        if not settings.KEEPS_PLANS:
            cursor.execute(self.sql, [values[name] if name else value for name, value in self.params])
            return
        kept, given = _plans_of(connection), [values[name] for name in self.types]
        if name := kept.get(self):
            kept.move_to_end(self)
            cursor.execute(self._execute(name), given)
            return
        name = f"kept_{next(_numbers)}"
        told = f"({', '.join(TYPES[kind] for kind in self.types.values())})" if self.types else ""
        before = f"DEALLOCATE {kept.popitem(last=False)[1]}; " if len(kept) >= PLANS_KEPT else ""
        cursor.execute(f"{before}PREPARE {name} {told} AS {self._write(cursor)}; {self._execute(name)}", given)
        kept[self] = name

    def _execute(self, name: str) -> str:
        return f"EXECUTE {name}" + (f" ({', '.join(['%s'] * len(self.types))})" if self.types else "")

    def _write(self, cursor: Any) -> str:
        """Write the query with its own values in it, and numbers for those to come; a percent sign stands doubled."""
        if not self._written:
            numbers, told = {name: f"${place}" for place, name in enumerate(self.types, 1)}, iter(self.params)

            def fill(place: Any) -> str:
                if place[0] == "%%":
                    return "%%"
                name, value = next(told)
                return numbers[name] if name else cursor.mogrify("%s", [value]).decode().replace("%", "%%")

            self._written = _PLACES.sub(fill, self.sql)
        return self._written


class _Plans(OrderedDict[KeptPlan, str]):
    """The names of the plans that one connection keeps, the last that served at the end."""

    raw: Any = None


def _plans_of(connection: Any) -> _Plans:
    """Return what this connection keeps; another one to the server starts with nothing."""
    kept = getattr(connection, "kept_plans", None)
    if kept is None or kept.raw is not connection.connection:
        kept = connection.kept_plans = _Plans()
        kept.raw = connection.connection
    return kept
