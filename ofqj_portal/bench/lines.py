"""A line of the table: what was measured, what it may be, and whether it is; written for people and as JSON."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """One result. `ratio` is what is judged against `limit`; `figure` says it in the unit people know."""

    group: str
    name: str
    goal: str
    figure: str
    ratio: float
    limit: float
    more: str = ""
    holds_more: bool = True

    @property
    def holds(self) -> bool:
        return self.ratio <= self.limit and self.holds_more

    @property
    def verdict(self) -> str:
        return "tenu" if self.holds else "à reprendre"


HEADINGS = ("Travail", "But", "Mesure", "Rapport", "Verdict")


def as_table(lines: Iterable[Line], before: dict[str, float]) -> str:
    """Write the lines as a Markdown table, group after group; `before` holds the ratios of an earlier run."""
    headings = (*HEADINGS, "Avant") if before else HEADINGS
    said, group = [], None
    for line in lines:
        if line.group != group:
            group = line.group
            said += [f"\n### {group}\n", row(headings), row("---" for _heading in headings)]
        figure = f"{line.figure} · {line.more}" if line.more else line.figure
        cells = [line.name, line.goal, figure, number(line.ratio), line.verdict]
        said.append(row(cells + ([number(before.get(line.name))] if before else [])))
    return "\n".join(said)


def row(cells: Iterable[str]) -> str:
    """Write one row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def number(value: float | None) -> str:
    """Write a figure with two decimals, as French writes it; nothing for none."""
    return "" if value is None else f"{value:.2f}".replace(".", ",")


def write_json(path: Path, lines: Iterable[Line], facts: dict[str, str]) -> None:
    """Keep a run, for another to be compared with it."""
    content = facts | {"lines": [asdict(line) | {"holds": line.holds} for line in lines]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def read_ratios(path: Path) -> dict[str, float]:
    """Read the ratios that an earlier run kept, by name of line."""
    return {line["name"]: line["ratio"] for line in json.loads(path.read_text())["lines"]}
