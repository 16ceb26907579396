"""Written consultations: who opens one, what each party answers, and what follows at the deadline (R25b)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from conventions.enums import ConsultationState, PlanState, VoteOutcome
from conventions.models import ActionPlan, Consultation, ConsultationVoice, Vote
from conventions.periodic import close_consultations
from conventions.queries.obligations import obligations_of
from conventions.services.agenda import remind_of_obligations
from conventions.services.consultations import (
    ConsultationRefused,
    add_question,
    change_consultation,
    close_consultation,
    draft_consultation,
    open_consultation,
    withdraw_consultation,
)
from conventions.services.minutes import propose_resolution
from conventions.services.voices import Answer, agree_with_voices, cast_voices
from conventions.services.voting import record_vote
from conventions.tests.factories import MeetingFactory, PlanFactory, committee, convention
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.invariants import check
from ofqj_portal.core.models import OutboxMail
from ofqj_portal.core.tests.at_once import together

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)
DEADLINE = NOW + timedelta(days=10)
LATER = DEADLINE + timedelta(minutes=1)


@pytest.fixture
def seats():
    found = committee()
    MeetingFactory(secretary=found.unml, meets_at=NOW - timedelta(days=30))
    return found


@pytest.fixture
def plan():
    return PlanFactory(proposed=True)


def drafted(seats, **changes):
    said = {"title": "Avant l’été", "closes_at": DEADLINE, "by": seats.unml.user, "now": NOW} | changes
    return draft_consultation(committee=convention().committee, **said)


def opened(seats, *subjects):
    consultation = drafted(seats)
    for subject in subjects:
        add_question(consultation=consultation, subject=subject, by=seats.unml.user, now=NOW)
    return open_consultation(consultation=consultation, by=seats.unml.user, now=NOW)


def say(consultation, seat, choice="yes", seen=0, now=NOW, reserve=""):
    answers = {item.pk: Answer(choice, reserve) for item in consultation.items.all()}
    said = {"consultation": consultation, "party": seat.party, "by": seat.user, "now": now, "seen_version": seen}
    return cast_voices(answers=answers, **said)


def agree(consultation, seat, seen=1, now=NOW):
    return agree_with_voices(consultation=consultation, seen_version=seen, by=seat.user, now=now)


def everybody_says_yes(consultation, seats):
    say(consultation, seats.ofqj_fr)
    agree(consultation, seats.ofqj_qc)
    say(consultation, seats.unml)
    say(consultation, seats.rcjeq, "abstain", reserve="Sous réserve du budget.")


def close(consultation):
    close_consultations(LATER)
    consultation.refresh_from_db()
    return Vote.objects.filter(consultation=consultation).order_by("pk")


def test_it_closes_by_itself_and_the_plan_follows_the_vote(seats, plan):
    resolution = propose_resolution(committee=convention().committee, text="Écrire.", by=seats.unml.user, now=NOW)
    consultation = opened(seats, plan, resolution)
    assert OutboxMail.objects.filter(kind="conventions.consultation_opened").count() == 4
    say(consultation, seats.ofqj_fr)
    agree(consultation, seats.ofqj_qc, seen=2)
    say(consultation, seats.unml)
    say(consultation, seats.rcjeq, "abstain", reserve="Sous réserve du budget.")
    close_consultations(DEADLINE - timedelta(minutes=1))
    assert Vote.objects.count() == 0
    votes = close(consultation)
    plan.refresh_from_db()
    resolution.refresh_from_db()
    assert (consultation.state, plan.state, resolution.is_settled) == ("closed", PlanState.VALIDATED, True)
    assert [(vote.outcome, vote.parties_present, vote.recorded_by) for vote in votes] == [("carried", 3, None)] * 2
    ofqj, rcjeq = votes[0].ballots.get(party="ofqj"), votes[0].ballots.get(party="rcjeq")
    assert (ofqj.cast_by, ofqj.agreed_by, rcjeq.reserve) == (seats.ofqj_fr, seats.ofqj_qc, "Sous réserve du budget.")
    assert "Adopté" in OutboxMail.objects.filter(kind="conventions.consultation_closed").first().text
    close_consultations(LATER)
    assert Vote.objects.count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert [label for label, holds, _count in check() if not holds] == []


def test_a_party_that_says_nothing_leaves_no_vote(seats, plan):
    consultation = opened(seats, plan)
    say(consultation, seats.unml)
    say(consultation, seats.rcjeq)
    vote = close(consultation).get()
    plan.refresh_from_db()
    assert (vote.outcome, vote.parties_present, plan.state) == (VoteOutcome.NO_QUORUM, 2, PlanState.PROPOSED)


def test_the_voice_of_the_ofqj_counts_only_with_its_other_section(seats, plan):
    consultation = opened(seats, plan)
    for seat in (seats.unml, seats.rcjeq, seats.ofqj_fr):
        say(consultation, seat)
    with pytest.raises(ConsultationRefused):
        agree(consultation, seats.ofqj_fr)
    with pytest.raises(ConsultationRefused):
        agree(consultation, seats.unml)
    agree(consultation, seats.ofqj_qc)
    say(consultation, seats.ofqj_fr, "no", seen=1)  # another answer: the other section agrees anew, or it is no voice
    assert close(consultation).get().outcome == VoteOutcome.NO_QUORUM


def test_a_section_agrees_with_what_it_read_and_nothing_else(seats, plan):
    consultation = opened(seats, plan)
    say(consultation, seats.ofqj_fr)
    say(consultation, seats.ofqj_fr, "no", seen=1)
    with pytest.raises(EditedMeanwhile):
        agree(consultation, seats.ofqj_qc, seen=1)
    agree(consultation, seats.ofqj_qc, seen=2)
    assert ConsultationVoice.objects.get().agreed_by == seats.ofqj_qc


def test_a_colleague_is_never_overwritten_and_nobody_speaks_for_another_party(seats, plan):
    consultation = opened(seats, plan)
    say(consultation, seats.unml)
    with pytest.raises(EditedMeanwhile):
        say(consultation, seats.unml, "no")
    with pytest.raises(ConsultationRefused):
        cast_voices(
            consultation=consultation, party="rcjeq", answers={}, seen_version=0, by=seats.unml.user, now=NOW
        )  # fmt: skip
    assert ConsultationVoice.objects.get().choice == "yes"


def test_only_the_party_that_holds_the_secretariat_prepares_one(seats, plan):
    with pytest.raises(ConsultationRefused, match="UNML"):
        drafted(seats, by=seats.rcjeq.user)
    consultation = drafted(seats)
    with pytest.raises(ConsultationRefused):
        add_question(consultation=consultation, subject=plan, by=seats.rcjeq.user, now=NOW)


def test_it_needs_a_question_time_to_answer_and_a_subject_that_waits(seats, plan):
    by = seats.unml.user
    consultation = drafted(seats, closes_at=NOW + timedelta(days=6))
    with pytest.raises(ConsultationRefused, match="7"):
        open_consultation(consultation=consultation, by=by, now=NOW)
    said = {"title": "Avant l’été", "note": "", "closes_at": DEADLINE, "by": by, "now": NOW}
    change_consultation(consultation=consultation, **said)
    with pytest.raises(ConsultationRefused, match="question"):
        open_consultation(consultation=consultation, by=by, now=NOW)
    with pytest.raises(WrongState):
        add_question(consultation=consultation, subject=PlanFactory(year=2027), by=by, now=NOW)
    add_question(consultation=consultation, subject=plan, by=by, now=NOW)
    with pytest.raises(ConsultationRefused):
        add_question(consultation=consultation, subject=plan, by=by, now=NOW)
    opened(seats, plan)
    with pytest.raises(WrongState, match="ouverte sur ce sujet"):
        open_consultation(consultation=consultation, by=by, now=NOW)


def test_a_meeting_does_not_vote_on_what_is_asked_in_writing(seats, plan):
    opened(seats, plan)
    with pytest.raises(WrongState):
        record_vote(meeting=MeetingFactory(), subject=plan, present=[], voices=[], by=seats.unml.user, now=NOW)


def test_nothing_is_answered_once_it_is_closed_or_withdrawn(seats, plan):
    consultation = opened(seats, plan)
    with pytest.raises(WrongState):
        say(consultation, seats.unml, now=DEADLINE)
    with pytest.raises(WrongState):
        close_consultation(consultation=consultation, now=DEADLINE - timedelta(seconds=1))
    with pytest.raises(WrongState):
        withdraw_consultation(consultation=consultation, reason="Trop tard.", by=seats.unml.user, now=LATER)
    say(consultation, seats.unml)
    withdraw_consultation(consultation=consultation, reason="Texte à revoir.", by=seats.unml.user, now=NOW)
    assert close(consultation).count() == 0
    with pytest.raises(WrongState):
        say(consultation, seats.rcjeq)
    with pytest.raises(DatabaseError), transaction.atomic():
        ConsultationVoice.objects.update(choice="no")


def test_the_database_refuses_a_consultation_closed_before_its_deadline(seats, plan):
    consultation = opened(seats, plan)
    rows = Consultation.objects.filter(pk=consultation.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(state=ConsultationState.CLOSED, closed_at=DEADLINE - timedelta(hours=1))
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(state=ConsultationState.DRAFT)


def test_a_question_whose_subject_moved_on_is_moot(seats, plan):
    consultation = opened(seats, plan)
    everybody_says_yes(consultation, seats)
    ActionPlan.objects.filter(pk=plan.pk).update(state=PlanState.DRAFT)
    assert close(consultation).count() == 0
    assert consultation.items.get().is_moot


def test_the_register_says_who_still_has_to_answer_and_reminds_them(seats, plan):
    consultation = opened(seats, plan)
    say(consultation, seats.unml)
    say(consultation, seats.ofqj_fr)
    on = DEADLINE.astimezone(PARIS).date()
    rows = [row for row in obligations_of(convention(), on) if row.kind == "consultation"]
    assert {row.seat: row.is_met for row in rows} == {
        ("ofqj", ""): True, ("ofqj", "qc"): False, ("unml", ""): True, ("rcjeq", ""): False,
    }  # fmt: skip
    OutboxMail.objects.all().delete()
    remind_of_obligations(convention=convention(), now=DEADLINE - timedelta(days=2))
    told = OutboxMail.objects.filter(kind="conventions.obligation_due", subject__contains="par écrit")
    assert {mail.to_user_id for mail in told} == {seats.rcjeq.user_id, seats.ofqj_qc.user_id}


@pytest.mark.django_db(transaction=True)
def test_of_two_members_who_answer_at_once_one_counts_and_the_other_is_told(seats, plan):
    consultation = opened(seats, plan)
    results = together([lambda: say(consultation, seats.unml), lambda: say(consultation, seats.unml, "no")])
    assert sorted(isinstance(result, EditedMeanwhile) for result in results) == [False, True]
    assert ConsultationVoice.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_members_who_write_the_same_vote_down_at_once_one_is_kept(seats, plan):
    from conventions.tests.services.test_voting import voices

    meeting = MeetingFactory(meets_at=NOW - timedelta(hours=3))
    present = [seats.ofqj_fr, seats.unml, seats.rcjeq]

    def write():
        return record_vote(
            meeting=meeting, subject=plan, present=present, voices=voices(seats), by=seats.unml.user, now=NOW
        )

    results = together([write, write])
    assert sorted(isinstance(result, WrongState) for result in results) == [False, True]
    assert Vote.objects.count() == 1
