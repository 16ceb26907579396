"""What is booked for a stay, for each reader, and what is still to book."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ofqj_portal.core.shores import format_date
from projects.enums import BookingKind, BookingState
from projects.models import Booking, Project
from projects.models.told import may_hold

#: What a stay cannot leave without.
EXPECTED = (BookingKind.LODGING, BookingKind.TRAVEL)


@dataclass(frozen=True)
class BookingPlan:
    """The bookings of a stay; `to_do` says in words what is not booked yet."""

    rows: list[Booking]
    to_do: list[str]

    @property
    def is_ready(self) -> bool:
        """Say whether nothing is left to book."""
        return not self.to_do


def booking_plan(project: Project) -> BookingPlan:
    """Gather the bookings of a stay, and what is left to do: the expected kinds nobody noted, options, nights."""
    rows = list(project.bookings.all()) if may_hold(project, "bookings") else []
    noted = {row.kind for row in rows}
    to_do = [_("%s : rien n’est encore noté") % kind.label for kind in EXPECTED if kind not in noted]
    for row in rows:
        if row.state != BookingState.BOOKED:
            what = f"{row.get_kind_display()} · {row.provider}" if row.provider else row.get_kind_display()
            to_do.append(f"{what} : {row.get_state_display().lower()}")
    night = _first_night_without_bed(project, rows)
    if night:
        to_do.append(_("Hébergement : la nuit du %s n’est pas réservée") % format_date(night))
    return BookingPlan(rows, to_do)


def _first_night_without_bed(project: Project, rows: list[Booking]) -> date | None:
    """Return the first night of the stay that no lodging covers, once some lodging has dates; None if all are."""
    beds = [row for row in rows if row.kind == BookingKind.LODGING and row.starts_on and row.ends_on]
    if not beds or not project.departs_on or not project.returns_on:
        return None
    for ordinal in range(project.departs_on.toordinal(), project.returns_on.toordinal()):
        night = date.fromordinal(ordinal)
        if not any(row.starts_on <= night < row.ends_on for row in beds):
            return night
    return None
