"""Every figure of three pages of the bilan (the year at a glance, who left, dossiers and departures), recounted in SQL.

The queries below are written by hand on the tables, without a word of the code that counts. A hidden cell is held too:
it is hidden only where the rule asks for it somewhere in its table.
"""

from datetime import date

import pytest
from django.db import connection

from conventions.queries.figures import count_figures
from conventions.tests.conftest import project_of
from conventions.tests.factories import ReportFactory
from participants.enums import EducationLevel, Gender
from participants.models import Participant, Participation
from participants.tests.factories import group

pytestmark = pytest.mark.django_db
PEOPLE = """FROM participants_participation p JOIN participants_participant x ON x.id = p.participant_id
    LEFT JOIN participants_opportunityprofile o ON o.participant_id = x.id
    JOIN projects_project j ON j.id = p.project_id JOIN projects_call c ON c.id = j.call_id
    WHERE p.state IN ('departed', 'returned', 'interrupted') AND p.departed_on >= '2025-01-01'
    AND p.departed_on < '2026-01-01'"""
YEARS = "date_part('year', age(p.departed_on, x.born_on))"
BANDS = f"""CASE WHEN {YEARS} < 18 THEN 'under_18' WHEN {YEARS} < 22 THEN '18_21' WHEN {YEARS} < 26 THEN '22_25'
    WHEN {YEARS} < 31 THEN '26_30' WHEN {YEARS} < 36 THEN '31_35' ELSE 'over_35' END"""
JAMO = """CASE WHEN o.participant_id IS NULL THEN 'not_asked' WHEN o.is_declined THEN 'declined'
    WHEN cardinality(o.codes) > 0 THEN 'any' ELSE 'none' END"""
FILED = """FROM projects_project j JOIN projects_call c ON c.id = j.call_id WHERE j.state <> 'draft'
    AND j.submitted_at >= '2025-01-01 00:00 Europe/Paris' AND j.submitted_at < '2026-01-01 00:00 Europe/Paris'"""
GONE = """FROM projects_project j JOIN projects_call c ON c.id = j.call_id
    WHERE j.departed_on BETWEEN '2025-01-01' AND '2025-12-31'"""
OUTCOMES = """count(*) FILTER (WHERE j.state IN ('accepted', 'conditionally_accepted', 'partially_accepted', 'ongoing',
        'report_due', 'report_submitted', 'report_incomplete', 'closed', 'cancelled')) AS yes,
    count(*) FILTER (WHERE j.state IN ('refused', 'closed_without_action')) AS no,
    count(*) FILTER (WHERE j.state = 'withdrawn') AS withdrawn,
    count(*) FILTER (WHERE j.state IN ('submitted', 'under_review', 'incomplete')) AS waiting"""
AT_6 = """SELECT s.category, count(*) FROM participants_situation s JOIN participants_participation p
    ON p.id = s.participation_id WHERE s.moment = 'month_6' AND p.departed_on BETWEEN '2025-01-01' AND '2025-12-31'
    GROUP BY 1"""


def yes_or_no(column):
    return f"CASE WHEN {column} THEN 'yes' WHEN NOT {column} THEN 'no' ELSE 'not_said' END"


