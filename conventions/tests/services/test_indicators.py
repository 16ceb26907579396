"""Versions of the indicators, chosen by the committee's vote; targets by year; past years keep theirs."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from conventions.enums import ReportState
from conventions.models import IndicatorSet, IndicatorTarget
from conventions.periods import read_period
from conventions.queries.catalogue import BREAKDOWNS, LIBRARY
from conventions.queries.figures import SECTIONS, SECTIONS_OF_HEADLINE
from conventions.queries.figures.headline import headline
from conventions.queries.indicators import figures_of_year, frozen_reports, set_of_year, targets_of, value_of
from conventions.services.building import take_figures
from conventions.services.indicators import (
    Aim,
    IndicatorsRefused,
    draft_set,
    propose_set,
    write_indicator,
    write_targets,
)
from conventions.services.voting import record_vote
from conventions.tests.factories import MeetingFactory, ReportFactory, committee, convention, walk
from conventions.tests.services.test_voting import voices
from ofqj_portal.core.errors import WrongState

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)


@pytest.fixture
def seats():
    return committee()


def drafted(seats, **changes):
    said = {"title": "Deuxième jeu", "from_year": 2027, "codes": ["women", "projects"]} | changes
    return draft_set(convention=convention(), by=seats.unml.user, now=NOW, **said)


def voted(seats, made, **said):
    resolution = propose_set(indicator_set=made, by=seats.unml.user, now=NOW)
    present = [seats.ofqj_fr, seats.unml, seats.rcjeq]
    meeting = MeetingFactory(meets_at=datetime(2026, 3, 12, 15, tzinfo=UTC))
    record_vote(
        meeting=meeting, subject=resolution, present=present, voices=voices(seats, **said), by=seats.unml.user, now=NOW
    )
    made.refresh_from_db()
    return made


def test_every_figure_of_the_library_is_one_that_the_report_computes(year_2025):
    period = read_period("2025")
    parts = {name: SECTIONS[name](period) for name in SECTIONS_OF_HEADLINE}
    head = headline(period, parts)
    assert set(LIBRARY) <= set(head)
    for figure in LIBRARY.values():
        for name in figure.breakdowns:
            assert BREAKDOWNS[name].read(parts[BREAKDOWNS[name].section]), name
    assert set(convention().indicator_sets.get().indicators.values_list("code", flat=True)) <= set(LIBRARY)


def test_a_version_takes_its_words_from_the_last_one_then_from_the_library(seats):
    made = drafted(seats)
    women, projects = made.indicators.get(code="women"), made.indicators.get(code="projects")
    assert (women.norm_pct, women.formula) == (Decimal("49.0"), str(LIBRARY["women"].formula))
    assert (projects.position, women.disaggregations) == (1, ["gender"])
    with pytest.raises(IndicatorsRefused):
        drafted(seats)


def test_the_vote_of_the_committee_chooses_it_from_its_year_on(seats):
    made = drafted(seats)
    assert set_of_year(convention(), 2027).version == 1
    made = voted(seats, made)
    assert (made.voted_on.isoformat(), set_of_year(convention(), 2027), set_of_year(convention(), 2026).version) == (
        "2026-03-12", made, 1,
    )  # fmt: skip
    with pytest.raises(WrongState):
        write_indicator(indicator=made.indicators.first(), by=seats.unml.user, now=NOW, label="Autre")
    with pytest.raises(DatabaseError), transaction.atomic():
        made.indicators.update(label="Autre")


def test_a_lost_vote_leaves_the_indicators_as_they_were_and_another_version_may_come(seats):
    made = voted(seats, drafted(seats), ofqj="no", unml="no")
    assert (made.is_chosen, set_of_year(convention(), 2027).version) == (False, 1)
    assert drafted(seats).version == 3


def test_words_change_until_it_is_proposed(seats):
    made = drafted(seats)
    said = {"indicator": made.indicators.get(code="women"), "by": seats.unml.user, "now": NOW}
    assert write_indicator(**said, label="Femmes parties").label == "Femmes parties"
    propose_set(indicator_set=made, by=seats.unml.user, now=NOW)
    with pytest.raises(WrongState):
        write_indicator(**said, label="Encore")
    with pytest.raises(WrongState):
        propose_set(indicator_set=made, by=seats.unml.user, now=NOW)


def test_an_empty_or_unknown_choice_is_refused(seats):
    for codes in ([], ["nowhere"]):
        with pytest.raises(IndicatorsRefused):
            drafted(seats, codes=codes)
    assert IndicatorSet.objects.count() == 1


def test_a_past_year_keeps_its_figures_its_set_and_its_targets(seats, year_2025):
    first = convention().indicator_sets.get()
    projects = first.indicators.get(code="projects")
    said = {"indicator_set": first, "year": 2025, "by": seats.unml.user, "now": NOW}
    write_targets(**said, aims={projects.pk: Aim(Decimal(2), Decimal(5))})
    report = ReportFactory()
    take_figures(report=report, now=NOW)
    walk(report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED)
    walk(report, ReportState.ADOPTED, adopted_at=NOW)
    voted(seats, drafted(seats, from_year=2025))
    type(year_2025.first).objects.filter(pk=year_2025.first.pk).update(departed_on=date(2024, 12, 1))
    frozen = frozen_reports(convention())
    at = figures_of_year(convention(), 2025, frozen)
    assert (at.report, at.indicator_set, value_of(LIBRARY["projects"], at.headline)) == (report, first, Decimal(3))
    assert figures_of_year(convention(), 2025, {}).headline["projects"] == 2
    with pytest.raises(IndicatorsRefused):
        write_targets(**said, aims={projects.pk: Aim(None, Decimal(9))})
    assert targets_of(first, 2025)[projects.pk].target == Decimal(5)


def test_targets_are_written_and_taken_away_and_only_for_the_set_of_the_year(seats):
    first, other = convention().indicator_sets.get(), drafted(seats)
    women = first.indicators.get(code="women")
    said = {"indicator_set": first, "year": 2026, "by": seats.unml.user, "now": NOW}
    write_targets(**said, aims={women.pk: Aim(None, Decimal(50))})
    write_targets(**said, aims={women.pk: Aim()})
    assert IndicatorTarget.objects.count() == 0
    with pytest.raises(IndicatorsRefused):
        write_targets(**said, aims={other.indicators.first().pk: Aim(None, Decimal(50))})
    with pytest.raises(DatabaseError), transaction.atomic():
        IndicatorTarget.objects.create(indicator=women, year=2026)


def test_the_gap_between_two_conventions_is_known_to_the_day():
    assert [day.isoformat() for day in convention().gap] == ["2022-06-22", "2024-09-30"]
    assert convention().gap_years == (2022, 2024)
