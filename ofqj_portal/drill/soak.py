"""Half an hour at half the knee: pages and saved steps at an even pace, no error, and a memory that does not grow."""

import os
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ofqj_portal.bench.base import PORTAL, Base, Server, say
from ofqj_portal.bench.cpu import children_of, high, middle
from ofqj_portal.drill import knee
from ofqj_portal.drill.callers import Call, Caller
from ofqj_portal.drill.lines import Line
from ofqj_portal.drill.stand import Stand, load_of_machine
from ofqj_portal.drill.truths import truth_lines
from ofqj_portal.local import processes

GROUP = "À la moitié du coude"
CALLERS = 8
SAVES = 0.3  # of the steps that are read
GOOD = (200, 302, 409)
GOAL = "que des 200, des 302 et des 409 (un brouillon enregistré à deux), au rythme dit"
LOOKS = 60  # times the memory is read, evenly
WARM = 0.2  # of the time, before memory and answers are compared
FLAT, STEADY, PACE_KEPT = 1.10, 1.5, 0.9


@dataclass
class Soak:
    """What came back, and the resident memory of the web processes, in megabytes, along the way."""

    calls: list[Call] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    @property
    def statuses(self) -> Counter[int]:
        return Counter(call.status for call in self.calls)

    def grew(self) -> tuple[float, float]:
        """Return the memory once warm, and at the end."""
        warm = self.memory[round(len(self.memory) * WARM) :]
        part = max(1, len(warm) // 5)
        return middle(warm[:part]), middle(warm[-part:])


def run(_stand: Stand, *, scale: int = knee.SCALE, minutes: float | None = None) -> list[Line]:
    """Find the knee of the base of the benchmark, then serve half of it; OFQJ_SOAK_MINUTES (30) says for how long."""
    minutes = minutes or float(os.environ.get("OFQJ_SOAK_MINUTES", "30"))
    base = Base(scale)
    try:
        base.start()
        facts = base.ask("look")
        server = base.serve(PORTAL, web_processes=knee.WEB_PROCESSES)
        processes.wait_until(lambda: len(children_of(server.master)) == knee.WEB_PROCESSES, seconds=knee.START_WITHIN)
        knee.measure(server, facts, 4, knee.SECONDS)
        rate = knee.measure(server, facts, CALLERS, knee.SECONDS).rate / 2
        say(f"{rate:.1f} pages/s pendant {minutes:.0f} min")
        soak = hold(server, facts, rate=rate, seconds=minutes * 60)
        return [*lines_of(soak, rate=rate, minutes=minutes), *truth_lines(base, GROUP)]
    finally:
        base.stop()


def hold(server: Server, facts: dict[str, Any], *, rate: float, seconds: float) -> Soak:
    """Open `rate` pages a second, shared between callers who each keep their own pace."""
    soak, end = Soak(), time.monotonic() + seconds
    callers = [
        threading.Thread(target=_keep_pace, args=(server.port, facts, random.Random(rank), CALLERS / rate, end, soak))
        for rank in range(CALLERS)
    ]
    for caller in callers:
        caller.start()
    while time.monotonic() < end:
        time.sleep(min(seconds / LOOKS, max(0.0, end - time.monotonic())))
        soak.memory.append(sum(_resident(pid) for pid in children_of(server.master)))
    for caller in callers:
        caller.join()
    return soak


def _keep_pace(port: int, facts: dict[str, Any], dice: random.Random, period: float, end: float, soak: Soak) -> None:
    caller, due = Caller(port, facts, dice, saves=SAVES), time.monotonic() + dice.random() * period
    while due < end:
        time.sleep(max(0.0, due - time.monotonic()))
        soak.calls += caller.calls()
        due = max(due + period, time.monotonic())  # what was late is not run after
    caller.close()


def _resident(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it ended since it was listed
        return 0.0
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def lines_of(soak: Soak, *, rate: float, minutes: float) -> list[Line]:
    """Write what came back, how evenly, and what the memory did."""
    statuses, (warm, last) = soak.statuses, soak.grew()
    wrong = sum(count for status, count in statuses.items() if status not in GOOD)
    said = ", ".join(f"{count} × {status or 'coupées'}" for status, count in sorted(statuses.items()))
    part = max(1, len(soak.calls) // 5)
    first, end = ([call.wall for call in calls] for calls in (soak.calls[part : 2 * part], soak.calls[-part:]))
    pace = f"p50 {middle(first):.0f} puis {middle(end):.0f} ms, p95 {high(first):.0f} puis {high(end):.0f} ms"
    name = f"{minutes:.0f} min à {rate:.1f} pages/s".replace(".", ",")
    return [
        Line(GROUP, name, GOAL, f"{said} ; charge {load_of_machine()}",
             not wrong and len(soak.calls) >= PACE_KEPT * rate * minutes * 60),
        Line(GROUP, "mémoire des processus web", "plate : +10 % au plus", f"{warm:.0f} puis {last:.0f} Mo",
             last <= warm * FLAT),
        Line(GROUP, "attente, du début à la fin", f"p50 × {STEADY} au plus".replace(".", ","), pace,
             middle(end) <= middle(first) * STEADY),
    ]  # fmt: skip
