"""A whole portal to try: its own database, broker, mail server, web and workers, each of which may be killed.

Every drill begins with the same demo, seeded once in var/drill and copied.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2

from ofqj_portal.bench.base import Base
from ofqj_portal.drill.post import PostOffice
from ofqj_portal.local import places, processes
from ofqj_portal.local.postgres import DATABASE, SUPERUSER
from ofqj_portal.local.supervisor import worker

SETTINGS, MODEL = "ofqj_portal.drill.settings", "modele"
BEAT = "-m celery -A ofqj_portal beat -l WARNING --pidfile= -S celery.beat.Scheduler"
SHUTDOWN_AT_ONCE = signal.SIGQUIT  # PostgreSQL leaves without a checkpoint, as a machine that lost its power


class Stand(Base):
    """The portal under one drill; `parts` are its processes by name, restarted as an init system would."""

    def __init__(self, name: str) -> None:
        super().__init__(1, folder=f"drill/{name}")
        self.post = PostOffice()
        self.parts: dict[str, subprocess.Popen[bytes]] = {}
        self.web_port = processes.free_port()
        self.settings = SETTINGS
        self.after_copy: Callable[[], None] = lambda: None

    def open(self) -> "Stand":
        """Copy the model demo (made the first time), then start the database and the broker."""
        model = model_demo()
        for source, target in ((model.home, self.home), (model.var / "demo", self.var / "demo")):
            shutil.rmtree(target, ignore_errors=True)
            subprocess.run(["cp", "-aT", source, target], check=True)  # owners kept
        self._share_made_files()
        self.after_copy()
        self.cluster.start()
        self.broker.start()
        self.manage("migrate", "--verbosity", "0")
        with self.sql() as cursor:  # only the demo tells a past: what it left to do is done in the present
            cursor.execute("UPDATE core_job SET as_of = NULL WHERE state IN ('queued', 'running')")
        return self

    def environment(self, settings: str = "") -> dict[str, str]:
        """Say where everything is, the mail server included; with the stand's own settings unless told otherwise."""
        bind = {"OFQJ_BIND": f"127.0.0.1:{self.web_port}", "OFQJ_BASE_URL": f"http://127.0.0.1:{self.web_port}"}
        return super().environment(settings or self.settings) | bind | {"OFQJ_EMAIL_URL": self.post.url}

    def manage(self, *words: str, settings: str = "") -> None:
        """Run a command of the portal on this stand."""
        super().manage(*words, settings=settings)

    def command_says(self, *words: str, settings: str = "") -> tuple[bool, str]:
        """Run a command that checks on this stand; return whether it is content, and what it said."""
        return super().command_says(*words, settings=settings)

    def play(self, module: str, *words: str) -> Any:
        """Run a module of the drills on this stand and return what it prints, read as JSON."""
        return self.ask(module, *words, settings=self.settings, package="ofqj_portal.drill")

    def begin(self, name: str, *, checkout: Path = places.CHECKOUT) -> None:
        """Start a part of the version in `checkout`: "web", "beat", or "<queue>-<number>" for a worker."""
        queue = name.partition("-")[0]
        words = {"web": [sys.executable, "-m", "gunicorn", "ofqj_portal.wsgi"], "beat": [sys.executable, *BEAT.split()]}
        command = words.get(name) or [word.replace("@%h", f"-{name}@%h") for word in worker(queue)]
        self.parts[name] = processes.spawn(command, log=self.var / f"{name}.log", env=self.environment(), cwd=checkout)

    def kill(self, name: str) -> None:
        """End a part at once, with all that it started."""
        processes.kill_group(self.parts[name])
        self.parts[name].wait()

    def restart_database(self, *, down: float = 0.0) -> None:
        """Stop PostgreSQL as a power cut does, and start it again at the same place."""
        assert self.cluster.process is not None
        processes.stop(self.cluster.process, with_signal=SHUTDOWN_AT_ONCE, patience=20)
        time.sleep(down)
        self.cluster.start()

    @contextlib.contextmanager
    def sql(self) -> Iterator[Any]:
        """Give a cursor of the superuser, to look."""
        with contextlib.closing(psycopg2.connect(self.cluster.url(SUPERUSER, DATABASE))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor

    def one(self, query: str, *values: Any) -> Any:
        """Return the only value that a query gives."""
        with self.sql() as cursor:
            cursor.execute(query, values)
            return cursor.fetchone()[0]

    def stop(self) -> None:
        """Stop whatever runs."""
        for part in self.parts.values():
            if part.poll() is None:
                part.terminate()
        for part in self.parts.values():
            processes.stop(part, with_signal=signal.SIGTERM, patience=25)
        super().stop()
        self.post.shutdown()
        self.post.server_close()

    def logs_say(self, words: str) -> int:
        """Count in how many lines of the parts' logs these words stand."""
        return sum(log.read_text(errors="replace").count(words) for log in self.var.glob("*.log"))


def model_demo() -> Stand:
    """Make the demo that every drill copies, unless it is there."""
    model = Stand(MODEL)
    if not (model.var / "seeded").exists():
        try:
            model.start()
        finally:
            model.stop()
    return model


def load_of_machine() -> str:
    """Say how busy the machine is, over one, five and fifteen minutes."""
    return " ".join(f"{value:.1f}" for value in os.getloadavg())
