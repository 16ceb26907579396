"""Who is in the group: each outcome of each service."""

from datetime import UTC, date, datetime

import pytest

from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.models import JournalEntry
from participants.enums import ParticipationState, PassportVerdict, WithdrawalReason
from participants.models import Participation
from participants.services.checks import (
    CannotLeave,
    Checks,
    CheckUndone,
    confirm_participation,
    record_checks,
)
from participants.services.group import (
    AlreadyInGroup,
    GroupFull,
    NotCarriers,
    OnlyProfessionals,
    add_participant,
    admit_from_waiting_list,
    withdraw_participation,
)
from participants.services.person import AlreadyKnown, Identity, add_person, edit_person
from participants.services.professional import (
    AlreadyInTeam,
    NotOfTheProject,
    TeamMember,
    add_professional,
    withdraw_professional,
)
from participants.tests.factories import ParticipantFactory, ParticipationFactory, ProfessionalFactory, group
from partners.tests.factories import StructureFactory, member
from projects.tests.factories import CallFactory, ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)
ALL_SEEN = Checks(
    attested_on=date(2026, 4, 1),
    passport_verdict=PassportVerdict.SEEN,
    passport_expires_on=date(2031, 1, 1),
    authorisation_checked_on=date(2026, 4, 1),
    insurance_checked_on=date(2026, 4, 1),
)


@pytest.fixture
def project():
    return ProjectFactory(accepted=True, places=3)


@pytest.fixture
def adviser(project):
    return member(project.carrier)


def somebody_of(project, **fields):
    return ParticipantFactory(structure=project.carrier, **fields)


# ---- persons --------------------------------------------------------------------------------------------------------


def test_a_person_enters_the_list_of_her_structure_once(project, adviser):
    identity = Identity("Zoé", "Lévêque", date(2004, 5, 6))
    person = add_person(structure=project.carrier, identity=identity, by=adviser, now=NOW)
    assert (str(person), person.created_by) == ("Zoé Lévêque", adviser)
    with pytest.raises(AlreadyKnown):
        add_person(
            structure=project.carrier, identity=Identity("ZOE", "Leveque", date(2004, 5, 6)), by=adviser, now=NOW
        )


def test_two_structures_may_follow_the_same_person(adviser):
    identity = Identity("Zoé", "Lévêque", date(2004, 5, 6))
    first, second = StructureFactory(ml=True), StructureFactory(cje=True)
    people = [add_person(structure=one, identity=identity, by=adviser, now=NOW) for one in (first, second)]
    assert people[0].identity_hash == people[1].identity_hash


def test_an_edit_is_kept_with_field_names_in_the_journal_and_values_apart(adviser):
    person = ParticipantFactory(first_name="Lila", last_name="Canari-Nom")
    edit_person(participant=person, identity=Identity("Léa", "Canari-Nom", person.born_on), version=1, by=adviser)
    person.refresh_from_db()
    entry = JournalEntry.objects.get(verb="participant.edited")
    assert (person.first_name, person.version) == ("Léa", 2)
    assert "first_name" in entry.facts["fields"]
    assert "Léa" not in str(entry.facts)


def test_an_edit_on_a_fiche_that_moved_is_refused(adviser):
    person = ParticipantFactory()
    identity = Identity("Léa", person.last_name, person.born_on)
    edit_person(participant=person, identity=identity, version=1, by=adviser)
    with pytest.raises(EditedMeanwhile):
        edit_person(participant=person, identity=Identity("Mia", "Autre", person.born_on), version=1, by=adviser)


# ---- the group ------------------------------------------------------------------------------------------------------


def test_a_person_takes_a_place_while_there_is_one_then_waits(project, adviser):
    group(project, 2)
    third = add_participant(project=project, participant=somebody_of(project), by=adviser, now=NOW)
    fourth = add_participant(project=project, participant=somebody_of(project), by=adviser, now=NOW)
    assert (third.state, fourth.state) == (ParticipationState.REGISTERED, ParticipationState.WAITING)
    assert [line.verb for line in history_of(fourth)] == ["participation.waiting"]


def test_a_person_is_in_a_group_once(project, adviser):
    row = ParticipationFactory(project=project)
    with pytest.raises(AlreadyInGroup):
        add_participant(project=project, participant=row.participant, by=adviser, now=NOW)


def test_a_person_followed_elsewhere_is_not_added(project, adviser):
    with pytest.raises(NotCarriers):
        add_participant(project=project, participant=ParticipantFactory(), by=adviser, now=NOW)


def test_a_mission_takes_no_young_people(adviser):
    mission = ProjectFactory(accepted=True, call=CallFactory(cross_mission=True))
    with pytest.raises(OnlyProfessionals):
        add_participant(project=mission, participant=somebody_of(mission), by=adviser, now=NOW)


@pytest.mark.parametrize("state", ["ongoing", "closed", "refused", "cancelled", "withdrawn"])
def test_a_group_that_left_or_will_not_leave_takes_nobody(state, adviser):
    project = ProjectFactory(**{state: True})
    with pytest.raises(WrongState):
        add_participant(project=project, participant=somebody_of(project), by=adviser, now=NOW)


def test_a_place_set_free_goes_to_who_waits(project, adviser):
    first, _second, _third = group(project, 3)
    waiting = ParticipationFactory(project=project, waiting=True)
    with pytest.raises(GroupFull):
        admit_from_waiting_list(participation=waiting, by=adviser, now=NOW)
    withdraw_participation(participation=first, reason=WithdrawalReason.NO_NEWS, by=adviser, now=NOW)
    admitted = admit_from_waiting_list(participation=waiting, by=adviser, now=NOW)
    assert admitted.state == ParticipationState.REGISTERED


