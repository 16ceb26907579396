"""One object that every request reads: Django writes its SQL once, then only the values change.

Writing the SQL of a query with several subqueries costs Django more than PostgreSQL takes to answer it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet, Transform, Value
from django.db.models.base import ModelState
from django.db.models.expressions import Col

from ofqj_portal.core.kept_plans import KeptPlan

#: What stands for a value while the SQL is written, by its type: nothing that a query says by itself.
HOLES: dict[type, Any] = {
    int: -7_301_968_051,
    str: "\N{OBJECT REPLACEMENT CHARACTER} 7301968051",
    date: date(1, 1, 2),
    datetime: datetime(1, 1, 3, 4, 5, 6, 7, tzinfo=UTC),
}

Converters = dict[int, tuple[list[Callable[..., Any]], Any]]


def lone_converters(compiler: Any) -> Converters:
    """Return how each column that comes back is read, without the query: kept for good, it would fill the memory."""
    found = compiler.get_converters([column[0] for column in compiler.select])
    return {place: (converters, _lone(expression)) for place, (converters, expression) in found.items()}


def _lone(expression: Any) -> Any:
    """Return what a converter may ask an expression: its field, and whether it looks into a document."""
    if isinstance(expression, Col | Transform):
        return expression
    return Value(None, output_field=expression.output_field)


def holes_of(types: Mapping[str, type]) -> dict[str, Any]:
    """Return what stands for each of the values named, no two alike."""
    steps = {int: 1, date: timedelta(days=1), datetime: timedelta(seconds=1)}
    return {
        name: f"{HOLES[kind]} {place}" if kind is str else HOLES[kind] + place * steps[kind]
        for place, (name, kind) in enumerate(types.items())
    }


def made(model: type[Model], names: Sequence[str], values: Sequence[Any]) -> Any:
    """Make an object of what was read, as `Model.from_db` does, without walking the columns that were not read.

    No model of the portal listens to its own making (`pre_init`, `post_init`), and none has a `from_db` of its own.
    """
    found = model.__new__(model)
    found.__dict__.update(zip(names, values, strict=True))
    found._state = state = ModelState()
    state.adding, state.db = False, connection.alias
    return found


@dataclass(frozen=True)
class _Written:
    """The query, and how each column that comes back is read."""

    plan: KeptPlan
    converters: Converters
    fields: list[str]
    annotations: list[str]


class PreparedObject:
    """The one object that `build(**values)` finds, with its annotations; `values` names the types of its arguments."""

    def __init__(self, build: Callable[..., QuerySet[Any]], **values: type) -> None:
        self.build = build
        self.types = values
        self._written: _Written | None = None

    def get(self, **values: Any) -> Model | None:
        """Read the object for these values; None if there is none. One query."""
        written = self._written = self._written or self._write()
        with connection.cursor() as cursor:
            written.plan.ask(connection, cursor, values)
            row = cursor.fetchone()
        if row is None:
            return None
        read = list(row)
        for place, (converters, expression) in written.converters.items():
            for convert in converters:
                read[place] = convert(read[place], expression, connection)
        found = made(self.model, written.fields, read[: len(written.fields)])
        for name, value in zip(written.annotations, read[len(written.fields) :], strict=True):
            setattr(found, name, value)
        return found

    def _write(self) -> _Written:
        holes = holes_of(self.types)
        rows = self.build(**holes)
        self.model = rows.model
        fields = [field.attname for field in self.model._meta.concrete_fields]
        annotations = list(rows.query.annotations)
        compiler = rows.order_by().values_list(*fields, *annotations).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        names = {(type(hole), hole): name for name, hole in holes.items()}
        named = [(names.get((type(value), value)), value) for value in params]
        told = [(name, type(value) if name else value) for name, value in named]
        if missing := holes.keys() - {name for name, _value in told}:
            raise LookupError(f"The query asks nothing of {sorted(missing)}.")
        return _Written(KeptPlan(sql, told), lone_converters(compiler), fields, annotations)
