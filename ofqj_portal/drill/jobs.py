"""Real work while workers, their children, the scheduler and the broker are ended again and again."""

import os
import random
import signal
import socket
import time
from dataclasses import dataclass, field
from typing import Any

from ofqj_portal.bench.base import say
from ofqj_portal.bench.cpu import children_of
from ofqj_portal.drill.lines import Line
from ofqj_portal.drill.stand import Stand
from ofqj_portal.drill.truths import truth_lines
from ofqj_portal.local import processes
from ofqj_portal.local.valkey import Broker

GROUP = "Travaux sous les coups"
WORKERS = ("default-1", "default-2", "papers-1")
WORDS = {"child": "enfant tué", "scheduler": "battement tué", "worker": "travailleur tué"}
EVERY, LAST_AFTER, PATIENCE = 0.7, 60.0, 900.0


@dataclass
class Blows:
    """What is done to a stand while it works, and how often it was."""

    stand: Stand
    dice: random.Random = field(default_factory=lambda: random.Random(1968))
    dealt: dict[str, int] = field(default_factory=dict)

    def at_work(self) -> list[str]:
        """List the workers that have started: a blow to one that has not hits nothing."""
        return [name for name in WORKERS if children_of(self.stand.parts[name].pid)]

    def child(self) -> None:
        """End the process that does the job of one worker; the worker stays."""
        for pid in children_of(self.stand.parts[self.dice.choice(self.at_work())].pid):
            os.kill(pid, signal.SIGKILL)

    def worker(self) -> None:
        """End a whole worker."""
        self._again(self.dice.choice(self.at_work()))

    def scheduler(self) -> None:
        """End the scheduler."""
        self._again("beat")

    def deal(self) -> None:
        """Deal one blow: most fall on what is at work."""
        if not self.at_work():
            return
        blow = self.dice.choices((self.child, self.worker, self.scheduler), weights=(8, 1, 1))[0]
        self.dealt[blow.__name__] = self.dealt.get(blow.__name__, 0) + 1
        blow()

    def _again(self, name: str) -> None:
        self.stand.kill(name)
        self.stand.begin(name)


def run(stand: Stand, *, longest: float = 70.0, broker_down: float = 20.0, **sizes: int) -> list[Line]:
    """Ask for the work (200 jobs unless `sizes` says less), deal blows until most is done, and count.

    Each of the three rounds of blows ends with its third of the work, or after `longest` seconds.
    """
    before = counts(stand)
    asked = stand.play("asked", *(f"{name}={size}" for name, size in sizes.items()))
    for name in (*WORKERS, "beat"):
        stand.begin(name)
    blows = Blows(stand)
    total = live_jobs(stand)
    say(f"{total} travaux demandés")
    processes.wait_until(lambda: len(blows.at_work()) == len(WORKERS), seconds=longest)
    _deal(blows, left=total * 2 // 3, longest=longest)
    flushed = _forget_everything(stand)
    _deal(blows, left=total // 3, longest=longest)
    stand.broker.stop()
    time.sleep(broker_down)
    stand.broker.start()
    _deal(blows, left=total // 10, longest=longest)
    last_blow = time.monotonic()
    ended = processes.wait_until(lambda: not live_jobs(stand), seconds=PATIENCE, pause=1)
    took = time.monotonic() - last_blow
    dealt = ", ".join(f"{count} × {WORDS[name]}" for name, count in sorted(blows.dealt.items()))
    said = f"{dealt}, FLUSHALL {'dit' if flushed else 'refusé'}, courtier arrêté {broker_down:.0f} s"
    return [
        Line(GROUP, "coups portés", "pour mémoire", said, True),
        Line(GROUP, "retour au calme", "≤ 60 s après le dernier coup", f"{took:.0f} s", ended and took <= LAST_AFTER),
        *count_lines(stand, GROUP, asked, before),
        *truth_lines(stand, GROUP),
    ]


def _deal(blows: Blows, *, left: int, longest: float) -> None:
    end = time.monotonic() + longest
    while time.monotonic() < end and live_jobs(blows.stand) > left:
        time.sleep(EVERY)
        blows.deal()


def _forget_everything(stand: Stand) -> bool:
    return b"+OK" in speak(stand.broker, "FLUSHALL")


def speak(broker: Broker, words: str) -> bytes:
    """Say something to the broker."""
    with socket.create_connection((broker.address, broker.port), timeout=5) as line:
        line.sendall(f"AUTH {broker.password}\r\n{words}\r\n".encode())
        time.sleep(0.2)
        return line.recv(200)


def live_jobs(stand: Stand) -> int:
    """Count the jobs that are due and not over."""
    return int(stand.one("SELECT count(*) FROM core_job WHERE state IN ('queued','running') AND run_after <= now()"))


def counts(stand: Stand) -> dict[str, int]:
    """Count what the work adds to."""
    return {"people": stand.one("SELECT count(*) FROM participants_participant")}


def count_lines(stand: Stand, group: str, asked: dict[str, Any], before: dict[str, int]) -> list[Line]:
    """Judge what came of the work that was asked for: all of it, once."""
    jobs, mails, taken = asked["jobs"], asked["mails"], stand.post.taken
    states = _states(stand, jobs)
    done, failed = states.get("done", 0), states.get("failed", 0)
    twice = stand.one(
        "SELECT count(*) FROM (SELECT artefact_id FROM core_job WHERE artefact_id IS NOT NULL"
        " GROUP BY artefact_id HAVING count(*) > 1) AS shared"
    )
    broken = stand.one("SELECT coalesce(sum(interruptions), 0) FROM core_job WHERE id::text = ANY(%s)", jobs)
    came = stand.one("SELECT count(*) FROM participants_participant") - before["people"]
    lost, doubled = sum(not taken[mail] for mail in mails), sum(taken[mail] > 1 for mail in mails)
    goal = "0 perdu, 0 deux fois"
    figure = f"{done} faits sur {len(jobs)}, {failed} en échec, {broken} reprises, {twice} résultats partagés"
    people = f"{came} fiches pour {asked['people']} lignes"
    letters = f"{len(mails) - lost} remis sur {len(mails)}, {doubled} remis deux fois"
    return [
        Line(group, "bilans, archives, exports, imports", goal, figure, done == len(jobs) and not twice),
        Line(group, "ce que les imports ont écrit", goal, people, came == asked["people"]),
        Line(group, "courriels au serveur de courriels", goal, letters, not lost and not doubled),
    ]


def _states(stand: Stand, jobs: list[str]) -> dict[str, int]:
    with stand.sql() as cursor:
        cursor.execute("SELECT state, count(*) FROM core_job WHERE id::text = ANY(%s) GROUP BY state", [jobs])
        return dict(cursor.fetchall())
