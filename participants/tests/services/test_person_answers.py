"""What a person said: JAMO, consents, situations, self-assessment."""

from datetime import UTC, date, datetime

import pytest

from ofqj_portal.core.models import JournalEntry
from participants.data_enums import Purpose
from participants.enums import AssessmentMoment, Moment, SituationCategory, Statement
from participants.models import OpportunityProfile, OpportunityRight, PersonConsent, Situation
from participants.services.consent import NOTICE_VERSION, NoticeInFuture, answer_consents, give_notice
from participants.services.opportunity import (
    ContradictoryAnswer,
    NotAMember,
    grant_opportunity_right,
    revoke_opportunity_right,
    set_opportunities,
)
from participants.services.outcome import ObservedInFuture, TooEarly, record_assessment, record_situation
from participants.tests.factories import ParticipantFactory, ParticipationFactory
from partners.tests.factories import StructureFactory, member
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def person():
    return ParticipantFactory()


@pytest.fixture
def adviser(person):
    return member(person.structure)


@pytest.fixture
def back():
    return ParticipationFactory(project=ProjectFactory(report_due=True), returned=True)


def test_categories_are_kept_sorted_and_the_journal_holds_none_of_them(person, adviser):
    codes = ["social", "handicap", "social"]
    profile = set_opportunities(participant=person, codes=codes, is_declined=False, by=adviser, now=NOW)
    entry = JournalEntry.objects.get(verb="participant.opportunities_set")
    assert (profile.codes, entry.facts) == (["handicap", "social"], {})


def test_no_category_and_no_answer_are_two_answers(person, adviser):
    set_opportunities(participant=person, codes=[], is_declined=False, by=adviser, now=NOW)
    set_opportunities(participant=person, codes=[], is_declined=True, by=adviser, now=NOW)
    profile = OpportunityProfile.objects.get()
    assert (profile.codes, profile.is_declined) == ([], True)


def test_a_refusal_to_answer_holds_no_category(person, adviser):
    with pytest.raises(ContradictoryAnswer):
        set_opportunities(participant=person, codes=["social"], is_declined=True, by=adviser, now=NOW)
    assert not OpportunityProfile.objects.exists()


def test_the_right_is_given_once_taken_back_and_given_again(adviser, person):
    structure = person.structure
    right = grant_opportunity_right(structure=structure, user=adviser, by=adviser, now=NOW)
    assert grant_opportunity_right(structure=structure, user=adviser, by=adviser, now=NOW) == right
    revoke_opportunity_right(right=right, by=adviser, now=NOW)
    again = grant_opportunity_right(structure=structure, user=adviser, by=adviser, now=NOW)
    assert (again.pk != right.pk, OpportunityRight.objects.count()) == (True, 2)


def test_the_right_is_for_members_only(person, adviser):
    with pytest.raises(NotAMember):
        grant_opportunity_right(structure=person.structure, user=member(StructureFactory(ml=True)), by=adviser, now=NOW)


def test_the_notice_is_dated_and_versioned_and_never_in_the_future(person, adviser):
    told = give_notice(participant=person, given_on=TODAY, today=TODAY, by=adviser)
    assert (told.notice_given_on, told.notice_version) == (TODAY, NOTICE_VERSION)
    with pytest.raises(NoticeInFuture):
        give_notice(participant=person, given_on=date(2026, 6, 11), today=TODAY, by=adviser)


def test_a_change_of_mind_closes_the_answer_and_opens_another(person, adviser):
    say = {"participant": person, "by": adviser}
    (yes,) = answer_consents(answers={Purpose.IMAGE: True}, answered_on=date(2026, 5, 1), **say)
    assert answer_consents(answers={Purpose.IMAGE: True}, answered_on=TODAY, **say) == [yes]
    (no,) = answer_consents(answers={Purpose.IMAGE: False}, answered_on=TODAY, **say)
    yes.refresh_from_db()
    assert (yes.ended_on, no.ended_on, PersonConsent.objects.count()) == (TODAY, None, 2)


def test_each_purpose_has_its_own_answer(person, adviser):
    said = answer_consents(
        participant=person, answers={Purpose.IMAGE: False, Purpose.CONTACT_AFTER: True}, answered_on=TODAY, by=adviser
    )
    assert [(answer.purpose, answer.is_given) for answer in said] == [("image", False), ("contact_after", True)]


def test_a_situation_is_written_and_corrected(back, adviser):
    say = {"participation": back, "moment": Moment.RETURN, "observed_on": TODAY, "by": adviser, "now": NOW}
    record_situation(category=SituationCategory.NO_ANSWER, **say)
    record_situation(category=SituationCategory.TRAINING, **say)
    assert Situation.objects.get().category == "training"


def test_what_became_of_her_is_asked_once_she_is_back(adviser):
    row = ParticipationFactory(confirmed=True)
    say = {"participation": row, "category": SituationCategory.NONE, "observed_on": TODAY, "by": adviser, "now": NOW}
    record_situation(moment=Moment.ENTRY, **say)
    with pytest.raises(TooEarly):
        record_situation(moment=Moment.RETURN, **say)


def test_nothing_is_observed_tomorrow(back, adviser):
    with pytest.raises(ObservedInFuture):
        record_situation(
            participation=back,
            moment=Moment.RETURN,
            category=SituationCategory.NONE,
            observed_on=date(2026, 6, 11),
            by=adviser,
            now=NOW,
        )


def test_a_self_assessment_may_leave_statements_unanswered(back, adviser):
    say = {"participation": back, "answered_on": TODAY, "by": adviser, "now": NOW}
    kept = record_assessment(moment=AssessmentMoment.RETURN, answers={Statement.AUTONOMY: 3}, **say)
    assert (kept.autonomy, kept.confidence) == (3, None)


def test_a_self_assessment_after_the_stay_waits_for_the_return(adviser):
    row = ParticipationFactory(confirmed=True)
    say = {"participation": row, "answers": {}, "answered_on": TODAY, "by": adviser, "now": NOW}
    record_assessment(moment=AssessmentMoment.BEFORE, **say)
    with pytest.raises(TooEarly):
        record_assessment(moment=AssessmentMoment.RETURN, **say)
    with pytest.raises(ObservedInFuture):
        record_assessment(moment=AssessmentMoment.BEFORE, **(say | {"answered_on": date(2026, 6, 11)}))
