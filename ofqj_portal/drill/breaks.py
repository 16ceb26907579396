"""People read and write while database, broker and web server are ended: nothing said to be kept is lost."""

import os
import signal
import time
from collections import Counter
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from ofqj_portal.bench.base import say
from ofqj_portal.bench.cpu import children_of
from ofqj_portal.drill.lines import Line
from ofqj_portal.drill.load import CUT, Crowd, crowd_of
from ofqj_portal.drill.stand import Stand
from ofqj_portal.drill.truths import truth_lines
from ofqj_portal.local import places, processes

GROUP = "Pannes sous la charge"
BACK_WITHIN, START_WITHIN = 10.0, 180.0
NOBODY = "personne"
FORESEEN = {200, 302, 503, CUT}


def run(stand: Stand, *, restarts: int = 3, calm: float = 8.0, broker_down: float = 60.0) -> list[Line]:
    """Break one part after the other under load; `calm` is how long people work between two breaks."""
    begin_web(stand)
    crowd = crowd_of(stand)
    lines = []
    with crowd.at_work():
        settle(crowd, calm)
        lines.append(quiet_line(crowd))
        lines.append(_database(stand, crowd, restarts, calm))
        lines += _broker(stand, crowd, broker_down)
        lines.append(_web_process(stand, crowd, restarts, calm))
        lines.append(_web_server(stand, crowd))
        time.sleep(calm)
    return [*lines, *written_lines(stand, crowd, GROUP), *truth_lines(stand, GROUP)]


def begin_web(stand: Stand, *, checkout: Path = places.CHECKOUT) -> None:
    """Start the web server of the version in `checkout`, and wait until it answers, whole or not."""
    stand.begin("web", checkout=checkout)
    assert processes.wait_until(lambda: is_up(stand), seconds=START_WITHIN, pause=0.2), "Le serveur web ne répond pas."


def is_up(stand: Stand) -> bool:
    """Say whether the sign-in page answers."""
    try:
        with urlopen(f"http://127.0.0.1:{stand.web_port}/connexion/", timeout=30) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def quiet_line(crowd: Crowd, group: str = GROUP) -> Line:
    """Show that people do read and write when nothing is broken: the other lines would mean nothing without it."""
    seen, kept = crowd.statuses(), sum(crowd.written.values())
    figure = f"{sum(seen.values())} réponses ({said(seen)}), {kept} messages reçus"
    return Line(group, "avant les pannes", "que des 200 et des 302", figure, set(seen) <= {200, 302} and kept > 0)


def _database(stand: Stand, crowd: Crowd, restarts: int, calm: float) -> Line:
    say(f"PostgreSQL arrêté net, {restarts} fois")
    started, backs = time.monotonic(), []
    for _restart in range(restarts):
        stand.restart_database(down=2.0)
        backs.append(_back(crowd, calm))
    return judged("PostgreSQL arrêté net", crowd, started, backs)


def _broker(stand: Stand, crowd: Crowd, down: float) -> list[Line]:
    say(f"courtier arrêté {down:.0f} s")
    started = time.monotonic()
    stand.broker.stop()
    refused = sign_in_until_refused(crowd)
    time.sleep(max(0.0, down - (time.monotonic() - started)))
    seen, slowest = crowd.statuses(started), max(answer.took for answer in crowd.answers if answer.at >= started)
    stand.broker.start()
    figure = f"{said(seen)} ; la plus lente en {slowest:.1f} s".replace(".", ",")
    held = f"refusée au {refused}e essai" if refused else "jamais refusée"
    return [
        Line(GROUP, f"courtier absent {down:.0f} s", "toutes les pages répondent", figure, set(seen) <= {200, 302}),
        Line(GROUP, "limite de connexion, courtier absent", "tient : 6e essai refusé", held, refused == 6),
    ]


def sign_in_until_refused(crowd: Crowd, tries: int = 8) -> int:
    """Try wrong passwords for one account; return the number of the try that was refused for being one too many."""
    token = "a" * 32
    crowd.cookies[NOBODY] = f"csrftoken={token}"
    for number in range(1, tries + 1):
        form = {"csrfmiddlewaretoken": token, "login": "dpo@demo.ofqj.test", "password": f"pas-le-bon-{number}"}
        _status, page = crowd.ask(NOBODY, "/connexion/", form)
        if "Trop d’essais" in page.decode():
            return number
    return 0


def _web_process(stand: Stand, crowd: Crowd, times: int, calm: float) -> Line:
    say(f"un processus web tué, {times} fois")
    started, backs = time.monotonic(), []
    for _time in range(times):
        for pid in children_of(stand.parts["web"].pid)[:1]:
            os.kill(pid, signal.SIGKILL)
        backs.append(_back(crowd, calm))
    return judged("un processus web tué", crowd, started, backs)


def _web_server(stand: Stand, crowd: Crowd) -> Line:
    say("le serveur web tué, relancé comme le ferait le système")
    started = time.monotonic()
    stand.kill("web")
    stand.begin("web")
    return judged("le serveur web entier tué", crowd, started, [_back(crowd, 0)])


def settle(crowd: Crowd, calm: float) -> None:
    """Let people work until a first message is acknowledged, then for `calm` seconds."""
    processes.wait_until(lambda: any(crowd.written.values()), seconds=START_WITHIN, pause=0.1)
    time.sleep(calm)


def _back(crowd: Crowd, calm: float) -> float:
    """Wait for a page, let people work, and return how long after this instant it came (infinite if none did)."""
    since = time.monotonic()
    processes.wait_until(lambda: crowd.first_good(since) is not None, seconds=START_WITHIN, pause=0.1)
    time.sleep(calm)
    found = crowd.first_good(since)
    return float("inf") if found is None else found


def judged(name: str, crowd: Crowd, started: float, backs: list[float], group: str = GROUP) -> Line:
    """Judge what people saw since `started`, and how long each of the returns took."""
    seen = crowd.statuses(started)
    ours = all(answer.is_ours for answer in crowd.answers)
    slowest = max(backs)
    figure = f"{said(seen)} ; retour en {slowest:.1f} s au plus".replace(".", ",")
    holds = set(seen) <= FORESEEN and ours and slowest <= BACK_WITHIN
    return Line(group, name, "503 en français, jamais 500 ; retour ≤ 10 s", figure, holds)


def written_lines(stand: Stand, crowd: Crowd, group: str) -> list[Line]:
    """Count the messages that were acknowledged and are not there, and those that are there twice."""
    with stand.sql() as cursor:
        cursor.execute("SELECT body FROM projects_message WHERE body LIKE 'essai-%%'")
        there = Counter(body for (body,) in cursor.fetchall())
    kept = [marker for marker, acknowledged in crowd.written.items() if acknowledged]
    lost, twice = sum(not there[marker] for marker in kept), sum(count > 1 for count in there.values())
    figure = f"{len(kept)} reçus, {lost} perdus, {twice} en double"
    return [Line(group, "messages dits reçus", "0 perdu, 0 en double", figure, bool(kept) and not lost and not twice)]


def said(statuses: Counter[int]) -> str:
    """Say how many answers of each kind came."""
    words = {CUT: "coupées"}
    return ", ".join(f"{count} × {words.get(status, status)}" for status, count in sorted(statuses.items())) or "aucune"
