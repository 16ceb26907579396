"""The life of a report, outcome by outcome."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from conventions.enums import ContributionState, ReportState
from conventions.models import AnnualReport, FiguresSnapshot
from conventions.periods import UnknownPeriod, read_period
from conventions.services.building import take_figures
from conventions.services.reports import (
    AlreadyOpen,
    EmptyContribution,
    NothingCounted,
    UnfinishedContribution,
    close_contributions,
    correct_report,
    hand_in_contribution,
    open_report,
    present_report,
    publish_report,
    save_contribution,
)
from conventions.tests.factories import ReportFactory, committee, convention
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import history_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def by():
    return committee().ofqj_fr.user


def part(report, body="unml"):
    return report.contributions.get(body=body)


def hand_in_all(report, by):
    for row in report.contributions.order_by("pk"):
        hand_in_contribution(contribution=row, text="Fait.", seen_version=row.version, by=by, now=NOW)
    report.refresh_from_db()


def test_opening_a_report_expects_four_contributions_sixty_days_after_its_end(by):
    report = open_report(convention=convention(), period=read_period("2025"), by=by, now=NOW)
    assert report.state == ReportState.OPEN
    assert (report.starts_on, report.ends_on) == (date(2025, 1, 1), date(2025, 12, 31))
    assert report.contributions_due_on == date(2026, 3, 1)
    assert {(row.body, row.state) for row in report.contributions.all()} == {
        (body, ContributionState.EXPECTED) for body in ("ofqj_fr", "ofqj_qc", "unml", "rcjeq")
    }
    assert [line.verb for line in history_of(report)] == ["report.opened"]


def test_a_period_has_one_open_report(by):
    open_report(convention=convention(), period=read_period("2025"), by=by, now=NOW)
    with pytest.raises(AlreadyOpen):
        open_report(convention=convention(), period=read_period("2025"), by=by, now=NOW)


@pytest.mark.parametrize("code", ["", "25", "2016", "2100", "2025-2027", "2025-2025", "2025-26", "2025 ", "²025", "x"])
def test_a_text_that_names_no_period_is_refused(code):
    with pytest.raises(UnknownPeriod):
        read_period(code)


def test_a_saved_contribution_is_a_draft(by):
    row = save_contribution(contribution=part(ReportFactory()), text="Un début.", seen_version=1, by=by, now=NOW)
    assert (row.state, row.text, row.version, row.handed_in_at) == (ContributionState.DRAFT, "Un début.", 2, None)


def test_the_fourth_contribution_gathers_them_all(by):
    report = ReportFactory()
    hand_in_all(report, by)
    assert report.state == ReportState.CONTRIBUTIONS_IN
    assert {row.handed_in_by for row in report.contributions.all()} == {by}


def test_an_empty_contribution_is_not_handed_in(by):
    row = part(ReportFactory())
    with pytest.raises(EmptyContribution):
        hand_in_contribution(contribution=row, text=" \n", seen_version=1, by=by, now=NOW)
    text = "Fait.\n\nCe qui reste à faire\u00a0: à compléter.\n"
    with pytest.raises(UnfinishedContribution, match="Ce qui reste à faire"):
        hand_in_contribution(contribution=row, text=text, seen_version=1, by=by, now=NOW)
    row.refresh_from_db()
    assert row.state == ContributionState.EXPECTED


def test_two_people_writing_at_once_never_overwrite_each_other(by):
    row = part(ReportFactory())
    save_contribution(contribution=row, text="La première.", seen_version=1, by=by, now=NOW)
    with pytest.raises(EditedMeanwhile):
        save_contribution(contribution=row, text="La seconde.", seen_version=1, by=by, now=NOW)
    row.refresh_from_db()
    assert row.text == "La première."


def test_contributions_close_without_waiting_for_all(by):
    report = close_contributions(report=ReportFactory(), by=by, now=NOW)
    assert report.state == ReportState.CONTRIBUTIONS_IN
    with pytest.raises(WrongState):
        close_contributions(report=report, by=by, now=NOW)


def test_a_report_without_figures_is_not_presented(by):
    report = close_contributions(report=ReportFactory(), by=by, now=NOW)
    with pytest.raises(NothingCounted):
        present_report(report=report, by=by, now=NOW)
    report.refresh_from_db()
    assert report.state == ReportState.CONTRIBUTIONS_IN


def presented(by):
    report = close_contributions(report=ReportFactory(), by=by, now=NOW)
    take_figures(report=report, now=NOW)
    return present_report(report=report, by=by, now=NOW)


def test_a_presented_report_takes_no_more_text(by):
    report = presented(by)
    assert report.state == ReportState.DRAFTED
    with pytest.raises(WrongState):
        save_contribution(contribution=part(report), text="Trop tard.", seen_version=1, by=by, now=NOW)


def test_only_an_adopted_report_is_published(by):
    with pytest.raises(WrongState):
        publish_report(report=presented(by), by=by, now=NOW)


def published(by):
    report = presented(by)
    AnnualReport.objects.filter(pk=report.pk).update(state=ReportState.ADOPTED, adopted_at=NOW)
    return publish_report(report=report, by=by, now=NOW)


def test_a_correction_is_a_new_version_and_the_old_one_is_superseded_once_it_is_published(by):
    report = published(by)
    new = correct_report(report=report, erratum="Un total était faux.", by=by, now=NOW)
    report.refresh_from_db()
    assert (report.state, new.version, new.state, new.erratum) == (
        ReportState.PUBLISHED, 2, ReportState.CONTRIBUTIONS_IN, "Un total était faux.",
    )  # fmt: skip
    assert new.contributions.count() == 4
    take_figures(report=new, now=NOW)
    present_report(report=new, by=by, now=NOW)
    AnnualReport.objects.filter(pk=new.pk).update(state=ReportState.ADOPTED, adopted_at=NOW)
    publish_report(report=new, by=by, now=NOW)
    report.refresh_from_db()
    assert report.state == ReportState.SUPERSEDED


def test_a_correction_says_what_it_corrects_and_comes_after_publication(by):
    with pytest.raises(DomainError):
        correct_report(report=published(by), erratum=" ", by=by, now=NOW)
    with pytest.raises(WrongState):
        correct_report(report=ReportFactory(period="2024"), erratum="x", by=by, now=NOW)


def test_the_same_figures_keep_the_same_snapshot_and_a_snapshot_never_changes(by):
    report = ReportFactory()
    first = take_figures(report=report, now=NOW)
    assert take_figures(report=report, now=NOW) == first
    assert FiguresSnapshot.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        FiguresSnapshot.objects.filter(pk=first.pk).update(figures={})
    with pytest.raises(DatabaseError), transaction.atomic():
        first.delete()


def test_the_database_refuses_illegal_moves_and_new_figures_for_an_adopted_report(by):
    report = published(by)
    other = FiguresSnapshot.objects.create(report=report, figures={}, figures_hash="x", taken_at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        AnnualReport.objects.filter(pk=report.pk).update(snapshot=other)
    with pytest.raises(DatabaseError), transaction.atomic():
        AnnualReport.objects.filter(pk=report.pk).update(state=ReportState.OPEN)