def rows(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def counted(expression):
    return dict(rows(f"SELECT {expression}, count(*) {PEOPLE} GROUP BY 1"))


@pytest.fixture
def figures(year_2025):
    """2025 as it is elsewhere, and one group more, mixed enough for each table to have several lines that are shown."""
    people = group(project_of(year_2025.to_quebec, date(2025, 9, 1), report_due=True), 30, returned=True)
    for place, person in enumerate(people):
        facts = {"gender": Gender.MAN if place % 2 else Gender.WOMAN, "is_qpv": place < 12, "is_rural": place >= 16}
        facts |= {"born_on": date((2005, 2001, 1997, 1992)[place % 4], 3, 1)}
        facts |= {"education_level": EducationLevel.FR_NONE if place < 10 else EducationLevel.FR_4}
        Participant.objects.filter(pk=person.participant_id).update(**facts)
        Participation.objects.filter(pk=person.pk).update(first_time_abroad=place < 20)
    return count_figures(ReportFactory(), on=date(2026, 3, 1))


def compare(table, expected):
    """Hold each shown line to its count and each hidden one to the rule; return how many lines were shown."""
    known = {row["code"]: row["count"] for row in table["rows"]}
    assert {code: count for code, count in known.items() if count is not None} == {
        code: expected.get(code, 0) for code, count in known.items() if count is not None
    }
    assert set(expected) <= set(known)
    if None in known.values():
        assert any(0 < expected.get(code, 0) < 5 for code in known)
    if table["total"] is not None:
        assert table["total"] == sum(expected.values())
    return sum(count is not None for count in known.values())


def test_each_figure_of_the_page_of_profiles_is_recounted(figures):
    profiles = figures["profiles"]
    columns = {
        "gender": "x.gender", "age": BANDS, "qpv": yes_or_no("x.is_qpv"), "rural": yes_or_no("x.is_rural"),
        "first_time": yes_or_no("p.first_time_abroad"),
    }  # fmt: skip
    shown = {name: compare(profiles[name], counted(column)) for name, column in columns.items()}
    shown["jamo"] = compare(profiles["jamo"]["answers"], counted(JAMO))
    levels = counted("x.education_level")
    for branch in profiles["education"].values():
        mine = {row["code"] for row in branch["rows"]}
        shown["education"] = compare(branch, {code: count for code, count in levels.items() if code in mine})
    for row in profiles["jamo"]["categories"]:
        (count,) = rows(f"SELECT count(*) {PEOPLE} AND '{row['code']}' = ANY(o.codes)")[0]
        assert row["count"] in (None, count)
    assert min(shown.values()) >= 1
    assert (shown["gender"], shown["age"], shown["qpv"]) == (4, 4, 3)


def test_each_figure_of_the_page_at_a_glance_is_recounted(figures):
    head = figures["headline"]
    ((people, stays),) = rows(f"SELECT count(DISTINCT x.identity_hash), count(*) {PEOPLE}")
    ((yes, no, _withdrawn, _waiting),) = rows(f"SELECT {OUTCOMES} {FILED}")
    ((filed, median),) = rows(f"""SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch
        FROM j.decided_at - j.submitted_at) / 86400) FILTER (WHERE j.decided_at IS NOT NULL) {FILED}""")
    assert (head["people"], head["departures"], head["filed"]) == (people, stays, filed)
    assert head["projects"] == rows(f"SELECT count(*) {GONE}")[0][0]
    assert (head["acceptance"], head["delay_days"]) == ({"part": yes, "whole": yes + no}, round(median))
    without = sum(count for code, count in counted("x.education_level").items()
                  if code in ("fr_none", "fr_below_3", "qc_none"))  # fmt: skip
    said = stays - counted("x.education_level").get("not_said", 0)
    assert head["no_diploma"] == {"part": without, "whole": said}
    assert head["women"] == {"part": counted("x.gender")["woman"], "whole": stays}
    for code, column in (("qpv", "x.is_qpv"), ("rural", "x.is_rural"), ("first_time", "p.first_time_abroad")):
        answers = counted(yes_or_no(column))
        assert head[code] == {"part": answers["yes"], "whole": answers["yes"] + answers["no"]}
    jamo, at_6 = counted(JAMO), dict(rows(AT_6))
    assert head["jamo"] == {"part": jamo["any"], "whole": jamo["any"] + jamo["none"]}
    positive = sum(at_6.get(code, 0) for code in ("employment", "apprenticeship", "training", "school"))
    back = rows(f"SELECT count(*) {PEOPLE} AND p.returned_on IS NOT NULL")[0][0]
    answers = sum(count for code, count in at_6.items() if code != "no_answer")
    assert head["positive_6"] == {"part": positive, "whole": answers, "due": back}
    awarded = dict(rows("""SELECT d.section, sum(coalesce(g.recomputed_amount, g.awarded_amount)) FROM projects_grant g
        JOIN projects_decision d ON d.id = g.decision_id WHERE d.state IN ('yes', 'conditional_yes')
        AND d.decided_at >= '2025-01-01 00:00 Europe/Paris' AND d.decided_at < '2026-01-01 00:00 Europe/Paris'
        GROUP BY 1"""))  # fmt: skip
    assert {row["section"]: row["awarded"] for row in head["awarded"] if row["section"] in awarded} == {
        section: str(amount) for section, amount in awarded.items()
    }


def test_each_figure_of_the_page_of_dossiers_and_departures_is_recounted(figures):
    activity = figures["activity"]
    ((yes, no, withdrawn, waiting),) = rows(f"SELECT {OUTCOMES} {FILED}")
    told = {"yes": yes, "no": no, "withdrawn": withdrawn, "waiting": waiting}
    assert {name: activity["answers"][name] for name in told} == told
    filed = {(p, d): n for p, d, n in rows(f"SELECT c.programme, j.direction, count(*) {FILED} GROUP BY 1, 2")}
    gone = {(p, d): n for p, d, n in rows(f"SELECT c.programme, j.direction, count(*) {GONE} GROUP BY 1, 2")}
    lines = {(row["programme"], row["direction"]): (row["filed"], row["gone"]) for row in activity["by_programme"]}
    assert lines == {key: (filed.get(key, 0), gone.get(key, 0)) for key in {*filed, *gone}}
    stays = {(p, d): n for p, d, n in rows(f"SELECT c.programme, j.direction, count(*) {PEOPLE} GROUP BY 1, 2")}
    table = activity["departures"]
    cells = {
        (programme, direction): table["rows"][r][k]
        for r, programme in enumerate(table["programmes"]) for k, direction in enumerate(table["directions"])
    }  # fmt: skip
    assert cells == {key: stays.get(key, 0) for key in cells}
    assert table["total"] == sum(stays.values()) == sum(table["row_totals"]) == sum(table["column_totals"])
    quarters = dict(rows(f"SELECT extract(quarter FROM p.departed_on)::int, count(*) {PEOPLE} GROUP BY 1"))
    groups = dict(rows(f"SELECT extract(quarter FROM j.departed_on)::int, count(*) {GONE} GROUP BY 1"))
    assert {row["quarter"]: (row["departures"], row["projects"]) for row in activity["by_quarter"]} == {
        quarter: (quarters.get(quarter, 0), groups.get(quarter, 0)) for quarter in range(1, 5)
    }
