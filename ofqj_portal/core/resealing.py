"""Seal every encrypted column with the newest key, so that an older one may leave the settings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from psycopg2 import sql

from ofqj_portal.core.crypto import Undecipherable, reseal
from ofqj_portal.core.fields import EncryptedTextField

ROWS_AT_ONCE = 500


@dataclass
class Resealed:
    """What became of one column: rows sealed anew, rows that no key opens."""

    table: str
    column: str
    changed: int = 0
    closed: int = 0


_elsewhere: dict[tuple[str, str], Callable[[Resealed], None]] = {}


def sealed_elsewhere(table: str, column: str) -> Callable[[Callable[[Resealed], None]], Callable[[Resealed], None]]:
    """Have the decorated f(done) reseal what `column` seals by itself, inside a JSON value; it counts into `done`."""

    def register(reseal_all: Callable[[Resealed], None]) -> Callable[[Resealed], None]:
        _elsewhere[table, column] = reseal_all
        return reseal_all

    return register


def encrypted_columns() -> list[tuple[str, str, str]]:
    """List (table, primary key, column) of every encrypted column, by table."""
    return sorted(
        (model._meta.db_table, str(model._meta.pk.column), str(field.column))
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, EncryptedTextField)
    )


def reseal_everything() -> Iterator[Resealed]:
    """Reseal each column in turn, some hundreds of rows a transaction, and yield what became of it.

    Runs while the portal serves: a row that somebody changes meanwhile keeps her value,
    which the newest key already seals. Doing it twice changes nothing.
    """
    for table, key, column in encrypted_columns():
        done, last = Resealed(table, column), None
        while rows := _next_rows(table, key, column, last):
            last = rows[-1][0]
            with transaction.atomic():
                for pk, sealed in rows:
                    _reseal_row(done, key, pk, sealed)
        yield done
    for (table, column), reseal_all in sorted(_elsewhere.items()):
        done = Resealed(table, column)
        reseal_all(done)
        yield done


def _next_rows(table: str, key: str, column: str, last: object) -> list[tuple[object, str]]:
    names = {"table": sql.Identifier(table), "key": sql.Identifier(key), "column": sql.Identifier(column)}
    after = sql.SQL("AND {key} > %s").format(**names) if last is not None else sql.SQL("")
    query = sql.SQL("SELECT {key}, {column} FROM {table} WHERE {column} <> '' {after} ORDER BY {key} LIMIT %s")
    with connection.cursor() as cursor:
        words = query.format(after=after, **names).as_string(cursor.cursor)
        cursor.execute(words, [*([last] if last is not None else []), ROWS_AT_ONCE])
        return list(cursor.fetchall())


def _reseal_row(done: Resealed, key: str, pk: object, sealed: str) -> None:
    try:
        anew = reseal(sealed)
    except Undecipherable:
        done.closed += 1
        return
    if anew is None:
        return
    query = sql.SQL("UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s")
    names = {"table": sql.Identifier(done.table), "key": sql.Identifier(key), "column": sql.Identifier(done.column)}
    with connection.cursor() as cursor:
        cursor.execute(query.format(**names).as_string(cursor.cursor), [anew, pk, sealed])
        done.changed += cursor.rowcount