def test_a_withdrawal_may_name_who_takes_the_place(project, adviser):
    gone, waiting = ParticipationFactory(project=project), ParticipationFactory(project=project, waiting=True)
    withdraw_participation(
        participation=gone, reason=WithdrawalReason.PERSONAL, replacement=waiting, by=adviser, now=NOW
    )
    gone.refresh_from_db()
    waiting.refresh_from_db()
    assert (gone.state, gone.withdrawal_reason, gone.replaced_by) == ("withdrawn", "personal", waiting)
    assert waiting.state == ParticipationState.REGISTERED


def test_a_replacement_waits_in_the_same_group(project, adviser):
    gone, stranger = ParticipationFactory(project=project), ParticipationFactory(waiting=True)
    with pytest.raises(WrongState):
        withdraw_participation(
            participation=gone, reason=WithdrawalReason.PERSONAL, replacement=stranger, by=adviser, now=NOW
        )
    gone.refresh_from_db()
    assert gone.state == ParticipationState.REGISTERED


def test_nobody_withdraws_twice_or_after_leaving(project, adviser):
    gone = ParticipationFactory(project=project, withdrawn=True)
    away = ParticipationFactory(project=ProjectFactory(ongoing=True), departed=True)
    for row in (gone, away):
        with pytest.raises(WrongState):
            withdraw_participation(participation=row, reason=WithdrawalReason.OTHER, by=adviser, now=NOW)


# ---- checks and confirmation ----------------------------------------------------------------------------------------


def test_checks_are_kept_with_who_attested(project, adviser):
    row = record_checks(participation=ParticipationFactory(project=project), checks=ALL_SEEN, by=adviser)
    assert (row.attested_on, row.attested_by, row.passport_verdict) == (date(2026, 4, 1), adviser, "seen")
    assert len(history_of(row)) == 1


def test_the_same_checks_again_write_nothing(project, adviser):
    row = record_checks(participation=ParticipationFactory(project=project), checks=ALL_SEEN, by=adviser)
    record_checks(participation=row, checks=ALL_SEEN, by=adviser)
    assert len(history_of(row)) == 1


def test_a_confirmed_person_keeps_what_she_was_confirmed_on(project, adviser):
    row = ParticipationFactory(project=project, confirmed=True)
    with pytest.raises(CheckUndone):
        record_checks(participation=row, checks=Checks(), by=adviser)


def test_nothing_is_checked_of_somebody_who_left(adviser):
    row = ParticipationFactory(project=ProjectFactory(ongoing=True), departed=True)
    with pytest.raises(WrongState):
        record_checks(participation=row, checks=ALL_SEEN, by=adviser)


def test_a_person_with_everything_in_order_is_confirmed(project, adviser):
    row = confirm_participation(participation=ParticipationFactory(project=project, ready=True), by=adviser, now=NOW)
    assert (row.state, row.confirmed_at, row.state_changed_by) == ("confirmed", NOW, adviser)


def test_a_person_who_may_not_leave_hears_every_reason(project, adviser):
    row = ParticipationFactory(project=project, participant__born_on=date(1990, 5, 4))
    with pytest.raises(CannotLeave) as refusal:
        confirm_participation(participation=row, by=adviser, now=NOW)
    assert "36 ans le jour du départ" in str(refusal.value)
    assert "Le suivi n’est pas attesté." in str(refusal.value)
    assert Participation.objects.get(pk=row.pk).state == ParticipationState.REGISTERED


@pytest.mark.parametrize("state", ["draft", "under_review", "refused", "ongoing"])
def test_people_are_confirmed_between_the_award_and_the_departure(state, adviser):
    project = ProjectFactory(**({} if state == "draft" else {state: True}))
    row = ParticipationFactory(project=project, ready=True)
    with pytest.raises(WrongState):
        confirm_participation(participation=row, by=adviser, now=NOW)


def test_nobody_is_confirmed_from_the_waiting_list(project, adviser):
    row = ParticipationFactory(project=project, waiting=True, checked=True)
    with pytest.raises(WrongState):
        confirm_participation(participation=row, by=adviser, now=NOW)


# ---- the team -------------------------------------------------------------------------------------------------------


def test_a_leader_joins_and_leaves_the_team(project, adviser):
    someone = TeamMember("Inès", "Roy", user=adviser)
    leader = add_professional(project=project, structure=project.carrier, member=someone, by=adviser, now=NOW)
    with pytest.raises(AlreadyInTeam):
        add_professional(project=project, structure=project.carrier, member=someone, by=adviser, now=NOW)
    assert withdraw_professional(professional=leader, by=adviser, now=NOW).state == "withdrawn"
    with pytest.raises(WrongState):
        withdraw_professional(professional=leader, by=adviser, now=NOW)


def test_the_team_comes_from_structures_of_the_project(project, adviser):
    with pytest.raises(NotOfTheProject):
        add_professional(
            project=project, structure=StructureFactory(ml=True), member=TeamMember("I", "R"), by=adviser, now=NOW
        )


def test_the_team_of_a_group_that_left_does_not_change(adviser):
    away = ProjectFactory(ongoing=True)
    with pytest.raises(WrongState):
        add_professional(project=away, structure=away.carrier, member=TeamMember("I", "R"), by=adviser, now=NOW)
    with pytest.raises(WrongState):
        withdraw_professional(professional=ProfessionalFactory(project=away, departed=True), by=adviser, now=NOW)


def test_nobody_is_taken_off_the_team_of_a_project_that_is_over(adviser):
    planned = ProfessionalFactory(project=ProjectFactory(cancelled=True))
    with pytest.raises(WrongState):
        withdraw_professional(professional=planned, by=adviser, now=NOW)
