"""The projects of the last years as a chart, with its table: one query whatever there is."""

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core.charts import Chart, Series, bar_chart
from projects.enums import AFTER_DEPARTURE, DECIDED_YES
from projects.models import Project

YEARS = 5


def projects_by_year(rows: QuerySet[Project], *, last: int) -> Chart | None:
    """Draw how many of `rows` were accepted, by the year they leave, up to `last`; None where none was."""
    kept = rows.filter(state__in=DECIDED_YES | AFTER_DEPARTURE, departs_on__year__range=(last - YEARS + 1, last))
    counted = dict(
        kept.order_by()
        .annotate(year=ExtractYear("departs_on"))
        .values_list("year")
        .annotate(count=Count("pk", distinct=True))
    )
    if not counted:
        return None
    years = range(last - YEARS + 1, last + 1)
    now = counted.get(last, 0)
    said = ngettext("%(count)d projet accepté part en %(year)d", "%(count)d projets acceptés partent en %(year)d", now)
    return bar_chart(
        said % {"count": now, "year": last},
        _("Projets acceptés, par année de départ"),
        _("Année"),
        [str(year) for year in years],
        Series(_("Projets"), [counted.get(year, 0) for year in years]),
    )
