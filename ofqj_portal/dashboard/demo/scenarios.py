"""The dossiers of the demo, read from `scenarios.csv`: who carries what with whom, when, and how far it got."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

# A stay is closed only once its report had time to come in: rows of this year that lie too close are left out.
CLOSED_AFTER = timedelta(days=45)
SOURCE = Path(__file__).with_name("scenarios.csv")


@dataclass(frozen=True)
class Scenario:
    """One dossier to replay.

    `call` is the key of a call ("sejours-2026"); `until` names how far it got (see `story.STAGES`); `left` is how many
    of the `places` really left.
    """

    call: str
    departs_on: date
    days: int
    places: int
    left: int
    until: str
    carrier: str
    host: str
    city: str
    theme: str
    title: str

    @property
    def returns_on(self) -> date:
        return self.departs_on + timedelta(days=self.days - 1)


def read_scenarios(anchor: date) -> list[Scenario]:
    """List every dossier of the demo for a seed made on `anchor`, in the order of the file.

    In the file, `year` counts from the year of `anchor`; `departure` is a month and day of that year, or a number of
    days from `anchor` when it carries a sign.
    """
    with SOURCE.open(encoding="utf-8", newline="") as stream:
        rows = [_read(row, anchor) for row in csv.DictReader(stream)]
    return [row for row in rows if row.until != "closed" or row.returns_on + CLOSED_AFTER <= anchor]


def _read(row: dict[str, str], anchor: date) -> Scenario:
    year = anchor.year + int(row["year"])
    if row["departure"][0] in "+-":
        departs_on = anchor + timedelta(days=int(row["departure"]))
    else:
        departs_on = date.fromisoformat(f"{year}-{row['departure']}")
    return Scenario(
        call=f"{row['call']}-{year}",
        departs_on=departs_on,
        days=int(row["days"]),
        places=int(row["places"]),
        left=int(row["left"]),
        until=row["until"],
        **{name: row[name] for name in ("carrier", "host", "city", "theme", "title")},
    )
