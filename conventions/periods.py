"""The periods of an annual report: a calendar year, or the year from 1 April to 31 March."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError

FIRST_YEAR, LAST_YEAR = 2017, 2099


class UnknownPeriod(DomainError):
    """The text names no period: neither "2025" nor "2025-2026"."""


@dataclass(frozen=True)
class Period:
    """A period by its code, with its first and last days, both included."""

    code: str
    starts_on: date
    ends_on: date

    @property
    def is_calendar_year(self) -> bool:
        return "-" not in self.code

    @property
    def label(self) -> str:
        """How people name it: « année 2025 », « du 1er avril 2025 au 31 mars 2026 »."""
        if self.is_calendar_year:
            return _("année civile %(year)s") % {"year": self.code}
        return _("du 1er avril %(first)s au 31 mars %(last)s") % {
            "first": self.starts_on.year,
            "last": self.ends_on.year,
        }

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """The first instant and the one after the last, in Paris."""
        after = self.ends_on + timedelta(days=1)
        return datetime.combine(self.starts_on, time(), PARIS), datetime.combine(after, time(), PARIS)

    def previous(self) -> "Period":
        """The same period a year earlier."""
        year = self.starts_on.year - 1
        return _period(year, self.is_calendar_year)


def read_period(code: str) -> Period:
    """Read "2025" (calendar year) or "2025-2026" (1 April to 31 March). Raises UnknownPeriod."""
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{4}))?", code)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise UnknownPeriod(_("Écrivez la période « 2025 » (année civile) ou « 2025-2026 » (1er avril – 31 mars)."))
    year = int(found[1])
    if found[2] and int(found[2]) != year + 1:
        raise UnknownPeriod(_("Une période à cheval couvre deux années qui se suivent, par exemple « 2025-2026 »."))
    return _period(year, not found[2])


def _period(year: int, is_calendar_year: bool) -> Period:
    if is_calendar_year:
        return Period(str(year), date(year, 1, 1), date(year, 12, 31))
    return Period(f"{year}-{year + 1}", date(year, 4, 1), date(year + 1, 3, 31))
