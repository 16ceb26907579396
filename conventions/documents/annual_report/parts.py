"""What a report is made of: sections of blocks that a page and a paper lay out each in its way."""

import re
from dataclasses import dataclass, field

from ofqj_portal.core.charts import Chart

_FIGURE = re.compile(r"^([+−\d\s,.%€$CA\u00a0\u202f]+|masqué|—|pas de réponse)$")


@dataclass(frozen=True)
class Key:
    """A key figure: its value, what it counts, what it rests on, the change on the year before.

    `rows` names the rows it counts; a page leads to them whoever may read them, and everybody else to their table.
    """

    value: str
    label: str
    detail: str = ""
    change: str = ""
    rows: str = ""
    url: str = ""

    @property
    def is_less(self) -> bool:
        """Say whether it went down."""
        return self.change.startswith("−")


@dataclass(frozen=True)
class Table:
    """Cells as text; the first column names the rows. `finding` is the sentence above it; `wordy` cells are prose."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    finding: str = ""
    note: str = ""
    wordy: bool = False

    @property
    def number_columns(self) -> frozenset[int]:
        """The columns, counted from 0, that hold nothing but figures: they are set right."""
        columns = enumerate(zip(*self.rows, strict=True)) if self.rows else ()
        return frozenset(place for place, cells in columns if place and all(map(_FIGURE.match, cells)))

    @property
    def header_cells(self) -> tuple[tuple[str, bool], ...]:
        """Each header with whether its column is set right."""
        return tuple((text, place in self.number_columns) for place, text in enumerate(self.headers))

    @property
    def body_cells(self) -> tuple[tuple[tuple[str, bool], ...], ...]:
        """Each cell with whether its column is set right."""
        return tuple(tuple((text, place in self.number_columns) for place, text in enumerate(row)) for row in self.rows)


@dataclass(frozen=True)
class Picture:
    """A picture of a contribution, by the key of its row; `description` is read to whoever does not see it."""

    key: int
    description: str
    caption: str = ""


@dataclass(frozen=True)
class Text:
    """Paragraphs under a small heading."""

    heading: str
    paragraphs: tuple[str, ...]
    detail: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Block:
    """One of a chart, a table, a text or a row of key figures.

    `rows` names the rows that a chart or a table counts; a page leads there whoever may read them (`url`).
    """

    chart: Chart | None = None
    table: Table | None = None
    text: Text | None = None
    keys: tuple[Key, ...] = ()
    rows: str = ""
    url: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the report: `title` names it, `lead` says what it found."""

    anchor: str
    title: str
    lead: str
    blocks: tuple[Block, ...] = field(default=())


@dataclass(frozen=True)
class Cover:
    """What the first page says."""

    kicker: str
    title: str
    convention: str
    signed: str
    status: str
    reference: str
    day: str
    footer: str
    provisional: bool
    missing: tuple[str, ...]
    erratum: str = ""


@dataclass(frozen=True)
class ReportPaper:
    """A whole report, ready to be laid out."""

    cover: Cover
    sections: tuple[Section, ...]
