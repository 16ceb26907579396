"""The figures of a period, against people put there one by one."""

from datetime import date

import pytest

from participants.enums import AgeBand, EducationLevel, Gender, WithdrawalReason
from participants.queries import departures, profiles
from participants.queries.measures import categories_of, measured, rows_of
from participants.tests.factories import (
    OpportunityProfileFactory,
    ParticipantFactory,
    ParticipationFactory,
    ProfessionalFactory,
    group,
)
from partners.tests.factories import StructureFactory, territory
from projects.tests.factories import CallFactory, ProjectFactory

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def counts(rows) -> dict[str, tuple[int, int]]:
    return {row.code: (row.people, row.stays) for row in rows if row.stays}


def table_of(partition: str) -> list[departures.Row]:
    return rows_of(measured(departures.departures(*YEAR))[0], partition)


@pytest.fixture
def ongoing():
    return ProjectFactory(ongoing=True)


def test_only_those_who_left_count_whatever_came_after(ongoing):
    for state in ("departed", "returned", "interrupted", "confirmed", "waiting", "withdrawn"):
        ParticipationFactory(project=ongoing, **{state: True})
    assert departures.departure_counts(*YEAR) == departures.Headcount(people=3, stays=3)


def test_both_ends_of_the_period_are_included(ongoing):
    ParticipationFactory(project=ongoing, departed=True)
    day = ongoing.departed_on
    assert departures.departure_counts(day, day).stays == 1
    assert departures.departure_counts(date(2026, 5, 5), date(2026, 12, 31)).stays == 0


def test_a_person_known_to_two_structures_is_one_person_and_two_stays(ongoing):
    one = ParticipantFactory(structure=ongoing.carrier, first_name="Zoé", last_name="Le Gall")
    other = ProjectFactory(ongoing=True)
    same = ParticipantFactory(structure=other.carrier, first_name="ZOE", last_name="Le-Gall")
    ParticipationFactory(project=ongoing, participant=one, departed=True)
    ParticipationFactory(project=other, participant=same, departed=True)
    assert departures.departure_counts(*YEAR) == departures.Headcount(people=1, stays=2)


def test_departures_are_told_by_project_programme_and_month(ongoing):
    group(ongoing, 2, departed=True)
    assert departures.departures_by_project(*YEAR) == {ongoing.pk: departures.Headcount(2, 2)}
    assert departures.departures_by_programme(*YEAR) == [
        {"programme": "group_stay", "direction": "to_quebec", "people": 2, "stays": 2}
    ]
    assert departures.departures_by_month(*YEAR) == [{"year": 2026, "month": 5, "people": 2, "stays": 2}]


def test_every_gender_has_its_line_even_at_zero(ongoing):
    ParticipationFactory(project=ongoing, departed=True, participant__gender=Gender.OTHER)
    rows = table_of("gender")
    assert [(row.code, row.stays) for row in rows] == [("woman", 0), ("man", 0), ("other", 1), ("not_said", 0)]


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (date(2008, 5, 5), AgeBand.UNDER_18),
        (date(2008, 5, 4), AgeBand.FROM_18),
        (date(2004, 5, 5), AgeBand.FROM_18),
        (date(2004, 5, 4), AgeBand.FROM_22),
        (date(2000, 5, 5), AgeBand.FROM_22),
        (date(2000, 5, 4), AgeBand.FROM_26),
        (date(1995, 5, 5), AgeBand.FROM_26),
        (date(1995, 5, 4), AgeBand.FROM_31),
        (date(1990, 5, 5), AgeBand.FROM_31),
        (date(1990, 5, 4), AgeBand.OVER_35),
    ],
)
def test_the_age_band_is_that_of_the_departure_day(ongoing, born_on, band):
    ParticipationFactory(project=ongoing, departed=True, participant__born_on=born_on)
    assert counts(table_of("age")) == {band.value: (1, 1)}


