"""The two bases that are measured, each with its own PostgreSQL and broker, and the servers that read them."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from ofqj_portal.local import places, processes
from ofqj_portal.local.postgres import APPLICATION, OWNER, Cluster
from ofqj_portal.local.valkey import Broker

PATIENCE = 60.0
LONGEST = 2400.0  # seconds that one work may take on the clock
# What only the tests need is not there in production: structlog, kombu and celery would load it if they found it.
AS_INSTALLED = (
    "import sys; sys.modules.update(dict.fromkeys(('rich', 'yaml', 'greenlet')));"
    " from gunicorn.app.wsgiapp import run; run()"
)
AS_DEPLOYED = {"PYTHONNODEBUGRANGES": "1"}  # as the files of deploy/ say
PORTAL, FLOOR = "ofqj_portal.bench.settings", "ofqj_portal.bench.floor_settings"
DEMO = "ofqj_portal.settings.dev"  # the only one that tells a past


def say(words: str) -> None:
    """Tell the person who waits, beside the table that goes to the standard output."""
    print(f"· {words}", file=sys.stderr, flush=True)


class Base:
    """A base of `scale` × 100 dossiers (0: the folder's own demo), kept in var/<folder> and made once."""

    def __init__(self, scale: int, folder: str = "bench") -> None:
        self.scale = scale
        self.var = places.var_folder() / folder / str(scale)
        self.home = places.open_home(self.var, places.server_account()) / "demo"
        self.home.mkdir(parents=True, exist_ok=True)
        (self.var / "demo").mkdir(parents=True, exist_ok=True)
        self.cluster, self.broker = Cluster(self.home), Broker(self.home)
        self.children: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start the servers, and make the base if it is not whole yet."""
        self._share_made_files()
        self.cluster.start()
        self.broker.start()
        seeded = self.var / "seeded"
        if not seeded.exists():
            self.cluster.recreate_database()  # whatever an interrupted run left
        self.manage("migrate", "--verbosity", "0")
        if not seeded.exists():
            say(f"base de {self.scale * 100} dossiers (une fois seulement)")
            self.manage("seed", "--scale", str(self.scale), settings=DEMO)
            seeded.touch()

    def _share_made_files(self) -> None:
        """Take the fonts of the checkout, which its set-up made."""
        made, here = places.var_folder() / "static-extra", self.var / "static-extra"
        if made.is_dir() and not here.exists():
            here.symlink_to(made)

    def environment(self, settings: str) -> dict[str, str]:
        """Say where everything is, for a process that works on this base."""
        return os.environ | {
            "OFQJ_VAR": str(self.var),
            "DATABASE_URL": self.cluster.url(APPLICATION),
            "OFQJ_OWNER_DATABASE_URL": self.cluster.url(OWNER),
            "REDIS_URL": self.broker.url,
            "DJANGO_SETTINGS_MODULE": settings,
        }

    def manage(self, *words: str, settings: str = PORTAL) -> None:
        """Run a command of the portal on this base, its words to the standard error."""
        command = [sys.executable, "manage.py", *words]
        subprocess.run(
            command, env=self.environment(settings), cwd=places.CHECKOUT, check=True, stdout=sys.stderr.fileno()
        )

    def ask(self, module: str, *words: str, settings: str = PORTAL, package: str = "ofqj_portal.bench") -> Any:
        """Run a module of `package` on this base and return what it prints, read as JSON."""
        command = [sys.executable, "-m", f"{package}.{module}", *words]
        options = {"env": self.environment(settings), "cwd": places.CHECKOUT, "timeout": LONGEST}
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, **options)
        return json.loads(done.stdout.splitlines()[-1])

    def command_says(self, *words: str, settings: str = PORTAL) -> tuple[bool, str]:
        """Run a command that checks; return whether it is content, and what it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            env=self.environment(settings), cwd=places.CHECKOUT, stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        return done.returncode == 0, done.stdout

    def serve(self, settings: str, *, web_processes: int = 1) -> "Server":
        """Start a web server on this base: gunicorn as production has it, with one process to look at."""
        port = processes.free_port()
        log = self.var / f"{settings.rpartition('.')[2]}.log"
        log.write_bytes(b"")
        own = {"OFQJ_BIND": f"127.0.0.1:{port}", "OFQJ_WEB_PROCESSES": str(web_processes)} | AS_DEPLOYED
        environment = self.environment(settings) | own
        command = [sys.executable, "-c", AS_INSTALLED, "ofqj_portal.wsgi"]
        child = processes.spawn(command, log=log, env=environment, cwd=places.CHECKOUT)
        self.children.append(child)
        return Server(child.pid, port, self.cluster.process.pid, log)

    def stop(self) -> None:
        """Stop whatever runs."""
        for child in self.children:
            processes.stop(child, with_signal=signal.SIGTERM, patience=12)
        for server in (self.broker, self.cluster):
            if server.process is not None:
                server.stop()

    def forget(self) -> None:
        """Forget the base altogether."""
        shutil.rmtree(self.var, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)


class Server:
    """A running web server: where it listens, and the processes whose work is counted."""

    def __init__(self, master: int, port: int, postmaster: int, log: Path) -> None:
        self.master, self.port, self.postmaster, self.log = master, port, postmaster, log
