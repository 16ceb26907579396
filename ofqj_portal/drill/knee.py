"""How much one machine serves: a mix of pages for more and more people who never pause, and where it stops growing."""

import http.client
import itertools
import os
import random
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ofqj_portal.bench.base import PORTAL, Base, Server, say
from ofqj_portal.bench.cpu import children_of, cpu_of, high, middle
from ofqj_portal.drill.callers import Caller
from ofqj_portal.drill.lines import Line
from ofqj_portal.drill.stand import Stand, load_of_machine
from ofqj_portal.local import processes

GROUP = "Le coude d’une machine"
CLIENTS, SECONDS = (1, 2, 4, 8, 16, 32), 20.0
SCALE, WEB_PROCESSES = 100, 2
GROWS = 1.10  # times the step before
START_WITHIN = 60.0


@dataclass(frozen=True)
class Step:
    """One number of clients: pages a second, milliseconds (median, 95th percentile), processors at work, errors."""

    clients: int
    rate: float
    p50: float
    p95: float
    web: float
    database: float
    errors: int

    @property
    def words(self) -> str:
        said = f"{self.rate:.1f} pages/s, p50 {self.p50:.0f} ms, p95 {self.p95:.0f} ms"
        busy = f"processeurs : web {self.web:.2f}, base {self.database:.2f}"
        return f"{said} ; {busy} ; {self.errors} erreurs".replace(".", ",")


def run(_stand: Stand, *, scale: int = SCALE, seconds: float = SECONDS, clients: Sequence[int] = CLIENTS) -> list[Line]:
    """Serve the base of the benchmark to more and more clients; the stand is not used."""
    base = Base(scale)
    try:
        base.start()
        facts = base.ask("look")
        server = base.serve(PORTAL, web_processes=WEB_PROCESSES)
        processes.wait_until(lambda: len(children_of(server.master)) == WEB_PROCESSES, seconds=START_WITHIN)
        measure(server, facts, 4, seconds / 2)  # what is read once and kept
        steps = [measure(server, facts, count, seconds) for count in clients]
    finally:
        base.stop()
    return lines_of(steps, scale)


def lines_of(steps: list[Step], scale: int) -> list[Line]:
    """Write a line for each step, then where the knee is and what a page costs there."""
    knee = knee_of(steps)
    cost = 1000 * (knee.web + knee.database) / knee.rate
    lines = [Line(GROUP, f"{step.clients} clients", "0 erreur", step.words, not step.errors) for step in steps]
    figure = f"{knee.rate:.1f} pages/s à {knee.clients} clients, {cost:.0f} ms de processeur la page".replace(".", ",")
    name = f"le coude, {scale * 100} dossiers, {WEB_PROCESSES} processus web"
    return [*lines, Line(GROUP, name, "pour mémoire", f"{figure} ; charge {load_of_machine()}", True)]


def knee_of(steps: list[Step]) -> Step:
    """Return the last step that still served a tenth more than the one before."""
    knee = steps[0]
    for step in steps[1:]:
        if step.rate < knee.rate * GROWS:
            break
        knee = step
    return knee


def measure(server: Server, facts: dict[str, Any], clients: int, seconds: float) -> Step:
    """Have `clients` read for some seconds, each on a connection of its own."""
    say(f"{clients} clients")
    walls: list[float] = []
    errors = itertools.count()
    end = time.monotonic() + seconds
    before, started = _busy(server), time.monotonic()
    threads = [
        threading.Thread(target=_read, args=(server.port, facts, random.Random(rank), end, walls, errors))
        for rank in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, after = time.monotonic() - started, _busy(server)
    web, database = ((now - then) / 1000 / took for now, then in zip(after, before, strict=True))
    return Step(clients, len(walls) / took, middle(walls or [0.0]), high(walls or [0.0]), web, database, next(errors))


def _busy(server: Server) -> tuple[float, float]:
    return _busy_below(server.master), _busy_below(server.postmaster)


def _busy_below(parent: int) -> float:
    """Return the milliseconds of processor of all that `parent` ever started, what ended since included."""
    fields = Path(f"/proc/{parent}/stat").read_text().rpartition(")")[2].split()
    ended = (int(fields[13]) + int(fields[14])) * 1000 / os.sysconf("SC_CLK_TCK")
    return ended + sum(cpu_of(pid) for pid in children_of(parent))


def _read(
    port: int, facts: dict[str, Any], dice: random.Random, end: float, walls: list[float], errors: Iterator[int]
) -> None:
    caller = Caller(port, facts, dice)
    while time.monotonic() < end:
        for call in caller.calls():
            if call.status == http.client.OK:
                walls.append(call.wall)
            else:
                next(errors)
    caller.close()