@pytest.mark.parametrize(("day", "band"), [(date(2026, 2, 28), "18_21"), (date(2026, 3, 1), "22_25")])
def test_somebody_born_on_29_february_changes_band_on_1_march(day, band):
    project = ProjectFactory(ongoing=True, departs_on=day, returns_on=date(2026, 3, 12))
    ParticipationFactory(project=project, departed=True, participant__born_on=date(2004, 2, 29))
    assert counts(table_of("age")) == {band: (1, 1)}


def test_education_is_counted_by_level(ongoing):
    for level in (EducationLevel.FR_NONE, EducationLevel.QC_NONE, EducationLevel.FR_4):
        ParticipationFactory(project=ongoing, departed=True, participant__education_level=level)
    assert counts(table_of("education")) == {"fr_none": (1, 1), "qc_none": (1, 1), "fr_4": (1, 1)}


def test_a_flag_is_yes_no_or_not_said(ongoing):
    for flag in (True, False, None):
        ParticipationFactory(
            project=ongoing,
            departed=True,
            first_time_abroad=flag,
            participant__is_qpv=flag,
            participant__is_rural=flag,
        )
    each = {"yes": (1, 1), "no": (1, 1), "not_said": (1, 1)}
    for name in ("qpv", "rural", "first_time"):
        assert counts(table_of(name)) == each


def test_a_region_is_the_persons_own_else_her_structures(ongoing):
    ParticipationFactory(project=ongoing, departed=True, participant__territory=territory("fr", "59"))
    ParticipationFactory(project=ongoing, departed=True, participant__territory=None)
    quebec = ProjectFactory(ongoing=True, carrier=StructureFactory(cje=True), currency="CAD")
    ParticipationFactory(project=quebec, departed=True)
    assert [(row.country, row.name, row.stays) for row in profiles.by_region(*YEAR)] == [
        ("fr", "Auvergne-Rhône-Alpes", 1),
        ("fr", "Hauts-de-France", 1),
        ("qc", "Montréal", 1),
    ]


def test_categories_are_several_a_person_and_every_answer_is_told_apart(ongoing):
    people = [row.participant for row in group(ongoing, 5, departed=True)]
    OpportunityProfileFactory(participant=people[0], codes=["social", "economique"])
    OpportunityProfileFactory(participant=people[1], codes=["social"])
    OpportunityProfileFactory(participant=people[2], none=True)
    OpportunityProfileFactory(participant=people[3], declined=True)
    found = measured(departures.departures(*YEAR))[0]
    rows = [*categories_of(found), *rows_of(found, "jamo")]
    assert counts(rows) == {
        "social": (2, 2),
        "economique": (1, 1),
        "any": (2, 2),
        "none": (1, 1),
        "declined": (1, 1),
        "not_asked": (1, 1),
    }
    assert len(rows) == 12


def test_interruptions_and_withdrawals_keep_their_reasons(ongoing):
    ParticipationFactory(project=ongoing, interrupted=True)
    ParticipationFactory(project=ongoing, withdrawn=True, withdrawal_reason=WithdrawalReason.DOCUMENTS)
    assert counts(departures.interruptions(*YEAR)) == {"personal": (1, 1)}
    assert counts(departures.withdrawals(*YEAR)) == {"documents": (1, 1)}


def test_leaders_and_professionals_on_a_mission_both_count(ongoing):
    mission = ProjectFactory(ongoing=True, call=CallFactory(cross_mission=True))
    ProfessionalFactory(project=ongoing, departed=True)
    ProfessionalFactory(project=ongoing)
    for name in ("Nadia", "nadia"):
        ProfessionalFactory(project=mission, mission=True, returned=True, first_name=name, last_name="Même")
    assert counts(departures.professionals(*YEAR)) == {"leader": (1, 1), "mission": (1, 2)}


def test_every_profile_takes_one_query_in_all_and_another_table_one(ongoing, django_assert_num_queries):
    group(ongoing, 3, departed=True)
    with django_assert_num_queries(1):
        found = measured(departures.departures(*YEAR))[0]
        assert found["stays"] == sum(row.stays for row in rows_of(found, "age")) == 3
    with django_assert_num_queries(1):
        departures.interruptions(*YEAR)
