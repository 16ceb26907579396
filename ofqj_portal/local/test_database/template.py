"""The migrated database from which every test database is copied; rebuilt when a migration or a grant changes."""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from psycopg2 import sql

from ofqj_portal.core import db_roles

BUILD_LOCK = 2_026_112_2
PREFIX = "template_ofqj_"


def ensure() -> str:
    """Name the template of the present migrations, building it if this server has none yet."""
    name = PREFIX + fingerprint()
    with maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [BUILD_LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        known = {found for (found,) in cursor.fetchall()}
        if name not in known:
            for outdated in known:
                drop(outdated)
            _build(name)
    return name


def fingerprint() -> str:
    """Digest all that decides what a freshly migrated database holds."""
    root = Path(settings.ROOT)
    files = [
        path
        for app in apps.get_app_configs()
        if root in Path(app.path).parents and ".venv" not in app.path
        for folder in ("migrations", "data")
        for path in Path(app.path, folder).rglob("*")
        if path.suffix not in {".pyc", ""}
    ]
    rights = sorted(db_roles.append_only_tables().items()), sorted(db_roles.read_only_tables())
    digest = hashlib.sha256(repr(rights).encode())
    for path in sorted([*files, root / "requirements.txt", Path(db_roles.__file__), Path(__file__)]):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def copy_to(name: str) -> None:
    """Make database `name` a fresh copy of the template, ending whoever is connected to it."""
    with maintenance() as cursor:
        cursor.execute(_drop(name))
        source = sql.Identifier(PREFIX + fingerprint_once())
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        cursor.execute(copy.format(sql.Identifier(name), source))


def drop(name: str) -> None:
    """Drop a database whoever is connected to it."""
    with maintenance() as cursor:
        cursor.execute(_drop(name))


def use(name: str) -> None:
    """Point both roles to database `name`."""
    settings.DATABASES["default"]["NAME"] = name
    settings.OWNER_DATABASE["NAME"] = name


@contextlib.contextmanager
def maintenance() -> Iterator[Any]:
    """Open a cursor of the owner outside of any test database and of any transaction."""
    owner = settings.OWNER_DATABASE
    with contextlib.closing(
        psycopg2.connect(
            dbname="postgres",
            user=owner["USER"],
            password=owner["PASSWORD"],
            host=owner["HOST"],
            port=owner["PORT"] or 5432,
        )
    ) as line:
        line.autocommit = True
        with line.cursor() as cursor:
            yield cursor


_fingerprint: list[str] = []


def fingerprint_once() -> str:
    """Digest once per process: files do not change while tests run."""
    if not _fingerprint:
        _fingerprint.append(fingerprint())
    return _fingerprint[0]


def _drop(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))


def _build(name: str) -> None:
    before, unfinished = settings.DATABASES["default"]["NAME"], f"unfinished_{name}"
    with maintenance() as cursor:
        cursor.execute(_drop(unfinished))
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    use(unfinished)
    try:
        call_command("migrate", verbosity=0)
    finally:
        use(before)
    with maintenance() as cursor:
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        cursor.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(name)))
