"""`make demo`: the whole portal from one command, and nothing left of it after Ctrl-C.

PostgreSQL and Valkey first, then migrations and demonstration data, then workers and web. A part that dies stops the
others; a second Ctrl-C ends everything at once; if the supervisor itself is killed, its children go with it.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from ofqj_portal.local import command, places, processes, services
from ofqj_portal.local.errors import LocalStackError

PYTHON = sys.executable
PATIENCE_AT_START = 180.0
# No chatter between workers: a broker that is gone would hold their stop up.
WORKER_OPTIONS = "-c 1 -l WARNING --without-gossip --without-mingle --without-heartbeat"


class Stopped(BaseException):
    """Somebody asked us to stop."""


class Supervisor:
    """The processes of the demo, in the order in which they start."""

    def __init__(self) -> None:
        self.folder = services.demo_folder()
        self.state = services.State(self.folder)
        self.servers = services.Services()
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.signals = 0

    def run(self) -> None:
        """Start everything, say where the portal is, and watch until someone stops us or a part dies."""
        say("PostgreSQL et Valkey")
        self.servers.start()
        address = take_address(int(os.environ.get("PORT") or 8000))  # the mails of the seed name it
        self.state.publish(kind="starting")
        self.fill_database()
        address = take_address(int(address.rpartition(":")[2]))  # somebody may have taken it meanwhile
        say("travailleurs Celery et serveur web")
        self.spawn("worker", worker("default", "--beat"))
        self.spawn("papers", worker("papers"))
        self.spawn("web", [PYTHON, "-m", "gunicorn", "ofqj_portal.wsgi"])
        self.wait_until_ready(address)
        self.state.publish(kind="demo", url=address)
        print(f"\nPortail prêt : {address}\n", flush=True)
        print("Comptes : <rôle>@demo.ofqj.test, mot de passe demonstration-ofqj. Ctrl-C arrête tout.", flush=True)
        while True:
            self.refuse_the_dead()
            time.sleep(0.3)

    def fill_database(self) -> None:
        """Bring the tables up to date and, the first time, put the demonstration data in."""
        unfinished = self.folder / "seeding"
        if unfinished.exists() and self.servers.cluster is not None:
            say("la première préparation n’était pas finie, je repars d’une base vide")
            self.servers.cluster.recreate_database()
        say("tables de la base")
        self.manage("migrate", "--verbosity", "0")
        if os.environ.get("OFQJ_DEMO_EMPTY") or not command.has_command("seed"):
            return
        if not command.has_people(os.environ["DATABASE_URL"]):
            say("données de démonstration (une fois seulement)")
            unfinished.touch()
            self.manage("seed", "--scale", "1")
        unfinished.unlink(missing_ok=True)

    def manage(self, *words: str) -> None:
        """Run one `manage.py` command to its end; raise LocalStackError if it fails."""
        log = self.folder / f"{words[0]}.log"
        log.write_bytes(b"")
        unbuffered = [PYTHON, "-u", "manage.py", *words]  # each line is shown as it is written
        child = processes.spawn(unbuffered, log=log, cwd=places.CHECKOUT)
        self.children[words[0]] = child
        shown = 0
        while child.poll() is None:
            time.sleep(0.1)
            shown += echo_lines(log, shown)
        del self.children[words[0]]
        if child.returncode != 0:
            raise LocalStackError(
                f"« manage.py {' '.join(words)} » a échoué. Son journal, {log}, finit ainsi :\n"
                f"{processes.last_lines(log, 12)}\n« make demo-reset » repart d’une base vide."
            )

    def spawn(self, name: str, words: list[str]) -> None:
        """Start a part of the portal that stays."""
        log = self.folder / f"{name}.log"
        log.write_bytes(b"")
        self.children[name] = processes.spawn(words, log=log, cwd=places.CHECKOUT)

    def wait_until_ready(self, address: str) -> None:
        """Wait until database, broker, worker and web all answer."""
        end = time.monotonic() + PATIENCE_AT_START
        while not is_whole(address):
            self.refuse_the_dead()
            if time.monotonic() > end:
                raise LocalStackError(f"Le portail ne répond pas à {address}/sante/. Voyez {self.folder}/*.log.")
            time.sleep(0.2)

    def refuse_the_dead(self) -> None:
        """Raise LocalStackError as soon as one part has ended by itself."""
        parts = [(child, self.folder / f"{name}.log") for name, child in self.children.items()]
        for process, log in parts + [(server.process, server.log) for server in self.servers.running()]:
            if process is not None and process.poll() is not None:
                raise LocalStackError(
                    f"« {log.stem} » s’est arrêté tout seul (code {process.returncode}), j’arrête le reste. "
                    f"Son journal, {log}, finit ainsi :\n{processes.last_lines(log)}"
                )

    def stop(self) -> None:
        """Stop web, then the workers once their jobs are done, then Valkey and PostgreSQL."""
        self.state.forget()
        if "web" in self.children:
            processes.stop(self.children.pop("web"), with_signal=signal.SIGTERM, patience=12)
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        for child in self.children.values():
            processes.stop(child, with_signal=signal.SIGTERM, patience=30)
        self.servers.stop()

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Stop in order at the first signal, at once at the second."""
        self.signals += 1
        if self.signals == 1:
            raise Stopped
        for process in [*self.children.values(), *(server.process for server in self.servers.running())]:
            if process is not None:
                processes.kill_group(process)
        os._exit(130)


