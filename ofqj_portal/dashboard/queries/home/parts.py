"""What a home page is made of. Texts are ready to read; the template only lays them out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ofqj_portal.core.charts import Chart


@dataclass(frozen=True)
class Task:
    """One thing that waits for this reader: what, by when, what it blocks, and the button that does it."""

    what: str
    url: str
    action: str
    when: str = ""
    due_at: datetime | None = None
    blocks: str = ""
    late: bool = False

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """Late ones first, then the nearest due, then those without a date."""
        return (not self.late, self.due_at is None, self.due_at.timestamp() if self.due_at else 0.0)


@dataclass(frozen=True)
class Figure:
    """A key figure, already written; a percentage carries its number of answers in `detail`."""

    value: str
    label: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Coming:
    """Something ahead: its name, its date in words, and whether it deserves care."""

    what: str
    when: str
    alert: bool = False
    url: str = ""


@dataclass(frozen=True)
class Link:
    """A page this reader often needs."""

    label: str
    url: str


@dataclass(frozen=True)
class EnvelopeBar:
    """An envelope as a bar: parts add up to what is committed, `rest` says what is left."""

    title: str
    parts: tuple[dict[str, Any], ...]
    rest: str
    label: str


@dataclass(frozen=True)
class Table:
    """A short table with a title of its own."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    url: str = ""
    link_label: str = ""
    note: str = ""

    def labelled_rows(self) -> list[list[tuple[str, Any]]]:
        """Return each row as (header, cell) pairs: on a phone a cell says what it is."""
        return [list(zip(self.headers, row, strict=True)) for row in self.rows]


@dataclass
class Home:
    """All that a home shows. Each role adds its part."""

    tasks: list[Task] = field(default_factory=list)
    more_tasks: int = 0
    projects: list[Any] = field(default_factory=list)
    has_projects_table: bool = False
    figures: list[Figure] = field(default_factory=list)
    figures_note: str = ""  # when they were counted, if they are kept some minutes
    coming: list[Coming] = field(default_factory=list)
    envelopes: list[EnvelopeBar] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    may_file: bool = False
    welcome: str = ""
