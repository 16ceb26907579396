"""The long works beside the bare tool that does the same: charts, papers, imports, exports."""

import subprocess
from collections.abc import Callable
from typing import Any

from ofqj_portal.bench.base import Base, say
from ofqj_portal.bench.lines import Line, number

CHARTS, IMPORT, CSV, XLSX, PAPER, PAPER_MEMORY = 1.0, 3.0, 2.0, 4.0, 1.3, 500
GROUP = "Longs travaux"


def work_lines(base: Base, **sizes: int) -> list[Line]:
    """Run every long work in a process of its own, and judge it; `sizes` shrinks them (see each module)."""
    lines: list[Line] = []
    for module, judge in WORKS.items():
        say(f"longs travaux : {module}")
        words = [f"{name}={size}" for name, size in sizes.items()]
        try:
            lines += judge(base.ask(module, *words))
        except subprocess.SubprocessError as fault:  # the other works still count
            lines.append(Line(GROUP, module, "aboutir", str(type(fault).__name__), 1, 1, holds_more=False))
    return lines


def _charts(found: dict[str, Any]) -> list[Line]:
    figure = f"{number(found['six'])} ms"
    return [Line(GROUP, "six graphiques", "≤ 1 ms", figure, found["six"] / CHARTS, 1)]


def _papers(found: list[dict[str, Any]]) -> list[Line]:
    lines = []
    for one in found:
        pages, goal = one["pages"], "≤ 1,3 × les mêmes pages de tableaux simples"
        figure = f"{number(one['report'] / 1000)} s, {number(one['plain'] / 1000)} s nues"
        each = f"{number(one['report'] / 1000 / pages)} s la page"
        lines.append(
            Line(GROUP, f"bilan de {one['asked']} pages", goal, figure, one["report"] / one["plain"], PAPER, each)
        )
        memory = f"{one['memory']:.0f} Mo pour {pages} pages"
        name = f"bilan de {one['asked']} pages, mémoire"
        lines.append(Line(GROUP, name, "≤ 500 Mo", memory, one["memory"] / PAPER_MEMORY, 1))
    return lines


def _imports(found: dict[str, Any]) -> list[Line]:
    rows, goal = found["rows"], "≤ 3 × un COPY nu des mêmes lignes"
    figure = f"{number(found['import'] / 1000)} s, COPY {number(found['copy'] / 1000)} s"
    parts = ", ".join(f"{name} {number(cost / 1000)} s" for name, cost in found["parts"].items())
    return [Line(GROUP, f"import de {rows} personnes", goal, figure, found["import"] / found["copy"], IMPORT, parts)]


def _exports(found: dict[str, Any]) -> list[Line]:
    rows = found["rows"]
    csv = f"{number(found['csv'] / 1000)} s, COPY {number(found['copy'] / 1000)} s"
    kept = f"{found['csv_memory']:.0f} Mo de plus"
    book = f"{number(found['xlsx'] / 1000)} s"
    more = f"{found['xlsx_memory']:.0f} Mo de plus"
    return [
        Line(GROUP, f"export de {rows} lignes, CSV", "≤ 2 × COPY", csv, found["csv"] / found["copy"], CSV, kept),
        Line(GROUP, f"export de {rows} lignes, XLSX", "≤ 4 s", book, found["xlsx"] / 1000 / XLSX, 1, more),
    ]


WORKS: dict[str, Callable[[Any], list[Line]]] = {
    "charts": _charts, "exports": _exports, "imports": _imports, "papers": _papers,
}  # fmt: skip
