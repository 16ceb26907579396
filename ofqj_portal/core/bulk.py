"""Write many new rows with one statement: the database reads each column from one JSON text, as fast as a COPY."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, models

from ofqj_portal.core.fields import EncryptedTextField


def insert_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]], **common: Any) -> list[Any]:
    """Add a row of `model` for each of `rows`, in their order; return their keys in that order.

    Values go by the name of their column ("structure_id"); `common` holds what all rows share, and what
    nobody says takes the default of its field. Constraints and triggers speak as for any other row; `save()` and
    signals do not. Raises IntegrityError; DataError for what its column cannot hold.
    """
    if not rows:
        return []
    fields = {field.column: field for field in model._meta.concrete_fields if not field.primary_key}
    shared = {name: field.get_default() for name, field in fields.items()} | common
    told_of = set().union(*rows) or {next(iter(fields))}
    own = [name for name in fields if name in told_of]
    same = [name for name in fields if name not in told_of and shared[name] is not None]
    alike = [fields[name].get_db_prep_save(shared[name], connection) for name in same]
    columns = [_as_json(fields[name], [row.get(name, shared[name]) for row in rows]) for name in own]
    with connection.cursor() as cursor:
        cursor.execute(_sql(model, [fields[name] for name in own], same), [*alike, *columns])
        return [found for (found,) in cursor.fetchall()]


def _sql(model: type[models.Model], own: Sequence[Any], same: Sequence[str]) -> str:
    """Write the statement; its values are those of the columns `same` for all rows, then a text for each `own` one."""
    quote = connection.ops.quote_name
    names = [quote(field.column) for field in own]
    read = [f"told.{name}::{_type(field)}" for name, field in zip(names, own, strict=True)] + ["%s"] * len(same)
    texts = ", ".join(["json_array_elements_text(%s)"] * len(own))
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join([*names, *map(quote, same)])})"
        f" SELECT {', '.join(read)} FROM ROWS FROM ({texts}) told ({', '.join(names)})"
        f" RETURNING {quote(model._meta.pk.column)}"
    )


def _type(field: Any) -> str:
    """Return the type of a column without its length, which the column itself holds: a cast would cut the text."""
    return str(field.db_type(connection)).partition("(")[0]


def _as_json(field: Any, values: list[Any]) -> str:
    """Write the values of one column, sealed where it is."""
    if isinstance(field, EncryptedTextField):
        values = [field.get_prep_value(value) for value in values]
    if isinstance(field, models.JSONField):  # what is no text reads as it is
        values = [json.dumps(value) if isinstance(value, str) else value for value in values]
    return json.dumps(values, ensure_ascii=False, default=_as_text)


def _as_text(value: Any) -> str:
    match value:
        case date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
    raise TypeError(f"No column takes a {type(value).__name__} here.")
