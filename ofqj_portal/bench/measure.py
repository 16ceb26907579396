"""Measure the pages: bare pages and pages of the portal in turn, on both bases, one person at a time."""

from dataclasses import dataclass, field
from typing import Any

from ofqj_portal.bench.base import FLOOR, PORTAL, Base, say
from ofqj_portal.bench.cpu import Sample, Visitor, high, middle
from ofqj_portal.bench.forms import filled_form
from ofqj_portal.bench.lines import Line, number
from ofqj_portal.bench.pages import GOALS, GROWTH, MEMORY, PAGES, ROW, ROWS, SENT, STEADY, Page

PAGES_GROUP, WHOLE_GROUP = "Pages", "Serveur"
WARMING = 2  # rounds: each thread of the server has planned what it asks
FLOORS = {ROWS: "/plancher/", ROW: "/plancher/{contact}/"}


@dataclass
class Desk:
    """One base being read: its facts, its bare server and its portal, and what every page cost so far."""

    base: Base
    facts: dict[str, Any] = field(default_factory=dict)
    visitors: dict[str, Visitor] = field(default_factory=dict)
    samples: dict[str, list[Sample]] = field(default_factory=dict)

    def open(self) -> None:
        """Start the servers and sign everybody in."""
        self.facts = self.base.ask("look")
        bare = self.base.ask("look", "floor", settings=FLOOR)
        floor, portal = self.base.serve(FLOOR), self.base.serve(PORTAL)
        self.visitors[FLOOR] = Visitor(floor, bare["cookies"]["conseiller-fr"])
        for account, cookies in self.facts["cookies"].items():
            self.visitors[account] = Visitor(portal, cookies)

    def visit(self, name: str, account: str, address: str) -> None:
        """Read one page once, and keep what it cost."""
        sample, _content = self.visitors[account].read(address.format_map(self.facts["words"]))
        self._keep(name, sample)

    def send(self, page: Page) -> None:
        """Read a form, send it back with one word changed, and undo what it asked for: only the sending counts."""
        address, visitor = page.address.format_map(self.facts["words"]), self.visitors[page.account]
        _shown, content = visitor.read(address)
        form = filled_form(content.decode(), turn=len(self.samples.get(page.name, ())))
        sample, _content = visitor.read(address, form)
        self._keep(page.name, sample)
        if page.undone_at:
            visitor.read(page.undone_at.format_map(self.facts["words"]), form)

    def _keep(self, name: str, sample: Sample) -> None:
        if sample.status >= 400:
            raise SystemExit(f"{name} : réponse {sample.status}")
        self.samples.setdefault(name, []).append(sample)

    def cost(self, name: str) -> float:
        """Return the median cost of a page, in milliseconds of processor."""
        return middle([sample.cpu for sample in self.samples[name]])


def read_pages(desks: list[Desk], *, rounds: int, each: int) -> None:
    """Read every page of every base `rounds` × `each` times, a bare page before each, after WARMING rounds."""
    for turn in range(rounds + WARMING):
        say(f"pages, tour {turn + 1} sur {rounds + WARMING}")
        for desk in desks:
            for name, address in FLOORS.items():
                for _time in range(each * 2):
                    desk.visit(name, FLOOR, address)
        for page in PAGES:
            for desk in desks:
                for _time in range(each):
                    if page.kind in SENT:
                        desk.send(page)
                    else:
                        desk.visit(page.name, page.account, page.address)
        if turn == WARMING - 1:
            for desk in desks:
                desk.samples.clear()


def page_lines(small: Desk, large: Desk) -> list[Line]:
    """Judge every page on the large base, and its growth since the small one."""
    lines = []
    for page in PAGES:
        goal, samples = GOALS[page.kind], large.samples[page.name]
        cost, floor = large.cost(page.name), large.cost(goal.floor)
        queries, size = large.facts["queries"][page.name], max(sample.size for sample in samples)
        database = middle([sample.database for sample in samples])
        said = [f"{number(cost)} ms dont base {number(database)}"]
        if page.kind not in SENT:
            said += [f"{queries} requêtes", f"{size / 1000:.0f} ko"]
        fits = (not goal.queries or queries <= goal.queries) and (not goal.size or size <= goal.size)
        lines.append(
            Line(PAGES_GROUP, page.name, goal.words, said[0], cost / floor, goal.ratio, ", ".join(said[1:]), fits)
        )
    return lines + [_growth(page, small, large) for page in PAGES] + [_steady(page, large) for page in PAGES]


def _growth(page: Page, small: Desk, large: Desk) -> Line:
    before, after = small.cost(page.name), large.cost(page.name)
    figure = f"{number(before)} → {number(after)} ms"
    goal = "≤ 1,15 × de 1 000 à 10 000 dossiers"
    return Line("Croissance", f"{page.name}, croissance", goal, figure, after / before, GROWTH)


def _steady(page: Page, large: Desk) -> Line:
    costs = [sample.cpu for sample in large.samples[page.name]]
    walls = [sample.wall for sample in large.samples[page.name]]
    half, most = middle(costs), high(costs)
    figure = f"{number(half)} / {number(most)} ms"
    clock = f"à l’horloge {number(middle(walls))} / {number(high(walls))} ms"
    return Line("Régularité (p95 / p50)", f"{page.name}, p95", "p95 ≤ 1,5 × p50", figure, most / half, STEADY, clock)


def server_lines(large: Desk) -> list[Line]:
    """Say what a worker of the web server keeps in memory once every page was read."""
    portal = large.visitors[PAGES[0].account].memory()
    bare = large.visitors[FLOOR].memory()
    floor = Line(WHOLE_GROUP, "page nue", "pour mémoire", f"{number(large.cost(ROWS))} ms de processeur", 1, 1)
    kept = f"{portal:.0f} Mo, {bare:.0f} Mo pour le serveur nu"
    share = f"{large.visitors[PAGES[0].account].share():.0f} Mo, le partagé compté pour moitié"
    return [floor, Line(WHOLE_GROUP, "mémoire d’un processus web", "≤ 110 Mo", kept, portal / MEMORY, 1, share)]
