"""Every figure of the report, against counts written by hand in SQL on the rows themselves."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conventions.queries.figures import count_figures
from conventions.tests.conftest import project_of
from conventions.tests.factories import ActionFactory, PlanFactory, ReportFactory
from participants.tests.factories import ProfessionalFactory, group
from projects.tests.factories import CallFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 1)
LEFT = "FROM participants_participation p WHERE p.departed_on BETWEEN '2025-01-01' AND '2025-12-31'"
FILED = (
    "FROM projects_project WHERE state <> 'draft'"
    " AND (submitted_at AT TIME ZONE 'Europe/Paris')::date BETWEEN '2025-01-01' AND '2025-12-31'"
)


def sql(query, *params):
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchone()[0]


@pytest.fixture
def figures(year_2025):
    return count_figures(ReportFactory(), on=ON)


def counts(rows):
    return {row["code"]: row["count"] for row in rows}


def test_headline_figures_equal_sql_counted_by_hand(figures):
    head = figures["headline"]
    assert head["departures"] == sql(f"SELECT count(*) {LEFT}") == 28
    assert head["people"] == sql(f"SELECT count(DISTINCT participant_id) {LEFT}") == 28
    assert head["filed"] == sql(f"SELECT count(*) {FILED}") == 5
    gone = "SELECT count(*) FROM projects_project WHERE departed_on BETWEEN '2025-01-01' AND '2025-12-31'"
    assert head["projects"] == sql(gone) == 3
    assert head["acceptance"] == {"part": 3, "whole": 4}
    assert head["delay_days"] == 60
    assert head["agreements"] == 1


def test_profiles_equal_sql_counted_by_hand(figures):
    women = f"""SELECT count(*) FROM participants_participant WHERE gender = 'woman' AND id IN (
        SELECT participant_id {LEFT})"""
    profiles = figures["profiles"]
    assert counts(profiles["gender"]["rows"])["woman"] == sql(women) == 19
    assert profiles["gender"]["total"] == 28
    assert profiles["education"]["without"]["total"] == 7
    assert counts(profiles["jamo"]["answers"]["rows"]) == {"any": 7, "none": 6, "declined": 0, "not_asked": 15}
    assert counts(profiles["jamo"]["categories"])["economique"] == 7
    assert figures["headline"]["jamo"] == {"part": 7, "whole": 13}


def test_ages_are_those_of_the_departure_day(figures):
    born = sql("SELECT count(*) FROM participants_participant WHERE date_part('year', age('2025-05-05', born_on)) = 20")
    assert born == 41  # everybody of the fixture
    assert counts(figures["profiles"]["age"]["rows"]) == {"18_21": 28, "22_25": 0, "26_30": 0, "31_35": 0}


def test_results_carry_their_answers_and_their_response_rate(figures):
    at = {row["moment"]: row for row in figures["results"]["situations"]}
    later = at["month_6"]
    assert (later["due"], later["answers"], later["positive"]["total"]) == (28, 12, 6)
    assert counts(later["positive"]["rows"])["employment"] == 6
    assert counts(later["others"]["rows"])["job_seeker"] == 6
    assert counts(later["silent"]) == {"no_answer": 0, "not_asked": 16}
    assert figures["headline"]["positive_6"] == {"part": 6, "whole": 12, "due": 28}


def test_a_small_count_of_people_is_hidden_with_what_betrays_it(figures):
    assert figures["results"]["withdrawals"]["total"] is None
    assert counts(figures["results"]["withdrawals"]["rows"])["personal"] is None


def test_money_stays_in_its_currency_and_equals_the_grants(figures):
    rows = {(row["section"], row["currency"]): row for row in figures["money"]["sections"]}
    assert set(rows) == {("fr", "EUR"), ("qc", "CAD")}
    assert rows["fr", "EUR"]["paid"] == "4200.00"
    awarded = """SELECT sum(coalesce(g.recomputed_amount, g.awarded_amount)) FROM projects_grant g
        JOIN projects_decision d ON d.id = g.decision_id
        WHERE d.section = %s AND d.decided_at >= '2024-12-31 23:00Z' AND d.decided_at < '2025-12-31 23:00Z'"""
    assert Decimal(rows["fr", "EUR"]["awarded"]) == sql(awarded, "fr")
    cost = {row["currency"]: row for row in figures["money"]["cost"]}
    assert (cost["EUR"]["granted"], cost["EUR"]["departures"], cost["EUR"]["a_head"]) == ("10500.50", 21, "500")
    assert (cost["CAD"]["granted"], cost["CAD"]["departures"], cost["CAD"]["a_head"]) == ("6300.00", 7, "900")


def test_euros_and_dollars_are_never_added(figures):
    """No amount anywhere in the figures is one that only a sum across currencies could give."""
    text = json.dumps(figures)
    assert "16800" not in text  # 10 500.50 € + 6 300 $
    assert "24000" not in text  # the budgets of both currencies


def test_regions_add_up_to_the_departures(figures):
    shores = figures["territories"]["shores"]
    shown = [row["departures"] for shore in shores.values() for row in shore]
    assert sum(count or 0 for count in shown) + (figures["territories"]["elsewhere"] or 0) == 28
    assert {row["name"]: row["departures"] for row in shores["fr"] if row["departures"]} == {"Auvergne-Rhône-Alpes": 21}
    assert len([row for row in shores["fr"] if len(row["code"]) == 2]) == 18
    assert len(shores["qc"]) == 17


def test_quarters_and_programmes_add_up(figures):
    activity = figures["activity"]
    assert [row["departures"] for row in activity["by_quarter"]] == [0, 19, 0, 9]
    assert [row["projects"] for row in activity["by_quarter"]] == [0, 2, 0, 1]
    assert activity["departures"]["rows"] == [[21, 0], [0, 7]]
    assert [(r["programme"], r["filed"], r["gone"]) for r in activity["by_programme"]] == [
        ("group_stay", 4, 2), ("chantier", 1, 1),
    ]  # fmt: skip


def test_the_year_before_is_beside_when_it_exists(figures):
    assert figures["previous"]["period"] == "2024"
    assert figures["previous"]["people"] == 10
    report = ReportFactory(period="2018")
    assert count_figures(report, on=ON)["previous"] is None


def test_a_period_from_april_to_march_takes_its_own_days(year_2025):
    figures = count_figures(ReportFactory(period="2025-2026"), on=ON)
    assert figures["headline"]["departures"] == 28
    assert [(row["year"], row["quarter"]) for row in figures["activity"]["by_quarter"]] == [
        (2025, 2), (2025, 3), (2025, 4), (2026, 1),
    ]  # fmt: skip
    before = count_figures(ReportFactory(period="2024-2025"), on=ON)
    assert before["headline"]["departures"] == 10  # 8 April 2024


def test_what_is_done_of_a_plan_is_counted_on_its_ties(year_2025):
    plan = PlanFactory()
    ActionFactory(plan=plan, number=1, calls=[year_2025.to_quebec], target=2)
    ActionFactory(plan=plan, number=2, measure="young_people", calls=[year_2025.to_quebec], target=30)
    ActionFactory(plan=plan, number=3, projects=[year_2025.third, year_2025.refused], target=2)
    ActionFactory(plan=plan, number=4, measure="agreements", target=1)
    ActionFactory(plan=plan, number=5, measure="professionals", calls=[year_2025.to_quebec], target=2)
    ProfessionalFactory.create_batch(2, project=year_2025.first, departed=True)
    actions = count_figures(ReportFactory(), on=ON)["plan"]["actions"]
    assert [(action["number"], action["target"], action["done"]) for action in actions] == [
        (1, 2, 2), (2, 30, 21), (3, 2, 1), (4, 1, 1), (5, 2, 2),
    ]  # fmt: skip


def test_no_name_of_a_person_is_in_the_figures(figures, year_2025):
    text = json.dumps(figures, ensure_ascii=False)
    for person in year_2025.people:
        assert person.participant.last_name not in text


def test_drafts_and_people_who_did_not_leave_never_count(year_2025, figures):
    group(year_2025.first, 6, confirmed=True)
    project_of(CallFactory(always_open=True), date(2025, 5, 5), accepted=True)
    again = count_figures(ReportFactory(version=2, erratum="x"), on=ON)
    assert again["headline"]["departures"] == 28
    assert again["headline"]["projects"] == 3


def test_the_number_of_queries_does_not_grow(year_2025):
    report = ReportFactory()
    with CaptureQueriesContext(connection) as first:
        count_figures(report, on=ON)
    call = CallFactory(always_open=True)
    for month in (6, 7, 8):
        group(project_of(call, date(2025, month, 2), report_due=True), 3, returned=True)
    with CaptureQueriesContext(connection) as second:
        count_figures(report, on=ON)
    assert len(second) == len(first)
