"""What the database itself refuses about people, and what the keyed hash says."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from participants.enums import ParticipationState, PassportVerdict
from participants.models import OpportunityProfile, Participant, Participation
from participants.models.participant import identity_hash_of
from participants.tests.factories import (
    OpportunityProfileFactory,
    ParticipantFactory,
    ParticipationFactory,
    PersonConsentFactory,
    ProfessionalFactory,
    SelfAssessmentFactory,
    SituationFactory,
)
from participants.workflow import NEXT_STATES

pytestmark = pytest.mark.django_db
EVERY_STATE = [state.value for state in ParticipationState]
STEPS = [(old, new) for old in EVERY_STATE for new in EVERY_STATE if old != new]


def in_state(state: str) -> Participation:
    return ParticipationFactory(**({} if state == "registered" else {state: True}))


def what_comes_with(state: str) -> dict[str, object]:
    """Give an update everything that the target state's own constraints ask for."""
    sample = in_state(state)
    names = [
        *("attested_on", "passport_verdict", "passport_expires_on", "authorisation_checked_on"),
        *("insurance_checked_on", "confirmed_at", "departed_on", "returned_on", "interruption_reason"),
        *("withdrawn_at", "withdrawal_reason"),
    ]
    return {"state": state} | {name: getattr(sample, name) for name in names}


@pytest.mark.parametrize(("old", "new"), STEPS)
def test_the_database_allows_the_moves_of_the_table_and_no_other(old, new):
    participation, values = in_state(old), what_comes_with(new)
    rows = Participation.objects.filter(pk=participation.pk)
    if new in NEXT_STATES["participation"][old]:
        assert rows.update(**values) == 1
        return
    with pytest.raises(IntegrityError, match="illegal move"), transaction.atomic():
        rows.update(**values)


@pytest.mark.parametrize(
    "missing",
    [
        {"attested_on": None},
        {"passport_verdict": PassportVerdict.REQUESTED},
        {"authorisation_checked_on": None},
        {"insurance_checked_on": None},
    ],
)
def test_nobody_is_confirmed_without_every_check(missing):
    with pytest.raises(IntegrityError, match="participation_confirmed"), transaction.atomic():
        ParticipationFactory(confirmed=True, **missing)


def test_somebody_is_once_in_a_group_unless_she_withdrew():
    gone = ParticipationFactory(withdrawn=True)
    back = ParticipationFactory(project=gone.project, participant=gone.participant)
    with pytest.raises(IntegrityError, match="participation_once_per_project"), transaction.atomic():
        ParticipationFactory(project=back.project, participant=back.participant)


@pytest.mark.parametrize(
    ("traits", "constraint"),
    [
        ({"withdrawn": True, "withdrawal_reason": ""}, "participation_withdrawal_reasoned"),
        ({"interrupted": True, "interruption_reason": ""}, "participation_interruption_reasoned"),
        ({"returned": True, "returned_on": date(2026, 1, 1)}, "participation_return_follows_departure"),
        ({"departed_on": date(2026, 5, 4)}, "participation_departure_dated"),
        ({"checked": True, "passport_expires_on": None}, "participation_passport_expires"),
    ],
)
def test_a_state_comes_with_its_dates_and_reasons(traits, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ParticipationFactory(**traits)


def test_a_profile_declined_holds_no_category():
    with pytest.raises(IntegrityError, match="opportunity_declined_says_nothing"), transaction.atomic():
        OpportunityProfileFactory(is_declined=True)


def test_a_profile_holds_known_categories_only():
    with pytest.raises(IntegrityError, match="opportunity_codes_known"), transaction.atomic():
        OpportunityProfileFactory(codes=["autre"])


def test_a_moment_has_one_situation_and_a_purpose_one_running_answer():
    situation, consent = SituationFactory(), PersonConsentFactory()
    with pytest.raises(IntegrityError, match="situation_once_per_moment"), transaction.atomic():
        SituationFactory(participation=situation.participation)
    with pytest.raises(IntegrityError, match="consent_one_answer_at_a_time"), transaction.atomic():
        PersonConsentFactory(participant=consent.participant, is_given=False)


def test_an_answer_of_the_self_assessment_stays_on_the_scale():
    with pytest.raises(IntegrityError, match="assessment_openness_on_scale"), transaction.atomic():
        SelfAssessmentFactory(openness=5)


def test_a_professional_comes_back_only_after_leaving():
    leader = ProfessionalFactory()
    with pytest.raises(IntegrityError, match="illegal move"), transaction.atomic():
        type(leader).objects.filter(pk=leader.pk).update(
            state="returned", departed_on=date(2026, 5, 4), returned_on=date(2026, 5, 15)
        )


def test_how_to_reach_a_person_is_sealed_in_the_database():
    person = ParticipantFactory(email="lila@exemple.test", phone="06 00 00 00 00")
    with connection.cursor() as cursor:
        cursor.execute("SELECT email || phone FROM participants_participant WHERE id = %s", [person.pk])
        stored = cursor.fetchone()[0]
    assert "lila" not in stored
    assert "06 00" not in stored
    assert Participant.objects.get(pk=person.pk).email == "lila@exemple.test"


@pytest.mark.parametrize("typed", [("Zoé", "Le Gall-Ruiz"), ("ZOE", "LE GALL RUIZ"), (" zoé ", "Legallruiz")])
def test_the_same_person_has_the_same_hash_however_she_is_typed(typed):
    assert identity_hash_of(*typed, date(2003, 1, 2)) == identity_hash_of("Zoe", "Le Gall Ruiz", date(2003, 1, 2))


def test_a_namesake_born_another_day_has_another_hash():
    assert identity_hash_of("Zoé", "Ruiz", date(2003, 1, 2)) != identity_hash_of("Zoé", "Ruiz", date(2003, 2, 1))


def test_a_person_is_found_without_accents_or_case():
    zoe = ParticipantFactory(first_name="Zoé", last_name="Lévêque")
    ParticipantFactory(first_name="Noé", last_name="Martin")
    assert list(Participant.objects.matching("leveque ZOE")) == [zoe]


def test_a_profile_goes_with_its_person():
    profile = OpportunityProfileFactory()
    profile.participant.delete()
    assert not OpportunityProfile.objects.exists()
