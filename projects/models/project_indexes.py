"""By which indexes dossiers are found, listed and counted, without walking their table."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from projects.enums import TO_EXAMINE


class YearOf(models.Func):
    """The year of a day, which an index may hold before an order; Django's own is turned back into a span of days."""

    template = "EXTRACT(YEAR FROM %(expressions)s)"
    output_field = models.IntegerField()


INDEXES = [
    models.Index(fields=["-updated_at", "-id"], name="project_recent"),
    models.Index(fields=["state", "-updated_at"], include=["id"], name="project_state_recent"),
    models.Index(fields=["departs_on"], name="project_departs_on"),
    # Counts of years and of pairs read this alone, not the dossiers.
    models.Index(fields=["state", "departs_on"], include=["id", "carrier", "call"], name="project_departures"),
    # A year of the list is read in its order, and counted by this alone.
    models.Index(
        YearOf("departs_on"),
        F("updated_at").desc(),
        F("id").desc(),
        include=["state", "departs_on"],
        name="project_year_recent",
    ),
    # The queue reads its first page in this order, and counts by this alone.
    models.Index(
        fields=["submitted_at", "id"],
        include=["state", "officer", "call", "report_due_on"],
        condition=Q(state__in=sorted(TO_EXAMINE)),
        name="project_to_examine",
    ),
    GinIndex(OpClass("search_text", "gin_trgm_ops"), name="project_search"),
]
