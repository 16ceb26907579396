"""Reports of years that overlap find nobody, over all pairs of what is shown (ADR 0011)."""

import json
from datetime import UTC, date, datetime
from itertools import combinations

import pytest
from django.db import connection

from conventions.enums import ReportState
from conventions.periods import read_period
from conventions.queries.figures import count_figures
from conventions.queries.figures.told import pieces_of, told_before
from conventions.services.building import take_figures
from conventions.tests.conftest import project_of
from conventions.tests.factories import ReportFactory, convention, walk
from participants.enums import EducationLevel, Gender
from participants.models import Participant
from participants.tests.factories import group
from projects.tests.factories import CallFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 5, 8, 9, 0, tzinfo=UTC)
PERIODS = ("2024", "2024-2025", "2025", "2025-2026", "2026")
COLUMNS = {"gender": "x.gender", "qpv": "x.is_qpv", "first_time": "p.first_time_abroad"}
COUNT = """SELECT count(*) FROM participants_participation p JOIN participants_participant x ON x.id = p.participant_id
    WHERE p.departed_on BETWEEN %s AND %s"""
CONDITIONS = {
    ("gender", "woman"): "x.gender = 'woman'", ("gender", "man"): "x.gender = 'man'",
    ("gender", "other"): "x.gender = 'other'", ("gender", "not_said"): "x.gender = 'not_said'",
    ("qpv", "yes"): "x.is_qpv", ("qpv", "no"): "NOT x.is_qpv", ("qpv", "not_said"): "x.is_qpv IS NULL",
    ("education", "without"): "x.education_level IN ('fr_none', 'fr_below_3', 'qc_none')",
}  # fmt: skip


@pytest.fixture
def years(db):
    """Groups that leave in winter and in summer of 2024 to 2026, mixed so that a winter holds few of some kind."""
    call = CallFactory(code="sejours", always_open=True)
    mixes = {
        date(2024, 2, 5): (9, 3, 1), date(2024, 6, 3): (20, 11, 6), date(2025, 2, 3): (12, 2, 6),
        date(2025, 6, 2): (25, 12, 9), date(2025, 10, 6): (14, 7, 5), date(2026, 2, 2): (10, 5, 2),
        date(2026, 6, 1): (22, 10, 8),
    }  # fmt: skip
    for day, (size, women, without) in mixes.items():
        people = group(project_of(call, day, report_due=True), size, returned=True, participant__gender=Gender.MAN)
        keys = [person.participant_id for person in people]
        Participant.objects.filter(pk__in=keys[:women]).update(gender=Gender.WOMAN)
        Participant.objects.filter(pk__in=keys[-without:]).update(education_level=EducationLevel.FR_NONE, is_qpv=True)
    return call


def published(period):
    report = ReportFactory(period=period)
    take_figures(report=report, now=NOW)
    walk(report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED, ReportState.ADOPTED, adopted_at=NOW)
    return walk(report, ReportState.PUBLISHED, published_at=NOW).snapshot.figures


def shown_in(figures):
    """What a reader has of each kind of person: {(table, code): count}, hidden ones left out."""
    profiles, cells = figures["profiles"], {("all", ""): figures["headline"]["departures"]}
    for name in ("gender", "qpv"):
        cells |= {(name, row["code"]): row["count"] for row in profiles[name]["rows"]}
    cells["education", "without"] = profiles["education"]["without"]["total"]
    return {cell: count for cell, count in cells.items() if count is not None}


def in_base(cell, first, last):
    condition = CONDITIONS.get(cell)
    with connection.cursor() as cursor:
        cursor.execute(f"{COUNT} AND {condition}" if condition else COUNT, [first, last])
        return cursor.fetchone()[0]


def test_no_pair_of_published_reports_finds_anybody(years):
    tables = {code: shown_in(published(code)) for code in PERIODS}
    compared = 0
    for one, other in combinations(PERIODS, 2):
        periods = read_period(one), read_period(other)
        for cell in tables[one].keys() & tables[other].keys():
            if periods[0].ends_on < periods[1].starts_on:
                continue
            compared += 1
            pieces = [in_base(cell, *span) for span in pieces_of(periods)]
            assert not [count for count in pieces if 0 < count < 5], (one, other, cell, pieces)
    assert compared >= 12
    assert ("gender", "woman") in tables["2024"]  # the first published says what it may
    assert ("gender", "woman") not in tables["2024-2025"]  # three women left in its last winter, two in the next
    assert ("all", "") in tables["2025-2026"]


def test_what_is_hidden_has_a_companion_and_the_method_says_why(years):
    published("2024")
    figures = count_figures(ReportFactory(period="2024-2025"), on=NOW.date())
    rows = figures["profiles"]["gender"]["rows"]
    assert sum(row["count"] is None for row in rows) >= 2
    assert "genre" in figures["apart"]
    assert figures["beside"] == ["2024"]
    assert json.dumps(figures["headline"]["women"]) == '{"part": null, "whole": 32}'


def test_only_what_somebody_has_is_minded(years):
    period = read_period("2025")
    assert told_before(convention(), period) == []
    later = ReportFactory(period="2025-2026")
    take_figures(report=later, now=NOW)
    assert told_before(convention(), period) == []  # in preparation, and begins later: it gives way
    walk(later, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED, ReportState.ADOPTED, adopted_at=NOW)
    assert [one.code for one in told_before(convention(), period)] == ["2025-2026", "2024-2025"]
