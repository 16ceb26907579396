"""The private servers, started for real in folders of their own."""

import contextlib
import shutil
from pathlib import Path

import psycopg2
import pytest

from ofqj_portal.local import command, places, postgres
from ofqj_portal.local.errors import LocalStackError
from ofqj_portal.local.postgres import APPLICATION, OWNER, SUPERUSER, Cluster
from ofqj_portal.local.valkey import Broker


@pytest.fixture
def home(tmp_path):
    """Give a home below a folder closed to others, as in a private home directory."""
    tmp_path.chmod(0o700)
    home = places.open_home(tmp_path / "var", places.server_account())
    yield home
    if home != tmp_path / "var":
        shutil.rmtree(home)


@contextlib.contextmanager
def started(server):
    server.start()
    try:
        yield server
    finally:
        server.stop()


def ask(url: str, query: str) -> object:
    """Return the one value that `query` gives."""
    with contextlib.closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def change(url: str, statement: str) -> None:
    """Run a statement and commit it."""
    with contextlib.closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_cluster_in_a_closed_folder_keeps_its_data_after_a_hard_kill(home):
    with started(Cluster(home)) as first:
        change(first.url(OWNER), "CREATE TABLE trace AS SELECT 42 AS value")
        first.process.kill()
        first.process.wait()

        with started(Cluster(home)) as second:
            assert ask(second.url(OWNER), "SELECT value FROM trace") == 42
            assert command.is_new(second.url(OWNER))
            second.recreate_database()
            assert ask(second.url(OWNER), "SELECT to_regclass('trace')") is None


def test_only_the_loopback_address_and_a_password_open_the_cluster(home):
    with started(Cluster(home, throwaway=True)) as cluster:
        assert ask(cluster.url(OWNER), "SHOW listen_addresses") == "127.0.0.1"
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(cluster.url(SUPERUSER).replace(cluster.password(SUPERUSER), "devine"))
        assert ask(cluster.url(APPLICATION), "SELECT current_user") == APPLICATION
        assert ask(cluster.url(OWNER), "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_the_broker_answers_only_to_its_password_and_keeps_it_out_of_its_command(home):
    with started(Broker(home)) as broker:
        words = Path(f"/proc/{broker.process.pid}/cmdline").read_bytes()

        assert broker.password.encode() not in words
        assert oct((home / "valkey" / "valkey.conf").stat().st_mode)[-3:] == "600"


def test_without_any_server_the_message_says_what_to_type(monkeypatch):
    monkeypatch.setattr(postgres.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))

    with pytest.raises(LocalStackError, match="sudo apt-get install postgresql"):
        postgres.find_programs()


def test_a_shelter_that_belongs_to_somebody_else_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(places.os, "geteuid", lambda: 12345)

    with pytest.raises(LocalStackError, match="appartient à quelqu’un d’autre"):
        places.shelter(tmp_path)
