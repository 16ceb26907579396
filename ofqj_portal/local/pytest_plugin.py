"""Start a private PostgreSQL and Valkey before pytest-django reads the settings, and stop them after the last test.

Each pytest session takes the first free slot below `var/test/`, so that several may run at once in one checkout. With
xdist the controller starts the servers and the workers share them, one database each.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ofqj_portal.local import made_files, places
from ofqj_portal.local.errors import LocalStackError
from ofqj_portal.local.postgres import APPLICATION, OWNER, Cluster
from ofqj_portal.local.valkey import Broker

SLOTS = 50
_open = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Start what no address names yet; wrap the hook so as to come before pytest-django."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    try:
        if worker is None:
            home = _take_slot()
            os.environ["OFQJ_TEST_HOME"] = str(home)
            os.environ["OFQJ_TEST_RUN"] = str(os.getpid())
            made_files.make_all()
            _start_servers(home)
        else:
            os.environ["REDIS_URL"] = _own_broker_database(os.environ["REDIS_URL"], int(worker.removeprefix("gw")))
    except LocalStackError as refusal:
        raise pytest.UsageError(str(refusal)) from refusal
    return (yield)


def pytest_unconfigure() -> None:
    """Stop the servers and forget the files of the tests."""
    _open.close()


def _start_servers(home: Path) -> None:
    if not os.environ.get("DATABASE_URL"):
        cluster = Cluster(home, throwaway=True)
        _start(cluster.start, cluster.stop)
        os.environ["DATABASE_URL"] = cluster.url(APPLICATION)
        os.environ["OFQJ_OWNER_DATABASE_URL"] = cluster.url(OWNER)
    if not os.environ.get("REDIS_URL"):
        broker = Broker(home, throwaway=True)
        _start(broker.start, broker.stop)
        os.environ["REDIS_URL"] = broker.url


def _start(start: Callable[[], None], stop: Callable[[], None]) -> None:
    _open.callback(stop)
    start()


def _take_slot() -> Path:
    tests = places.open_home(places.var_folder(), places.server_account()) / "test"
    for number in range(SLOTS):
        try:
            _open.enter_context(places.locked(tests / f"slot-{number}.lock", wait=False))
        except BlockingIOError:
            continue
        home = tests / f"slot-{number}"
        home.mkdir(exist_ok=True)
        files = home / "files"
        shutil.rmtree(files, ignore_errors=True)
        (files / "static").mkdir(parents=True)
        return home
    raise LocalStackError(f"Trop de séries de tests tournent déjà dans {tests}.")


def _own_broker_database(url: str, worker: int) -> str:
    return f"{url.rsplit('/', 1)[0]}/{worker + 1}"
