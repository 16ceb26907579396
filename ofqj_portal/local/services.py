"""The servers of one checkout together, and how a command finds those that already run."""

import atexit
import json
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from ofqj_portal.local import places
from ofqj_portal.local.errors import LocalStackError
from ofqj_portal.local.postgres import APPLICATION, OWNER, Cluster
from ofqj_portal.local.processes import wait_until
from ofqj_portal.local.valkey import Broker

NAMES = ("DATABASE_URL", "OFQJ_OWNER_DATABASE_URL", "REDIS_URL", "OFQJ_BASE_URL")


def demo_folder() -> Path:
    """Name the folder of the demo's state: its logs, its files, and how to reach it."""
    folder = places.var_folder() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def data_home() -> Path:
    """Name the folder of the demo's databases, which the server's account can reach."""
    home = places.open_home(places.var_folder(), places.server_account()) / "demo"
    home.mkdir(exist_ok=True)
    return home


class Services:
    """PostgreSQL and Valkey for whatever no address names yet; started in that order, stopped in the other."""

    def __init__(self) -> None:
        home = data_home()
        self.cluster = None if os.environ.get("DATABASE_URL") else Cluster(home)
        self.broker = None if os.environ.get("REDIS_URL") else Broker(home)

    def start(self) -> None:
        """Start what is missing and put its addresses into the environment."""
        if self.cluster is not None:
            self.cluster.start()
            os.environ["DATABASE_URL"] = self.cluster.url(APPLICATION)
            os.environ["OFQJ_OWNER_DATABASE_URL"] = self.cluster.url(OWNER)
        if self.broker is not None:
            self.broker.start()
            os.environ["REDIS_URL"] = self.broker.url

    def stop(self) -> None:
        """Stop what was started."""
        for server in self.running():
            server.stop()

    def running(self) -> list[Broker | Cluster]:
        """List the servers that were started, the first to stop first."""
        return [server for server in (self.broker, self.cluster) if server is not None and server.process is not None]


class State:
    """What others may know of the services that run: written once they answer, gone before they stop."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "state.json"
        self.running = folder / "running.lock"  # held by who runs the services
        self.users = folder / "users.lock"  # shared by the commands that use them

    def publish(self, **facts: str) -> None:
        """Tell where the services are; readable by us alone, for it holds passwords."""
        addresses = {name: os.environ[name] for name in NAMES if name in os.environ}
        partial = self.file.with_suffix(".part")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(facts | {"environment": addresses}))
        partial.replace(self.file)

    def read(self) -> dict[str, dict[str, str]]:
        """Return what was published, or nothing."""
        try:
            return json.loads(self.file.read_text())  # type: ignore[no-any-return]
        except (FileNotFoundError, ValueError):
            return {}

    def forget(self) -> None:
        """Stop telling."""
        self.file.unlink(missing_ok=True)


def use_or_start(first_start: Callable[[], None]) -> None:
    """Work on the services that run, else start them until this process ends.

    `first_start` is called once the services answer, if we are the ones who started them.
    """
    state, held = State(demo_folder()), ExitStack()
    users = held.enter_context(places.locked(state.users, shared=True))
    try:
        held.enter_context(places.locked(state.running, wait=False))
    except BlockingIOError:
        os.environ.update(_published(state))
        atexit.register(held.close)
        return
    state.forget()  # whoever wrote it was killed
    services = Services()

    def stop_when_alone() -> None:
        places.relock(users)  # waits for the other commands that work on our services
        state.forget()
        services.stop()
        held.close()

    atexit.register(stop_when_alone)
    services.start()
    state.publish(kind="command")
    first_start()


def _published(state: State) -> dict[str, str]:
    if not wait_until(lambda: bool(state.read()), seconds=60, pause=0.1):
        raise LocalStackError("Le portail démarre encore ; réessayez dans un instant.")
    return dict(state.read()["environment"])
