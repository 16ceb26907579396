"""The schedule by which a section pays, as plain data: what a dossier keeps of it since it was filed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class TermLine:
    """One line of a schedule; `share_pct` is None for the balance and for a young person's share."""

    position: int
    kind: str
    share_pct: int | None = None
    waits_for: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Write the line so that `read_schedules` reads the same one."""
        return asdict(self) | {"waits_for": list(self.waits_for)}


Schedules = tuple[tuple[str, tuple[TermLine, ...]], ...]


def read_schedules(data: Mapping[str, Iterable[Mapping[str, Any]]]) -> Schedules:
    """Read schedules by section; a section without a line has no schedule of its own."""
    return tuple(
        (section, tuple(TermLine(**line | {"waits_for": tuple(line["waits_for"])}) for line in lines))
        for section, lines in sorted(data.items())
    )


def write_schedules(schedules: Schedules) -> dict[str, list[dict[str, Any]]]:
    """Write schedules as JSON."""
    return {section: [line.to_json() for line in lines] for section, lines in schedules}
