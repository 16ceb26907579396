"""What a request costs in processor time: the worker of the web server and the backends of PostgreSQL, from Linux."""

import http.client
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from ofqj_portal.bench.base import PATIENCE, Server
from ofqj_portal.local.processes import wait_until

CPU_OF_PROCESS = 2  # CPUCLOCK_SCHED of another process: its number, inverted, in the high bits
NANO = 1_000_000
IDLE = 2.0  # seconds; gunicorn keeps a silent connection for five


def cpu_of(pid: int) -> float:
    """Return the milliseconds of processor that `pid` used since it began, threads that ended included."""
    try:
        return time.clock_gettime_ns((~pid << 3) | CPU_OF_PROCESS) / NANO
    except OSError:  # it ended
        return 0.0


def children_of(pid: int) -> list[int]:
    """List the processes that `pid` started."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(word) for word in (task / "children").read_text().split()]
    return found


@dataclass
class Sample:
    """One request: milliseconds of processor (web, database), milliseconds on the clock, status and bytes."""

    web: float
    database: float
    wall: float
    status: int
    size: int

    @property
    def cpu(self) -> float:
        return self.web + self.database


@dataclass
class Visitor:
    """One person who reads pages one after the other, on one connection, with what she cost each time."""

    server: Server
    cookies: str
    _kinds: dict[int, bool] = field(default_factory=dict)
    _last: float = 0.0

    def __post_init__(self) -> None:
        wait_until(lambda: len(children_of(self.server.master)) == 1, seconds=PATIENCE)
        (self.worker,) = children_of(self.server.master)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)

    def read(self, address: str, data: dict[str, str] | None = None) -> tuple[Sample, bytes]:
        """Ask for one page (POST where there is `data`), and count what its answer cost."""
        body = None if data is None else urlencode(data, doseq=True)
        headers = {"Cookie": self.cookies, "Accept-Language": "fr"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self._last > IDLE:  # the server hangs up on who says nothing
            self.connection.close()
        backends, web = self._backends(), cpu_of(self.worker)
        started = time.perf_counter()
        self.connection.request("GET" if body is None else "POST", address, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self._last = time.monotonic()
        wall = (time.perf_counter() - started) * 1000
        time.sleep(0.001)  # what the worker does once the answer is gone
        web = cpu_of(self.worker) - web
        after = self._backends()
        database = sum(used - backends.get(pid, 0.0) for pid, used in after.items())
        return Sample(web, database, wall, answer.status, len(content)), content

    def memory(self) -> float:
        """Return the resident memory of the worker, in megabytes."""
        status = Path(f"/proc/{self.worker}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def share(self) -> float:
        """Return what the worker holds once what it shares with others is divided among them (PSS), in megabytes."""
        rollup = Path(f"/proc/{self.worker}/smaps_rollup").read_text()
        return int(rollup.partition("\nPss:")[2].split()[0]) / 1024

    def _backends(self) -> dict[int, float]:
        return {pid: cpu_of(pid) for pid in children_of(self.server.postmaster) if self._is_backend(pid)}

    def _is_backend(self, pid: int) -> bool:
        if pid not in self._kinds:
            try:
                self._kinds[pid] = b"ofqj_app" in Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                return False
        return self._kinds[pid]


def middle(values: list[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def high(values: list[float]) -> float:
    """Return the 95th percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
