"""One line of the drills: what was tried, what must come of it, what came; None where this machine cannot try it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from ofqj_portal.bench.lines import row

HEADINGS = ("Épreuve", "But", "Vu", "Verdict")
VERDICTS = {True: "tenu", False: "à reprendre", None: "non essayé ici"}


@dataclass(frozen=True)
class Line:
    """One result of a drill; `group` is the drill."""

    group: str
    name: str
    goal: str
    figure: str
    holds: bool | None

    @property
    def verdict(self) -> str:
        return VERDICTS[self.holds]


def as_table(lines: Iterable[Line]) -> str:
    """Write the lines as Markdown tables, one for each drill."""
    said, group = [], None
    for line in lines:
        if line.group != group:
            group = line.group
            said += [f"\n### {group}\n", row(HEADINGS), row("---" for _heading in HEADINGS)]
        said.append(row((line.name, line.goal, line.figure, line.verdict)))
    return "\n".join(said)


def write_json(path: Path, lines: Iterable[Line], facts: dict[str, str]) -> None:
    """Keep a run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = facts | {"lines": [asdict(line) for line in lines]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
