"""The one-command stack for real: its processes, its ports, its signals. Slow, and worth it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from ofqj_portal.local import places, processes
from ofqj_portal.local.services import NAMES

pytestmark = pytest.mark.slow
WHOLE = {"database": "ok", "broker": "ok", "worker": "ok"}
WRITE = "from django.core.cache import cache; cache.set('trace', 'gardée', None)"
READ = "from django.core.cache import cache; print(cache.get('trace'))"


class Demo:
    """One run of the supervisor in a folder of its own."""

    def __init__(self, var: Path, port: int, output: str = "output.txt") -> None:
        self.output = var / output
        environment = environment_of(var) | {"PORT": str(port)}
        with self.output.open("wb") as terminal:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ofqj_portal.local.supervisor"],
                cwd=places.CHECKOUT,
                env=environment,
                stdout=terminal,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def address(self) -> str:
        """Wait for the line that says where the portal is."""
        said = processes.wait_until(
            lambda: "Portail prêt : " in self.text() or self.process.poll() is not None, seconds=300, pause=0.1
        )
        assert said, self.text()
        assert self.process.poll() is None, self.text()
        return self.text().partition("Portail prêt : ")[2].split()[0]

    def text(self) -> str:
        """Return what the person at the terminal reads."""
        return self.output.read_text()


def environment_of(var: Path) -> dict[str, str]:
    """Give a fresh terminal's environment, with its files in `var`."""
    dropped = {*NAMES, "DJANGO_SETTINGS_MODULE", "OFQJ_TEST_HOME", "OFQJ_TEST_RUN", "OFQJ_SKIP_SERVICES"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped and "PYTEST" not in name}
    return kept | {"OFQJ_VAR": str(var), "OFQJ_DEMO_EMPTY": "1"}


def processes_of(var: Path) -> list[tuple[int, str]]:
    """List the living processes whose environment or command names `var`, the oldest first."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
        except OSError:
            continue
        if str(var).encode() in words and int(folder.name) != os.getpid():
            found.append((int(folder.name), words.replace(b"\0", b" ").decode(errors="replace")))
    return sorted(found)


def nothing_left(var: Path, seconds: float = 45) -> bool:
    """Wait until no process of `var` lives."""
    return processes.wait_until(lambda: not processes_of(var), seconds=seconds, pause=0.2)


def health(address: str) -> dict[str, str]:
    """Return what /sante/ says; a worker that is busy on a crowded machine may miss one call."""
    try:
        with urllib.request.urlopen(f"{address}/sante/") as answer:
            return json.load(answer)
    except urllib.error.HTTPError as unwell:
        return json.load(unwell)


def manage(var: Path, *words: str) -> str:
    """Run `manage.py` from a fresh terminal and return what it prints."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=places.CHECKOUT,
        env=environment_of(var),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """Make a folder that the database's account can reach, whoever runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="ofqj-demo-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def demo(var: Path) -> Iterator[Demo]:
    """Start the demo and end it, whatever the test made of it."""
    running = Demo(var, processes.free_port())
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()
    assert nothing_left(var)


def test_a_busy_port_gives_way_and_ctrl_c_leaves_no_process(var):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        taken = busy.getsockname()[1]
        demo = Demo(var, taken)
        try:
            address = demo.address()
            assert processes.wait_until(lambda: health(address) == WHOLE, seconds=30, pause=0.5)

            demo.process.send_signal(signal.SIGINT)

            assert demo.process.wait(60) == 0
        finally:
            demo.process.kill()
            demo.process.wait()
    assert processes_of(var) == []
    assert f"le port {taken} est pris" in demo.text()
    assert int(address.rpartition(":")[2]) > taken


def test_commands_use_the_running_demo_and_its_data_survive_a_hard_kill(var, demo):
    address = demo.address()
    manage(var, "shell", "-v0", "-c", WRITE)
    assert manage(var, "shell", "-v0", "-c", "from django.conf import settings; print(settings.BASE_URL)") == address

    demo.process.kill()
    demo.process.wait()

    assert manage(var, "shell", "-v0", "-c", READ) == "gardée"
    assert nothing_left(var)


def test_a_second_demo_is_refused_and_a_part_that_dies_stops_the_others(var, demo):
    address = demo.address()
    second = Demo(var, processes.free_port(), output="second.txt")

    assert second.process.wait(60) == 1
    assert second.text().strip() == (
        f"✗ Le portail tourne déjà : {address}. Arrêtez-le d’abord par Ctrl-C dans son terminal."
    )

    web = next(pid for pid, words in processes_of(var) if "gunicorn" in words)
    os.kill(web, signal.SIGKILL)

    assert demo.process.wait(60) == 1
    assert "« web » s’est arrêté tout seul (code -9), j’arrête le reste." in demo.text()
    assert nothing_left(var)


def test_a_second_signal_does_not_wait(var, demo):
    demo.address()

    demo.process.send_signal(signal.SIGINT)
    processes.wait_until(lambda: "Arrêt en cours" in demo.text(), seconds=10)
    demo.process.send_signal(signal.SIGINT)

    assert demo.process.wait(5) in (0, 130)
    assert nothing_left(var)
