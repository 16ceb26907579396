"""Every profile and outcome of those who left, counted at once: one query, for the whole or by any group.

Written as conditional counts, so that a project, a structure, a network, a quarter and the convention are counted by
the same words, in one place. Small cells untouched (R18).
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet

from participants.enums import AgeBand, EducationLevel, Gender, Moment, Opportunity, SituationCategory
from participants.models import Participation
from participants.queries.departures import PEOPLE, Row
from participants.queries.profiles import AGE_BANDS, FORGOTTEN, age_rank, jamo_labels, yes_or_no_labels
from participants.queries.results import SituationsAtMoment, at_moment

YES_OR_NO = {"qpv": "participant__is_qpv", "rural": "participant__is_rural", "first_time": "first_time_abroad"}
PROFILE = "participant__opportunity_profile"
JAMO = {
    "any": Q(codes__len__gt=0),
    "none": Q(codes__len=0, declined=False),
    "declined": Q(declined=True),
    "not_asked": Q(declined__isnull=True, participant__opportunities_forgotten=False),
    FORGOTTEN: Q(declined__isnull=True, participant__opportunities_forgotten=True),
}
#: The lists that add up to the stays, by name, each with the condition of its codes.
PARTITIONS: dict[str, dict[str, Q]] = {
    "gender": {code: Q(participant__gender=code) for code in Gender.values},
    "age": {code: Q(age=AGE_BANDS.index(AgeBand(code))) for code in AgeBand.values},
    "education": {code: Q(participant__education_level=code) for code in EducationLevel.values},
    **{
        name: {"yes": Q(**{column: True}), "no": Q(**{column: False}), "not_said": Q(**{f"{column}__isnull": True})}
        for name, column in YES_OR_NO.items()
    },
    "jamo": JAMO,
}
#: The eight categories, several a person: they add up to nothing.
CATEGORIES = {code: Q(codes__contains=[code]) for code in Opportunity.values}
#: Where people stood six months after their return, silence apart, and how many are back.
AT_6 = {code: Q(at_6=code) for code in SituationCategory.values}
BACK = Q(returned_on__isnull=False)


def measured(rows: QuerySet[Participation], *by: str, **groups: Any) -> list[dict[str, Any]]:
    """Count `rows` (people who left) by columns `by` and expressions `groups`: one dict a group, of plain numbers.

    Keys: `people` (distinct), `stays`, `back`, `<partition>:<code>`, `category:<code>`, `at_6:<code>`; a group is a
    column or an expression over one row, never a join to several. Without a group, one dict.
    """
    told = rows.annotate(
        six=FilteredRelation("situations", condition=Q(situations__moment=Moment.MONTH_6)),
        at_6=F("six__category"), codes=F(f"{PROFILE}__codes"), declined=F(f"{PROFILE}__is_declined"), age=age_rank(),
    )  # fmt: skip
    counts = _counts()
    if not by and not groups:
        return [_named(told.aggregate(**counts))]
    return [_named(row) for row in told.order_by().values(*by, **groups).annotate(**counts)]


def rows_of(found: Mapping[str, Any], partition: str) -> list[Row]:
    """Write a partition of a measured group as the rows of a table; `people` repeats the stays.

    Answers that were forgotten have a row where there are some.
    """
    rows = [_row(found, f"{partition}:{code}", code, label) for code, label in labels_of(partition)]
    return [row for row in rows if row.code != FORGOTTEN or row.stays]


def categories_of(found: Mapping[str, Any]) -> list[Row]:
    """Write the eight JAMO categories of a measured group as the rows of a table."""
    return [_row(found, f"category:{code}", code, label) for code, label in Opportunity.choices]


def situation_at_6(found: Mapping[str, Any]) -> SituationsAtMoment:
    """Write where the people of a measured group stood six months after their return."""
    counts = {(Moment.MONTH_6.value, code): found[f"at_6:{code}"] for code in SituationCategory.values}
    return at_moment(Moment.MONTH_6, found["back"], counts)


def labels_of(partition: str) -> list[tuple[str, Any]]:
    """Name the codes of a partition, in the order of its table."""
    choices = {"gender": Gender.choices, "age": AgeBand.choices, "education": EducationLevel.choices}
    if partition == "jamo":
        return list(jamo_labels().items())
    return choices.get(partition) or yes_or_no_labels()


def _row(found: Mapping[str, Any], name: str, code: str, label: Any) -> Row:
    return Row(code, str(label), found[name], found[name])


def _counts() -> dict[str, Any]:
    parts = [(f"{name}:{code}", when) for name, codes in PARTITIONS.items() for code, when in codes.items()]
    parts += [(f"category:{code}", when) for code, when in CATEGORIES.items()]
    parts += [(f"at_6:{code}", when) for code, when in AT_6.items()] + [("back", BACK)]
    return {"n_people": PEOPLE, "n_stays": Count("pk")} | {
        f"n_{name.replace(':', '__c_')}": Count("pk", filter=when) for name, when in parts
    }


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name.removeprefix("n_").replace("__c_", ":") if name.startswith("n_") else name: value
        for name, value in row.items()
    }
