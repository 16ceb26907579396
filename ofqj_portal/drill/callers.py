"""One person who opens pages one after the other, as people mix them; sometimes she saves a step she has just read."""

import http.client
import random
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ofqj_portal.bench.forms import filled_form
from ofqj_portal.bench.pages import DETAIL, HOME, LIST, PAGES, QUEUE, STATISTICS, STEP, STEP_POST, Page

#: Of a hundred pages that people open; a guess, to be replaced by what production sees.
MIX = {LIST: 35, DETAIL: 30, HOME: 20, STEP: 10, QUEUE: 3, STATISTICS: 2}
SAVED = next(page for page in PAGES if page.kind == STEP_POST).address
KINDS = {kind: [page for page in PAGES if page.kind == kind] for kind in MIX}
CUT = 0  # no answer at all


@dataclass(frozen=True)
class Call:
    """One answer: its status (CUT for none) and its milliseconds on the clock."""

    status: int
    wall: float


class Caller:
    """One connection to a server of the benchmark's base; `facts` are what `look` says of it."""

    def __init__(self, port: int, facts: dict[str, Any], dice: random.Random, *, saves: float = 0.0) -> None:
        self.facts, self.dice, self.saves = facts, dice, saves
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.turn = 0

    def calls(self) -> list[Call]:
        """Open one page; save the step that the benchmark saves, `saves` times out of one, with one word changed."""
        page = self.dice.choice(KINDS[self.dice.choices(list(MIX), weights=list(MIX.values()))[0]])
        read, content = self._ask("GET", page)
        if page.address != SAVED or read.status != http.client.OK or self.dice.random() >= self.saves:
            return [read]
        self.turn += 1
        sent, _content = self._ask("POST", page, filled_form(content.decode(), turn=self.turn))
        return [read, sent]

    def close(self) -> None:
        """Leave."""
        self.line.close()

    def _ask(self, method: str, page: Page, data: dict[str, list[str]] | None = None) -> tuple[Call, bytes]:
        headers = {"Cookie": self.facts["cookies"][page.account], "Accept-Language": "fr"}
        body = None if data is None else urlencode(data, doseq=True)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        try:
            self.line.request(method, page.address.format_map(self.facts["words"]), body, headers)
            answer = self.line.getresponse()
            status, content = answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.line.close()
            status, content = CUT, b""
        return Call(status, (time.perf_counter() - started) * 1000), content
