"""What `manage.py` does before Django reads the settings: find the running services, or start and stop its own."""

import contextlib
import os
import subprocess
import sys

import psycopg2

from ofqj_portal.local import places, services

NEEDS_NO_SERVICE = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "startapp",
        "version",
    }
)


def prepare_services(words: list[str]) -> None:
    """Make `manage.py <words>` find a database and a broker, unless it needs none or an address names them."""
    name = next((word for word in words if not word.startswith("-")), "help")
    asks_for_help = {"--help", "-h", "--version"} & set(words)
    if name in NEEDS_NO_SERVICE or asks_for_help or os.environ.get("OFQJ_SKIP_SERVICES"):
        return
    if os.environ.get("DATABASE_URL") or not works_locally():
        return
    services.use_or_start(first_start=lambda: None if name == "migrate" else migrate_if_new())


def works_locally() -> bool:
    """Say whether the settings are those of the local stack."""
    return os.environ.get("DJANGO_SETTINGS_MODULE") == "ofqj_portal.settings.dev"


def migrate_if_new() -> None:
    """Make the tables of a database that has none yet."""
    if is_new(os.environ["DATABASE_URL"]):
        subprocess.run(
            [sys.executable, places.CHECKOUT / "manage.py", "migrate", "--verbosity", "0"],
            check=True,
            stdin=subprocess.DEVNULL,
        )


def is_new(url: str) -> bool:
    """Say whether the database at `url` was never migrated."""
    with contextlib.closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.django_migrations') IS NULL")
        return bool(cursor.fetchone() == (True,))


def has_people(url: str) -> bool:
    """Say whether the database at `url` holds any account, hence any data."""
    with contextlib.closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM accounts_user)")
        return bool(cursor.fetchone() == (True,))


def has_command(name: str) -> bool:
    """Say whether one of our apps offers `manage.py <name>`."""
    return any(".venv" not in path.parts for path in places.CHECKOUT.glob(f"*/**/management/commands/{name}.py"))
