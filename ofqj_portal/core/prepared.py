"""Queries whose SQL Django writes once, then only the values change: how rows are read, and one object by its key.

Writing the SQL of a query with several subqueries costs Django more than PostgreSQL takes to answer it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet, Transform, Value
from django.db.models.base import ModelState
from django.db.models.expressions import Col
from django.db.models.query import get_related_populators

from ofqj_portal.core.kept_plans import KeptPlan

#: What stands for a value while the SQL is written, by its type: nothing that a query says by itself.
HOLES: dict[type, Any] = {
    int: -7_301_968_051,
    str: "\N{OBJECT REPLACEMENT CHARACTER} 7301968051",
    date: date(1, 1, 2),
    datetime: datetime(1, 1, 3, 4, 5, 6, 7, tzinfo=UTC),
}

Converters = dict[int, tuple[list[Callable[..., Any]], Any]]
Maker = Callable[[list[Any]], Any]
Reader = Callable[[list[Any]], list[Any]]


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
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    return found


def reader_of(rows: QuerySet[Any], compiler: Any) -> Reader:
    """Return what makes objects, or tuples, of the rows that come back."""
    converters = [
        (place, convert, expression)
        for place, (converters, expression) in lone_converters(compiler).items()
        for convert in converters
    ]
    make: Maker = tuple if rows._fields is not None else _maker(compiler)  # type: ignore[attr-defined]

    def read(found: list[Any]) -> list[Any]:
        if not converters:
            return [make(row) for row in found]
        objects = []
        for row in map(list, found):
            for place, convert, expression in converters:
                row[place] = convert(row[place], expression, connection)
            objects.append(make(row))
        return objects

    return read


def _maker(compiler: Any) -> Maker:
    """Return what makes an object of a row, with those it is selected along with and its annotations."""
    model, columns = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    first, last = columns[0], columns[-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:last]]
    related = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]
    _make_quickly(related)
    annotations = list(compiler.annotation_col_map.items())

    def make(row: list[Any]) -> Any:
        found = made(model, names, row[first:last])
        for one in related:
            one.populate(row, found)
        for name, place in annotations:
            setattr(found, name, row[place])
        return found

    return make


class _Quick:
    """Stands for the model of what is selected along, where Django asks `from_db` of it."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def from_db(self, _alias: str, names: list[str], values: list[Any]) -> Any:
        return made(self.model, names, values)


def _make_quickly(populators: list[Any]) -> None:
    for populator in populators:
        populator.model_cls = _Quick(populator.model_cls)
        _make_quickly(populator.related_populators)


@dataclass(frozen=True)
class _Written:
    """The query, and how the row that comes back is read."""

    plan: KeptPlan
    read: Reader


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
        return written.read([row])[0] if row else None

    def _write(self) -> _Written:
        holes = holes_of(self.types)
        rows = self.build(**holes).order_by()
        compiler = rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        names = {(type(hole), hole): name for name, hole in holes.items()}
        named = [(names.get((type(value), value)), value) for value in params]
        told = [(name, type(value) if name else value) for name, value in named]
        if missing := holes.keys() - {name for name, _value in told}:
            raise LookupError(f"The query asks nothing of {sorted(missing)}.")
        return _Written(KeptPlan(sql, told), reader_of(rows, compiler))
