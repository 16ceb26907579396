"""The two roles of the database: the owner migrates, the application cannot change what must never change."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from psycopg2 import sql


class Role(NamedTuple):
    """A role of the database, as the application's address names it."""

    name: str
    password: str


_append_only: dict[type[models.Model], tuple[str, ...]] = {}
_read_only: set[type[models.Model]] = set()


def append_only(model: type[models.Model], *, updatable: tuple[str, ...] = ()) -> None:
    """Let the application add and read rows of `model`, never change or delete them.

    `updatable` names the few columns that it may still change, e.g. the date on which a line was sent out.
    """
    _append_only[model] = updatable


def read_only(model: type[models.Model], *, updatable: tuple[str, ...] = ()) -> None:
    """Let the application only read rows of `model`, which triggers of the owner write; `updatable` as above."""
    _append_only[model] = updatable
    _read_only.add(model)


def read_only_tables() -> set[str]:
    """List the tables into which the application may not even add a row."""
    return {model._meta.db_table for model in _read_only if model in _append_only}


def append_only_tables() -> dict[str, tuple[str, ...]]:
    """List the tables declared append-only with the columns that stay open."""
    return {
        model._meta.db_table: tuple(str(model._meta.get_field(name).column) for name in names)
        for model, names in _append_only.items()
    }


@contextmanager
def as_owner() -> Iterator[Role]:
    """Work on the default database as its owner: for migrations, grants and restores, never in a request.

    Yields the application's role, which must differ. Raises ImproperlyConfigured without the owner's address.
    """
    owner = settings.OWNER_DATABASE
    if not owner:
        raise ImproperlyConfigured(
            "OFQJ_OWNER_DATABASE_URL manque : seule la propriétaire de la base peut en changer les tables."
        )
    application = connection.settings_dict.copy()
    if application["USER"] == owner["USER"]:
        raise ImproperlyConfigured("DATABASE_URL doit nommer un autre rôle que OFQJ_OWNER_DATABASE_URL.")
    connection.close()
    connection.settings_dict.update({key: owner[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
    try:
        yield Role(application["USER"], application["PASSWORD"])
    finally:
        connection.close()
        connection.settings_dict.update(application)


def grant_application_rights(role: Role) -> None:
    """Give the application's role its rights on every table that exists; run by the owner after each migration."""
    with transaction.atomic(), connection.cursor() as cursor:
        _create_role_if_missing(cursor, role)
        existing = set(connection.introspection.table_names(cursor))
        for statement in _grants(role.name, existing):
            cursor.execute(statement.as_string(cursor.cursor))


def _create_role_if_missing(cursor: CursorWrapper, role: Role) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role.name])
    if cursor.fetchone() is None:
        names = sql.Identifier(role.name), sql.Literal(role.password)
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(*names).as_string(cursor.cursor))
        membership = sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role.name))
        cursor.execute(membership.as_string(cursor.cursor))  # the owner may end the application's sessions


def _grants(role: str, existing: set[str]) -> list[sql.Composed]:
    name = sql.Identifier(role)
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(name),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(name),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(name),
    ]
    closed = append_only_tables() | {"django_migrations": ()}
    unwritten = read_only_tables() | {"django_migrations"}
    for table, columns in closed.items():
        if table not in existing:
            continue
        rights = "INSERT, UPDATE, DELETE" if table in unwritten else "UPDATE, DELETE"
        revoke = sql.SQL(f"REVOKE {rights} ON {{}} FROM {{}}")
        statements.append(revoke.format(sql.Identifier(table), name))
        if columns:
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            grant = sql.SQL("GRANT UPDATE ({}) ON {} TO {}")
            statements.append(grant.format(names, sql.Identifier(table), name))
    return statements
