"""What a process of production checks once it can talk to the database: that its role cannot rewrite the past."""

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from ofqj_portal.core.db_roles import append_only_tables


def refuse_powerful_role() -> None:
    """Stop the start if the database role is too strong; while the database is away, check at the first connection."""
    connection_created.connect(_check_new_connection, dispatch_uid="role")
    try:
        connection.ensure_connection()
    except OperationalError:
        return


def excessive_powers() -> list[str]:
    """List in French what the present role may do and should not."""
    closed = (*append_only_tables(), "django_migrations")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() == (True,):
            return ["DATABASE_URL nomme un super-utilisateur de la base."]
        cursor.execute(
            "SELECT c.relname, pg_has_role(c.relowner, 'USAGE'), has_table_privilege(c.oid, 'DELETE')"
            "  OR has_table_privilege(c.oid, 'TRUNCATE')"
            " FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname IN %s"
            " ORDER BY 1",
            [closed],
        )
        rows = cursor.fetchall()
    owned = [f"Le rôle de DATABASE_URL possède la table {table}." for table, owns, _ in rows if owns]
    return owned + [f"Le rôle de DATABASE_URL peut vider {table}." for table, owns, empties in rows if empties > owns]


def _check_new_connection(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    connection_created.disconnect(dispatch_uid="role")
    powers = excessive_powers()
    if powers:
        connection.close()
        connection_created.connect(_check_new_connection, dispatch_uid="role")
        raise ImproperlyConfigured("Le portail ne démarre pas : " + " ".join(powers))
