"""People who read and write on a stand, and remember every answer: what was acknowledged, refused, cut."""

import contextlib
import http.client
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from ofqj_portal.bench.forms import FormReader

READERS = {
    "conseiller-fr": ("/", "/projets/", "/participants/"),
    "instructeur-fr": ("/", "/projets/", "/instruction/"),
    "finance": ("/", "/paiements/"),
    "unml": ("/", "/structures/", "/structures/reseau/"),
    "decideur-fr": ("/", "/enveloppes/"),
}
WRITER = "conseiller-fr"
ANSWER_WITHIN = 30.0
AWAY_WORDS = "Le portail revient dans un instant"
CUT = 0  # no answer at all: the process that should have answered is gone


@dataclass(frozen=True)
class Answer:
    """One answer: when it came, its status (CUT for none), how long it took, and whether a 503 was the French one."""

    at: float
    status: int
    took: float
    is_ours: bool = True


@dataclass
class Crowd:
    """Readers and writers in threads of their own; `answers` and `written` grow while they work."""

    port: int
    cookies: dict[str, str]
    dossiers: list[str]
    host: str = "127.0.0.1"
    named: str = "127.0.0.1"  # the name by which the portal is asked for
    answers: list[Answer] = field(default_factory=list)
    written: dict[str, bool] = field(default_factory=dict)  # each marker sent, and whether it was acknowledged
    pause: float = 0.15
    _over: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def at_work(self, *, readers: int = 4, writers: int = 3) -> Iterator["Crowd"]:
        """Have them work until the block ends."""
        accounts = list(READERS)
        works = [(self._read, accounts[rank % len(accounts)]) for rank in range(readers)]
        works += [(self._write, self.dossiers[rank % len(self.dossiers)]) for rank in range(writers)]
        threads = [threading.Thread(target=work, args=(word,), daemon=True) for work, word in works]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._over.set()
            for thread in threads:
                thread.join(ANSWER_WITHIN * 2)

    def statuses(self, since: float = 0.0) -> Counter[int]:
        """Count the answers by status."""
        return Counter(answer.status for answer in list(self.answers) if answer.at >= since)

    def first_good(self, since: float) -> float | None:
        """Return how many seconds after `since` the first page came."""
        good = [
            answer.at - since for answer in list(self.answers) if answer.at >= since and answer.status in (200, 302)
        ]
        return min(good, default=None)

    def ask(self, account: str, address: str, data: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Ask for one page, remember the answer, and return it."""
        if data is None:
            return self._answer("GET", account, address, None, {})
        return self.post(account, address, urlencode(data).encode(), "application/x-www-form-urlencoded")

    def post(self, account: str, address: str, body: bytes, kind: str) -> tuple[int, bytes]:
        """Send a body of that kind, remember the answer, and return it."""
        return self._answer("POST", account, address, body, {"Content-Type": kind})

    def _answer(
        self, method: str, account: str, address: str, body: bytes | None, more: dict[str, str]
    ) -> tuple[int, bytes]:
        headers = {"Host": self.named, "Cookie": self.cookies[account], "Accept-Language": "fr"} | more
        started = time.monotonic()
        line = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_WITHIN)
        try:
            line.request(method, address, body, headers)
            answer = line.getresponse()
            status, content = answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            status, content = CUT, b""
        finally:
            line.close()
        now = time.monotonic()
        ours = status != http.client.SERVICE_UNAVAILABLE or AWAY_WORDS.encode() in content
        self.answers.append(Answer(now, status, now - started, ours))
        return status, content

    def _read(self, account: str) -> None:
        while not self._over.is_set():
            for address in READERS[account]:
                self.ask(account, address)
                self._over.wait(self.pause)

    def _write(self, dossier: str) -> None:
        """Write messages, each sent again with the same form until it is acknowledged, as a person would."""
        address = f"/projets/{dossier}/messages/"
        while not self._over.is_set():
            status, page = self.ask(WRITER, address)
            if status == http.client.OK:
                marker = f"essai-{uuid.uuid4()}"
                self.written[marker] = False
                self.written[marker] = self._send(address, form_of(page.decode()) | {"body": marker})
            self._over.wait(self.pause)

    def _send(self, address: str, form: dict[str, str]) -> bool:
        while not self._over.is_set():
            if self.ask(WRITER, f"{address}envoyer/", form)[0] == http.client.FOUND:
                return True
            self._over.wait(0.3)
        return False


def form_of(page: str) -> dict[str, str]:
    """Return what the form with a text to fill sends."""
    reader = FormReader()
    reader.feed(page)
    (fields,) = [form for form in reader.forms if any(name == "body" for name, _value in form)]
    return dict(fields)


def crowd_of(stand: Any, **choices: Any) -> Crowd:
    """Bring the people of a stand, signed in."""
    found = stand.play("people")
    return Crowd(**{"port": stand.web_port, "cookies": found["cookies"], "dossiers": found["dossiers"]} | choices)
