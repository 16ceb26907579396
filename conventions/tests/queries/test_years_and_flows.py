"""The years side by side and the flows between regions, against SQL by hand; what a correction never betrays."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conventions.documents.annual_report.closing import method_section
from conventions.enums import Body, ReportState
from conventions.models import PastFigure
from conventions.periods import read_period
from conventions.queries.figures import count_figures
from conventions.queries.figures.bodies import body_figures
from conventions.queries.figures.flows import flow_figures
from conventions.queries.figures.history import history_figures
from conventions.queries.figures.profiles import profile_figures
from conventions.queries.figures.steady import UNITS, betrays
from conventions.services.building import take_figures
from conventions.tests.conftest import project_of
from conventions.tests.factories import ConsultationFactory, ReportFactory, convention, walk
from participants.enums import Gender
from participants.models import Participant
from participants.services.opportunity import forget_profiles
from participants.tests.factories import group

pytestmark = pytest.mark.django_db
ON, NOW = date(2026, 3, 1), datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
PERIOD = read_period("2025")


def rows_of(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def taken_over(year, **values):
    for measure, value in values.items():
        PastFigure.objects.create(
            convention=convention(),
            year=year,
            measure=measure,
            value=value,
            source=f"rapport {year}",
            taken_over_at=NOW,
        )


def test_years_equal_sql_counted_by_hand_and_past_ones_name_their_paper(year_2025):
    taken_over(2019, people=120, projects=10, to_quebec=117, to_france=3)
    years = {row["year"]: row for row in history_figures(convention(), PERIOD)["years"]}
    assert list(years) == list(range(2019, 2026))
    counted = rows_of(
        "SELECT extract(year FROM p.departed_on)::int, count(DISTINCT t.identity_hash)"
        " FROM participants_participation p JOIN participants_participant t ON t.id = p.participant_id"
        " WHERE p.departed_on IS NOT NULL GROUP BY 1"
    )
    assert {year: years[year]["people"] for year, _count in counted} == dict(counted) == {2024: 10, 2025: 28}
    assert (years[2025]["to_quebec"], years[2025]["to_france"]) == (21, 7)
    assert (years[2019]["people"], years[2019]["source"]) == (120, "rapport 2019")
    assert (years[2019]["to_quebec"], years[2019]["to_france"]) == (None, None)  # three people, and what betrays them
    assert (years[2021]["people"], years[2021]["source"]) == (None, "")


def test_the_years_say_which_stretch_no_convention_covered(year_2025):
    assert history_figures(convention(), PERIOD)["gap"] == {"from": "2022-06-22", "to": "2024-10-01"}


def test_a_published_year_keeps_the_figures_that_were_published(year_2025):
    report = ReportFactory(period="2024")
    take_figures(report=report, now=NOW)
    walk(report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED, ReportState.ADOPTED, adopted_at=NOW)
    walk(report, ReportState.PUBLISHED, published_at=NOW)
    group(year_2025.before, 2, returned=True)  # found later: 12 now
    figures = count_figures(ReportFactory(), on=ON)
    assert figures["previous"]["people"] == 10
    assert {row["year"]: row["people"] for row in figures["history"]["years"]}[2024] == 10


def test_flows_equal_sql_counted_by_hand(year_2025):
    found = flow_figures(PERIOD)
    names = {place["key"]: place["name"] for place in found["points"]}
    counted = rows_of(
        "SELECT coalesce(a2.name, a.name), coalesce(b2.name, b.name), count(DISTINCT p.id) FROM projects_project p"
        " JOIN projects_projectstructure s ON s.project_id = p.id AND s.side = 'host' AND s.state = 'confirmed'"
        " JOIN partners_structure h ON h.id = s.structure_id JOIN partners_structure c ON c.id = p.carrier_id"
        " JOIN partners_territory a ON a.id = c.territory_id LEFT JOIN partners_territory a2 ON a2.id = a.parent_id"
        " JOIN partners_territory b ON b.id = h.territory_id LEFT JOIN partners_territory b2 ON b2.id = b.parent_id"
        " WHERE h.country <> c.country AND p.departed_on BETWEEN '2025-01-01' AND '2025-12-31' GROUP BY 1, 2"
    )
    assert {(names[f["from"]], names[f["to"]], f["projects"]) for f in found["flows"]} == set(counted)
    assert sum(flow["projects"] for flow in found["flows"]) == 3


def test_the_part_of_a_body_is_counted_on_its_own_dossiers(year_2025):
    france, quebec = body_figures(Body.OFQJ_FRANCE, PERIOD), body_figures(Body.OFQJ_QUEBEC, PERIOD)
    assert (france["gone"], france["departures"], france["awarded"][0]["currency"]) == (2, 21, "EUR")
    assert (quebec["gone"], quebec["departures"], quebec["awarded"]) == (
        1, 7, [{"currency": "CAD", "amount": "6300.00", "count": 1}]
    )  # fmt: skip
    assert body_figures(Body.UNML, PERIOD)["awarded"] == []


def published_version(year):
    report = ReportFactory()
    take_figures(report=report, now=NOW)
    walk(report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED, ReportState.ADOPTED, adopted_at=NOW)
    return walk(report, ReportState.PUBLISHED, published_at=NOW)


def test_two_versions_of_a_report_find_nobody(year_2025):
    first = published_version(year_2025).snapshot.figures
    group(year_2025.second, 1, returned=True, participant__gender=Gender.WOMAN)  # one woman, found later
    again = count_figures(ReportFactory(version=2, erratum="Une personne oubliée."), on=ON)
    for (part, *inner), name in UNITS:
        new, old = again[part], first[part]
        for key in inner:
            new, old = new[key], old[key]
        assert not betrays(new, old), name
    assert again["profiles"]["gender"] == first["profiles"]["gender"]
    assert again["headline"]["departures"] == 28
    assert "genre" in again["kept"]


def test_what_the_committee_was_asked_to_vote_on_does_not_move_by_one_person_afterwards(year_2025):
    report = ReportFactory()
    take_figures(report=report, now=NOW)
    before = report.snapshot.figures
    walk(report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED)
    asked = ConsultationFactory()
    asked.items.create(position=1, report=report, figures_hash=report.snapshot.figures_hash)
    walk(report, ReportState.CONTRIBUTIONS_IN)  # the vote was lost
    group(year_2025.second, 1, returned=True, participant__gender=Gender.WOMAN)
    again = count_figures(report, on=ON)
    assert again["profiles"]["gender"] == before["profiles"]["gender"]
    assert again["headline"]["departures"] == before["headline"]["departures"]
    asked.items.all().delete()  # what nobody was shown moves as the base does
    assert count_figures(report, on=ON)["headline"]["departures"] == before["headline"]["departures"] + 1


def test_answers_forgotten_with_the_published_reports_are_taken_from_them_and_never_counted_as_not_asked(year_2025):
    first = published_version(year_2025).snapshot.figures
    forget_profiles(Participant.objects.all())
    live = profile_figures(PERIOD)["jamo"]
    assert {row["code"]: row["count"] for row in live["answers"]["rows"]} == {
        "any": 0, "none": 0, "declined": 0, "not_asked": 15, "forgotten": 13,
    }  # fmt: skip
    again = count_figures(ReportFactory(version=2, erratum="Un mot."), on=ON)
    assert again["profiles"] == first["profiles"]
    assert again["headline"] == first["headline"]
    assert (again["kept"], again["forgotten"]) == ([], ["moindres opportunités"])
    said = method_section(again).blocks[0].text.paragraphs
    assert any(line.startswith("Repris") and "effacées" in line for line in said)


def test_a_change_of_enough_people_shows(year_2025):
    published_version(year_2025)
    group(year_2025.second, 6, returned=True, participant__gender=Gender.WOMAN)
    again = count_figures(ReportFactory(version=2, erratum="Un groupe oublié."), on=ON)
    assert again["headline"]["departures"] == 34
    assert "genre" not in again["kept"]


def test_the_years_cost_the_same_queries_however_many_they_are(year_2025):
    kept = convention()
    with CaptureQueriesContext(connection) as few:
        history_figures(kept, PERIOD)
    for year in (2017, 2018, 2019):
        taken_over(year, people=50, projects=5)
    project_of(year_2025.to_quebec, date(2025, 6, 2), report_due=True)
    with CaptureQueriesContext(connection) as many:
        history_figures(kept, PERIOD)
    assert len(many) == len(few)
