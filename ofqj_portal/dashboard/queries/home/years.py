"""The last years as a chart, with its table: what was done, not what waits."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.charts import Chart, Series, bar_chart, stacked_bars
from ofqj_portal.core.money import Money
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.shores import format_money
from partners.models import Agreement
from projects.enums import AFTER_DEPARTURE, DECIDED_YES
from projects.models import Project

YEARS = 5


def years_to(last: int) -> range:
    """Return the years of a chart that ends with `last`."""
    return range(last - YEARS + 1, last + 1)


def count_by_year(user: Any, *, last: int, listed: bool = False) -> dict[int, int]:
    """Count the dossiers of hers that were accepted, by the year they leave, up to `last`.

    Hers are those she may open, or those she sees `listed`.
    """
    return {int(year): count for year, count in _BY_YEAR.of(user, (last, listed)).all()}


def projects_by_year(counted: Mapping[int, int], *, last: int, note: str) -> Chart | None:
    """Draw what `count_by_year` counted, with a note under it; None where nothing was."""
    now = counted.get(last, 0)
    said = ngettext("%(count)d projet accepté part en %(year)d", "%(count)d projets acceptés partent en %(year)d", now)
    caption = _("Projets acceptés, par année de départ")
    return _counts(counted, last, said % {"count": now, "year": last}, caption, _("Projets"), note)


def _by_year(user: Any, key: tuple[int, bool]) -> Any:
    (last, listed), projects = key, Project.objects.all()
    rows, years = projects.listed_to(user) if listed else projects.visible_to(user), years_to(last)
    days = (date(years[0], 1, 1), date(last, 12, 31))
    kept = rows.filter(state__in=sorted(DECIDED_YES | AFTER_DEPARTURE), departs_on__range=days)
    by_year = kept.order_by().annotate(year=ExtractYear("departs_on")).values_list("year")
    return by_year.annotate(count=Count("pk"))


_BY_YEAR = PreparedRows(_by_year)


def agreements_by_year(*, on: date) -> Chart | None:
    """Draw how many ententes were born in each year up to that of `on`; None where none was."""
    born = Agreement.objects.born_between(date(years_to(on.year)[0], 1, 1), on).order_by()
    counted = dict(born.annotate(year=ExtractYear("born_on")).values_list("year").annotate(count=Count("pk")))
    now = counted.get(on.year, 0)
    said = ngettext("%(count)d entente est née en %(year)d", "%(count)d ententes sont nées en %(year)d", now)
    caption = _("Ententes nées, par année")
    return _counts(counted, on.year, said % {"count": now, "year": on.year}, caption, _("Ententes"))


def stays_by_year(counted: Mapping[int, int], *, last: int) -> Chart | None:
    """Draw how many young people left in each year up to `last`, counted before; None where nobody did."""
    now = counted.get(last, 0)
    said = ngettext("%(count)d jeune est parti en %(year)d", "%(count)d jeunes sont partis en %(year)d", now)
    return _counts(
        counted, last, said % {"count": now, "year": last}, _("Jeunes partis, par année"), _("Jeunes partis")
    )


def money_by_year(sums: Mapping[int, Sequence[Decimal]], *, currency: str) -> Chart:
    """Draw what was paid, promised and is left in the envelopes of one currency, by the year their call closes.

    `sums` gives (total, committed, paid) by year; the latest years are drawn.
    """
    years = sorted(sums)[-YEARS:]
    rows = [sums[year] for year in years]
    series = [
        Series(_("Payé"), [paid for _total, _committed, paid in rows]),
        Series(_("Promis"), [committed - paid for _total, committed, paid in rows]),
        Series(_("Reste"), [total - committed for total, committed, _paid in rows]),
    ]
    total, committed, _paid = rows[-1]
    left = format_money(Money(total - committed, currency))
    return stacked_bars(
        _("%(left)s restent dans les enveloppes de %(year)d") % {"left": left, "year": years[-1]},
        _("Enveloppes en %(currency)s, par année de clôture de l’appel") % {"currency": currency},
        _("Année"),
        [str(year) for year in years],
        series,
        show=lambda value: format_money(Money(Decimal(value or 0), currency)),
    )


def _counts(counted: Mapping[int, int], last: int, said: str, caption: str, name: str, note: str = "") -> Chart | None:
    years = years_to(last)
    if not any(counted.get(year) for year in years):
        return None
    labels, values = [str(year) for year in years], [counted.get(year, 0) for year in years]
    return bar_chart(said, caption, _("Année"), labels, Series(name, values), note=note)
