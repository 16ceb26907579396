"""Who the people who left are: the profiles the annual report asks for, counted in SQL.

Same words as `departures`: (starts_on, ends_on) included, distinct `people` beside `stays`, small cells untouched.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext as _

from participants.enums import NO_DIPLOMA, AgeBand, EducationLevel, Gender, Opportunity
from participants.models import OpportunityProfile
from participants.queries.departures import PEOPLE, STAYS, Headcount, Row, count_of, departures, table
from partners.models import Territory

FORGOTTEN = "forgotten"
LAST_AGE_OF_BAND = (
    (17, AgeBand.UNDER_18),
    (21, AgeBand.FROM_18),
    (25, AgeBand.FROM_22),
    (30, AgeBand.FROM_26),
    (35, AgeBand.FROM_31),
)


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


def by_gender(starts_on: date, ends_on: date) -> list[Row]:
    """Count who left by gender, « ne souhaite pas répondre » included; every value is there even at zero."""
    return table(departures(starts_on, ends_on), F("participant__gender"), Gender.choices)


def by_age_band(starts_on: date, ends_on: date) -> list[Row]:
    """Count who left by age on the day of departure; every band is there even at zero."""
    return table(departures(starts_on, ends_on), age_band(), AgeBand.choices)


def by_education(starts_on: date, ends_on: date) -> list[Row]:
    """Count who left by education level, of both shores, « non renseigné » included; zeros are there."""
    return table(departures(starts_on, ends_on), F("participant__education_level"), EducationLevel.choices)


def without_diploma(starts_on: date, ends_on: date) -> Headcount:
    """Count who left without a diploma: sans diplôme, infra 3, sans DES."""
    return count_of(departures(starts_on, ends_on).filter(participant__education_level__in=NO_DIPLOMA))


def by_qpv(starts_on: date, ends_on: date) -> list[Row]:
    """Count who left by whether they live in a QPV: codes yes, no, not_said."""
    return _yes_or_no(starts_on, ends_on, "participant__is_qpv")


def by_rural(starts_on: date, ends_on: date) -> list[Row]:
    """Count who left by whether their commune is rural: codes yes, no, not_said."""
    return _yes_or_no(starts_on, ends_on, "participant__is_rural")


def by_frr(starts_on: date, ends_on: date) -> list[Row]:
    """Count who left by whether their commune is in an FRR zone: codes yes, no, not_said."""
    return _yes_or_no(starts_on, ends_on, "participant__is_frr")


def by_first_time_abroad(starts_on: date, ends_on: date) -> list[Row]:
    """Count who left by whether it was their first time abroad: codes yes, no, not_said."""
    return _yes_or_no(starts_on, ends_on, "first_time_abroad")


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


def by_opportunity(starts_on: date, ends_on: date) -> list[Row]:
    """Count who left by JAMO category, several a person, then by what they answered at all.

    After the eight categories come `any` (each person once), `none`, `declined` (« ne souhaite pas répondre »),
    `not_asked`, and `forgotten` where answers ended with the published reports that counted them (R17). The share of
    young people with fewer opportunities is any / (any + none).
    """
    profile = OpportunityProfile.objects.filter(participant=OuterRef("participant_id"))
    rows = departures(starts_on, ends_on).annotate(
        codes=Subquery(profile.values("codes")), declined=Subquery(profile.values("is_declined"))
    )
    answers = {code.value: Q(codes__contains=[code.value]) for code in Opportunity}
    answers["any"] = Q(codes__len__gt=0)
    answers["none"] = Q(codes__len=0, declined=False)
    answers["declined"] = Q(declined=True)
    answers["not_asked"] = Q(declined__isnull=True, participant__opportunities_forgotten=False)
    answers[FORGOTTEN] = Q(declined__isnull=True, participant__opportunities_forgotten=True)
    counts = {}
    for code, answer in answers.items():
        counts[f"people_{code}"] = Count("participant__identity_hash", distinct=True, filter=answer)
        counts[f"stays_{code}"] = Count("pk", distinct=True, filter=answer)
    found = rows.aggregate(**counts)
    labels = dict(Opportunity.choices) | jamo_labels()
    said = [Row(code, str(labels[code]), found[f"people_{code}"], found[f"stays_{code}"]) for code in answers]
    return [row for row in said if row.code != FORGOTTEN or row.stays]


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


def age_band() -> Case:
    """The band of the age on the day of departure."""
    age = AgeOn(F("departed_on"), F("participant__born_on"))
    bands = [When(LessThanOrEqual(age, last), then=Value(band.value)) for last, band in LAST_AGE_OF_BAND]
    return Case(*bands, default=Value(AgeBand.OVER_35.value), output_field=CharField())


def _region_row(region: Territory | None, people: int, stays: int) -> RegionRow:
    if region is None:
        return RegionRow(None, "", "", "", people, stays)
    return RegionRow(region.pk, region.code, region.name, region.country, people, stays)


def _yes_or_no(starts_on: date, ends_on: date, column: str) -> list[Row]:
    answer = Case(
        When(**{column: True}, then=Value("yes")),
        When(**{column: False}, then=Value("no")),
        default=Value("not_said"),
        output_field=CharField(),
    )
    return table(departures(starts_on, ends_on), answer, yes_or_no_labels())
