"""Two hosts, each with web, workers and a scheduler, on one database and one broker; one of them is cut off.

The hosts are network namespaces joined by a bridge to the machine, which holds the database, the broker and the mails.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.error import URLError
from urllib.request import Request, urlopen

from ofqj_portal.bench.base import say
from ofqj_portal.drill.breaks import START_WITHIN, said, written_lines
from ofqj_portal.drill.jobs import PATIENCE, count_lines, counts, live_jobs
from ofqj_portal.drill.lines import Line
from ofqj_portal.drill.load import Crowd, crowd_of
from ofqj_portal.drill.post import PostOffice
from ofqj_portal.drill.stand import BEAT, Stand
from ofqj_portal.drill.truths import truth_lines
from ofqj_portal.local import places, processes
from ofqj_portal.local.supervisor import worker

GROUP = "Plusieurs hôtes"
BRIDGE, NETWORK, CENTRE = "ofqj-pont", "10.213.7.0/24", "10.213.7.1"
HOSTS = {"ofqj-a": "10.213.7.11", "ofqj-b": "10.213.7.12"}
WEB_PORT, NAME = 8000, "127.0.0.1"  # the name by which the portal knows itself
SIZES = {"reports": 1, "archives": 6, "exports": 24, "imports": 4, "mails": 60}
LEASE_AND_MORE = 60.0


def ip(*words: str) -> None:
    """Run a command of iproute2."""
    subprocess.run(["ip", *words], check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def network() -> Iterator[None]:
    """Lay the bridge and both hosts out, and take them away again."""
    forget_network()
    ip("link", "add", BRIDGE, "type", "bridge")
    ip("addr", "add", f"{CENTRE}/24", "dev", BRIDGE)
    ip("link", "set", BRIDGE, "up")
    try:
        for host, address in HOSTS.items():
            ip("netns", "add", host)
            ip("link", "add", f"{host}-0", "type", "veth", "peer", "name", "eth0", "netns", host)
            ip("link", "set", f"{host}-0", "master", BRIDGE, "up")
            ip("-n", host, "addr", "add", f"{address}/24", "dev", "eth0")
            ip("-n", host, "link", "set", "eth0", "up")
            ip("-n", host, "link", "set", "lo", "up")
        yield
    finally:
        forget_network()


def forget_network() -> None:
    """Take away what an interrupted drill left."""
    words = [["netns", "del", host] for host in HOSTS] + [["link", "del", BRIDGE]]
    for command in words:
        subprocess.run(["ip", *command], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def cut(host: str, *, off: bool) -> None:
    """Pull the cable of a host, or plug it in again."""
    ip("link", "set", f"{host}-0", "down" if off else "up")


def run(stand: Stand, *, off: float = 45.0, calm: float = 10.0, **sizes: int) -> list[Line]:
    """Work on two hosts, cut one off for `off` seconds while both have jobs, and bring it back."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return [Line(GROUP, "un hôte coupé", "l’autre sert", "il faut être root et avoir iproute2", None)]
    with network():
        _reach_from_hosts(stand)
        stand.open()
        before, asked = counts(stand), stand.play("asked", *(f"{key}={size}" for key, size in (SIZES | sizes).items()))
        for host in HOSTS:
            begin_host(stand, host)
        try:
            return _live_through(stand, off, calm) + _reckon(stand, asked, before)
        finally:
            stand.stop()


def _reach_from_hosts(stand: Stand) -> None:
    stand.cluster.options = {"listen_addresses": f"127.0.0.1,{CENTRE}"}
    stand.after_copy = lambda: _let_in(stand)
    stand.broker.address = CENTRE
    stand.post = PostOffice(CENTRE)