def worker(queue: str, *options: str) -> list[str]:
    """Write the command of a Celery worker that takes one job at a time from `queue`."""
    words = f"-m celery -A ofqj_portal worker -Q {queue} -n {queue}@%h {WORKER_OPTIONS}"
    return [PYTHON, *words.split(), *options]


def take_address(wanted: int) -> str:
    """Choose the address of the portal, at the port `wanted` or the next free one, and let every part know it."""
    bind = f"127.0.0.1:{free_port_from(wanted)}"
    os.environ |= {"OFQJ_BASE_URL": f"http://{bind}", "OFQJ_BIND": bind}
    return os.environ["OFQJ_BASE_URL"]


def free_port_from(wanted: int) -> int:
    """Return `wanted`, or the next port after it that nobody holds."""
    for port in range(wanted, min(wanted + 200, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except PermissionError:
                raise LocalStackError(f"Le port {port} est réservé à root. Choisissez : make demo PORT=8000") from None
            except OSError:
                continue
        if port != wanted:
            say(f"le port {wanted} est pris, je prends {port}")
        return port
    raise LocalStackError(f"Aucun port libre à partir de {wanted}. Choisissez-en un : make demo PORT=9000")


def is_whole(address: str) -> bool:
    """Say whether /sante/ finds the portal whole."""
    try:
        with urllib.request.urlopen(f"{address}/sante/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def echo_lines(log: Path, shown: int) -> int:
    """Show what a log gained after its first `shown` characters, whole lines only; return how much that was."""
    text = log.read_text(errors="replace")[shown:]
    whole = text[: text.rfind("\n") + 1]
    for line in whole.splitlines():
        print(f"    {line}", flush=True)
    return len(whole)


def say(step: str) -> None:
    """Show where the start is."""
    print(f"· {step}", flush=True)


def main() -> int:
    """Run the demo; answer 0 after a stop that was asked for, 1 after any other."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "ofqj_portal.settings.dev", "REMAP_SIGTERM": "SIGQUIT"}
    try:
        with places.locked(services.State(services.demo_folder()).running, wait=False):
            return supervise(Supervisor())
    except BlockingIOError:
        print(f"✗ {already_running()}", file=sys.stderr)
    except LocalStackError as refusal:
        print(f"✗ {refusal}", file=sys.stderr)
    return 1


def supervise(demo: Supervisor) -> int:
    """Run the demo with its signals in place and stop what it started, whatever happens."""
    demo.state.forget()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, demo.on_signal)
    try:
        demo.run()
    except Stopped:
        print("\nArrêt en cours… (Ctrl-C encore une fois pour ne pas attendre)", flush=True)
        demo.stop()
        print("Tout est arrêté ; les données sont gardées.", flush=True)
        return 0
    except BaseException:
        demo.signals = 1
        demo.stop()
        raise
    return 1


def already_running() -> str:
    """Say who holds this checkout's services."""
    url = services.State(services.demo_folder()).read().get("url")
    if url:
        return f"Le portail tourne déjà : {url}. Arrêtez-le d’abord par Ctrl-C dans son terminal."
    return "Une autre commande utilise déjà la base de ce dossier. Réessayez quand elle aura fini."


if __name__ == "__main__":
    sys.exit(main())
