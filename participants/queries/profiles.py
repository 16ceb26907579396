"""Who the people who left are: the words of their profiles, which `measures` counts at once, and their regions.

Same words as `departures`: (starts_on, ends_on) included, distinct `people` beside `stays`, small cells untouched.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    F,
    Func,
    IntegerField,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from participants.enums import AgeBand
from participants.queries.departures import PEOPLE, STAYS, departures
from partners.models import Territory

FORGOTTEN = "forgotten"
LAST_AGE_OF_BAND = (
    (17, AgeBand.UNDER_18),
    (21, AgeBand.FROM_18),
    (25, AgeBand.FROM_22),
    (30, AgeBand.FROM_26),
    (35, AgeBand.FROM_31),
)
AGE_BANDS = (*(band for _last, band in LAST_AGE_OF_BAND), AgeBand.OVER_35)


class AgeOn(Func):
    """The age in whole years on a day; PostgreSQL's age() turns 29 February into 1 March, as R1 wants."""

    template = "EXTRACT(YEAR FROM age(%(expressions)s))::int"
    arity = 2
    output_field = IntegerField()


@dataclass(frozen=True)
class RegionRow:
    """One region, by its id in the directory; None where neither the person nor her structure has one."""

    region_id: int | None
    code: str
    name: str
    country: str
    people: int
    stays: int


def by_region(starts_on: date, ends_on: date) -> list[RegionRow]:
    """Count who left by the region they live in, else their structure's; empty regions are absent; ordered by name."""
    place = Coalesce(
        "participant__territory__parent",
        "participant__territory",
        "participant__structure__territory__parent",
        "participant__structure__territory",
    )
    rows = departures(starts_on, ends_on).values(region=place).annotate(people=PEOPLE, stays=STAYS)
    regions = Territory.objects.in_bulk([row["region"] for row in rows if row["region"]])
    found = [_region_row(regions.get(row["region"]), row["people"], row["stays"]) for row in rows]
    return sorted(found, key=lambda row: (row.region_id is None, row.country, row.name))


def jamo_labels() -> dict[str, str]:
    """Name what people answered at all to the question of their opportunities."""
    return {
        "any": _("Au moins une catégorie"),
        "none": _("Aucune catégorie"),
        "declined": _("Ne souhaite pas répondre"),
        "not_asked": _("Pas encore demandé"),
        FORGOTTEN: _("Réponse effacée, selon la règle de conservation"),
    }


def yes_or_no_labels() -> list[tuple[str, str]]:
    """Name the answers to a question of yes or no."""
    return [("yes", _("Oui")), ("no", _("Non")), ("not_said", _("Non renseigné"))]


def age_rank() -> Func:
    """The rank, in AGE_BANDS, of the band of the age on the day of departure."""
    firsts = Value([last + 1 for last, _band in LAST_AGE_OF_BAND], output_field=ArrayField(IntegerField()))
    age = AgeOn(F("departed_on"), F("participant__born_on"))
    return Func(age, firsts, function="width_bucket", output_field=IntegerField())


def _region_row(region: Territory | None, people: int, stays: int) -> RegionRow:
    if region is None:
        return RegionRow(None, "", "", "", people, stays)
    return RegionRow(region.pk, region.code, region.name, region.country, people, stays)
