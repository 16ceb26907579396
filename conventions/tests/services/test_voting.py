"""Votes of the committee: quorum, one voice a party, the OFQJ's two sections, and what follows (R25b)."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from conventions.enums import PlanState, ReportState, VoteOutcome
from conventions.models import PartyBallot, Vote
from conventions.services.building import take_figures
from conventions.services.voting import Voice, VoteRefused, record_vote
from conventions.tests.factories import MandateFactory, MeetingFactory, PlanFactory, ReportFactory, committee, walk
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.invariants import check
from ofqj_portal.core.models import Job

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)


@pytest.fixture
def seats():
    return committee()


@pytest.fixture
def plan():
    return PlanFactory(proposed=True)


def voices(seats, ofqj="yes", unml="yes", rcjeq="yes"):
    said = {"ofqj": ofqj, "unml": unml, "rcjeq": rcjeq}
    by = {"ofqj": seats.ofqj_fr, "unml": seats.unml, "rcjeq": seats.rcjeq}
    return [
        Voice(party, said[party], by[party], seats.ofqj_qc if party == "ofqj" else None)
        for party in said
        if said[party]
    ]


def vote(seats, subject, present=("ofqj_fr", "unml", "rcjeq"), spoken=None, **said):
    return record_vote(
        meeting=MeetingFactory(),
        subject=subject,
        present=[getattr(seats, name) for name in present],
        voices=spoken if spoken is not None else voices(seats, **said),
        by=seats.unml.user,
        now=NOW,
    )


def presented():
    report = ReportFactory()
    take_figures(report=report, now=NOW)
    return walk(report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED)


def test_a_carried_vote_validates_the_plan(seats, plan):
    assert vote(seats, plan).outcome == VoteOutcome.CARRIED
    plan.refresh_from_db()
    assert plan.state == PlanState.VALIDATED
    assert PartyBallot.objects.count() == 3


def test_two_voices_out_of_three_carry_it(seats, plan):
    assert vote(seats, plan, rcjeq="no").outcome == VoteOutcome.CARRIED


def test_a_lost_vote_sends_the_plan_back(seats, plan):
    assert vote(seats, plan, unml="no", rcjeq="abstain").outcome == VoteOutcome.LOST
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def test_without_every_party_there_is_no_vote_and_nothing_moves(seats, plan):
    taken = vote(seats, plan, present=("ofqj_fr", "unml"), rcjeq=None)
    assert (taken.outcome, taken.parties_present) == (VoteOutcome.NO_QUORUM, 2)
    plan.refresh_from_db()
    assert plan.state == PlanState.PROPOSED


def test_a_carried_vote_adopts_the_report_with_its_exact_figures_and_asks_for_its_paper(seats):
    report = presented()
    taken = vote(seats, report)
    report.refresh_from_db()
    assert (report.state, report.adopted_at, report.paper) == (ReportState.ADOPTED, NOW, None)
    assert taken.figures_hash == report.snapshot.figures_hash
    assert Job.objects.filter(unique_key=f"bilan:{report.pk}").count() == 1


def test_a_lost_vote_sends_the_report_back_to_its_writing(seats):
    report = presented()
    vote(seats, report, ofqj="no", unml="no")
    report.refresh_from_db()
    assert (report.state, report.adopted_at) == (ReportState.CONTRIBUTIONS_IN, None)


def test_the_voice_of_the_ofqj_needs_the_other_section(seats, plan):
    alone = [Voice("ofqj", "yes", seats.ofqj_fr), *voices(seats, ofqj=None)]
    with pytest.raises(VoteRefused):
        vote(seats, plan, spoken=alone)
    second = MandateFactory(ofqj_fr=True)
    same = [Voice("ofqj", "yes", seats.ofqj_fr, second), *voices(seats, ofqj=None)]
    with pytest.raises(VoteRefused):
        vote(seats, plan, spoken=same)
    assert Vote.objects.count() == 0


def test_a_party_speaks_once_by_its_own_member_present_and_in_office(seats, plan):
    double = [*voices(seats), Voice("unml", "no", seats.unml)]
    borrowed = [*voices(seats, unml=None), Voice("unml", "yes", seats.rcjeq)]
    for spoken in (double, borrowed, voices(seats, rcjeq=None)):
        with pytest.raises(VoteRefused):
            vote(seats, plan, spoken=spoken)
    seats.gone = MandateFactory(unml=True, over=True)
    with pytest.raises(VoteRefused):
        vote(seats, plan, present=("ofqj_fr", "gone", "rcjeq"))


def test_a_meeting_that_has_not_been_held_has_no_vote(seats, plan):
    meeting = MeetingFactory(meets_at=datetime(2026, 6, 1, tzinfo=UTC))
    with pytest.raises(VoteRefused):
        record_vote(meeting=meeting, subject=plan, present=[seats.unml], voices=[], by=seats.unml.user, now=NOW)


def test_two_members_recording_the_same_vote_leave_one(seats, plan):
    vote(seats, plan)
    with pytest.raises(WrongState):
        vote(seats, plan)
    assert Vote.objects.count() == 1


def test_a_recorded_vote_never_changes(seats, plan):
    taken = vote(seats, plan)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.filter(pk=taken.pk).update(outcome="lost")


def test_the_invariants_hold_after_votes(seats, plan):
    vote(seats, plan)
    vote(seats, presented())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as a commit does: the journal chains its lines then
    assert [label for label, holds, _count in check() if not holds] == []