def _let_in(stand: Stand) -> None:
    with (stand.cluster.data / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {NETWORK} scram-sha-256\n")


def begin_host(stand: Stand, host: str) -> None:
    """Start the four processes of one host, in its own network."""
    environment = stand.environment() | {"OFQJ_BIND": f"{HOSTS[host]}:{WEB_PORT}", "OFQJ_WEB_PROCESSES": "1"}
    for name in ("DATABASE_URL", "OFQJ_OWNER_DATABASE_URL"):
        environment[name] = environment[name].replace("@127.0.0.1:", f"@{CENTRE}:")
    parts = {"web": [sys.executable, "-m", "gunicorn", "ofqj_portal.wsgi"]}
    parts["beat"] = [sys.executable, *BEAT.split()]
    for queue in ("default", "papers"):
        parts[queue] = [word.replace("@%h", f"@{host}") for word in worker(queue)]
    for name, command in parts.items():
        stand.parts[f"{host}-{name}"] = processes.spawn(
            ["ip", "netns", "exec", host, *command],
            log=stand.var / f"{host}-{name}.log",
            env=environment,
            cwd=places.CHECKOUT,
        )
    assert processes.wait_until(lambda: _is_up(host), seconds=START_WITHIN, pause=0.3), f"{host} ne répond pas."


def _is_up(host: str) -> bool:
    asked = Request(f"http://{HOSTS[host]}:{WEB_PORT}/connexion/", headers={"Host": NAME})
    try:
        with urlopen(asked, timeout=30) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _live_through(stand: Stand, off: float, calm: float) -> list[Line]:
    lost, stays = HOSTS
    first = crowd_of(stand, port=WEB_PORT, host=HOSTS[lost], named=NAME)
    crowds = {lost: first, stays: Crowd(WEB_PORT, first.cookies, first.dossiers, host=HOSTS[stays], named=NAME)}
    with crowds[lost].at_work(readers=2, writers=2), crowds[stays].at_work(readers=2, writers=2):
        time.sleep(calm)
        both = {host: crowd.statuses() for host, crowd in crowds.items()}
        say(f"{lost} coupé {off:.0f} s")
        cut(lost, off=True)
        since = time.monotonic()
        time.sleep(off)
        meanwhile, held = crowds[stays].statuses(since), _held_by_lost(stand, stays)
        cut(lost, off=False)
        since = time.monotonic()
        processes.wait_until(lambda: crowds[lost].first_good(since) is not None, seconds=LEASE_AND_MORE, pause=0.2)
        back = crowds[lost].first_good(since)
        time.sleep(calm)
    figure = " ; ".join(f"{host} {said(seen)}" for host, seen in both.items())
    came = "pas revenu" if back is None else f"{back:.1f} s".replace(".", ",")
    return [
        Line(GROUP, "deux hôtes", "les deux servent", figure, all(set(seen) <= {200, 302} for seen in both.values())),
        Line(GROUP, f"un hôte coupé {off:.0f} s", "l’autre sert toujours", said(meanwhile), _serves(meanwhile)),
        Line(GROUP, "verrous de l’hôte coupé", "0 transaction ouverte", str(held), not held),
        Line(GROUP, "l’hôte rebranché", "revient de lui-même", came, back is not None),
        *_written(stand, crowds),
    ]  # fmt: skip


def _serves(seen: dict[int, int]) -> bool:
    return bool(seen) and set(seen) <= {200, 302}


def _held_by_lost(stand: Stand, stays: str) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE host(client_addr) = %s AND xact_start IS NOT NULL"
    lost = next(address for host, address in HOSTS.items() if host != stays)
    return int(stand.one(query, lost))


def _written(stand: Stand, crowds: dict[str, Crowd]) -> list[Line]:
    first, *others = crowds.values()
    for other in others:
        first.written |= other.written
    return written_lines(stand, first, GROUP)


def _reckon(stand: Stand, asked: dict[str, list[str]], before: dict[str, int]) -> list[Line]:
    started = time.monotonic()
    ended = processes.wait_until(lambda: not live_jobs(stand), seconds=PATIENCE, pause=1)
    took = time.monotonic() - started
    done = Line(GROUP, "les travaux finissent", "tous", f"{took:.0f} s après le retour", ended)
    return [done, *count_lines(stand, GROUP, asked, before), *truth_lines(stand, GROUP)]
