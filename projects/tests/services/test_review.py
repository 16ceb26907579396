"""Every outcome of the officer's acts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import OutboxMail
from partners.tests.factories import MembershipFactory, member
from projects.enums import Opinion, ProjectState
from projects.models import Decision, InformationRequest, Review
from projects.services.assignment import assign_officer
from projects.services.review import (
    ConflictOfInterest,
    NotAnOfficer,
    NothingAsked,
    give_review,
    request_complements,
    take_in_charge,
)
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
OTHER_STATES = sorted(set(ProjectState.values) - {"draft"})


@pytest.fixture
def tied(project):
    """An officer who is also of the carrier."""
    person = member(project.carrier)
    MembershipFactory(officer_fr=True, user=person)
    return person


# ---- in charge ------------------------------------------------------------------------------------------------------


def test_taking_a_dossier_starts_its_review_and_opens_a_decision_for_each_section(officer, now):
    project = ProjectFactory(submitted=True, both_sections=True)
    take_in_charge(project=project, by=officer, now=now)
    project.refresh_from_db()
    assert (project.state, project.officer) == (ProjectState.UNDER_REVIEW, officer)
    assert list(Decision.objects.values_list("section", "state")) == [("fr", "pending"), ("qc", "pending")]


@pytest.mark.parametrize("state", [state for state in OTHER_STATES if state != "submitted"])
def test_only_a_filed_dossier_is_taken(officer, now, state):
    with pytest.raises(WrongState, match="déjà en instruction"):
        take_in_charge(project=ProjectFactory(**{state: True}), by=officer, now=now)


def test_nobody_takes_what_their_structure_files(now):
    project = ProjectFactory(submitted=True)
    person = member(project.carrier)
    MembershipFactory(officer_fr=True, user=person)
    with pytest.raises(ConflictOfInterest):
        take_in_charge(project=project, by=person, now=now)


def test_a_dossier_is_handed_to_a_colleague(project, officer, now):
    colleague = MembershipFactory(officer_fr=True).user
    assign_officer(project=project, officer=colleague, by=officer, now=now)
    project.refresh_from_db()
    assert project.officer == colleague


def test_a_dossier_is_not_handed_to_the_other_section(project, officer, now):
    with pytest.raises(NotAnOfficer, match="n’instruit pas pour une section sollicitée"):
        assign_officer(project=project, officer=MembershipFactory(officer_qc=True).user, by=officer, now=now)


def test_a_dossier_is_not_handed_to_somebody_of_its_structures(project, officer, tied, now):
    with pytest.raises(ConflictOfInterest):
        assign_officer(project=project, officer=tied, by=officer, now=now)


def test_an_answered_dossier_is_not_handed_on(officer, now):
    with pytest.raises(WrongState, match="rien à confier"):
        assign_officer(project=ProjectFactory(accepted=True), officer=officer, by=officer, now=now)


# ---- complements ----------------------------------------------------------------------------------------------------


def ask(project, by, now, **changes):
    words = {"fields": ["lodging"], "reason": "Où dort le groupe ?", "due_on": date(2026, 4, 3)}
    return request_complements(project=project, by=by, now=now, **(words | changes))


def test_complements_reopen_fields_until_the_end_of_a_day_in_the_call_s_zone(project, officer, now):
    asked = ask(project, officer, now)
    project.refresh_from_db()
    assert project.state == ProjectState.INCOMPLETE
    assert asked.due_at == datetime(2026, 4, 3, 21, 59, 59, tzinfo=UTC).replace(
        microsecond=asked.due_at.microsecond, second=asked.due_at.second
    )
    assert (asked.asked_by, asked.fields) == (officer, ["lodging"])


def test_the_day_ends_in_montréal_for_a_call_of_québec(officer, now):
    project = ProjectFactory(under_review=True, call__zone="America/Toronto")
    assert ask(project, officer, now).due_at.astimezone(UTC).strftime("%d %H:%M") == "04 03:59"


def test_the_carrier_reads_what_is_asked_and_until_when_on_both_shores(project, adviser, officer, now):
    ask(project, officer, now)
    mail = OutboxMail.objects.get(kind="projects.complements")
    assert mail.to_email == adviser.email
    assert "Où dort le groupe ?" in mail.text
    assert "- hébergement" in mail.text
    assert "(Paris)" in mail.text
    assert "(Montréal)" in mail.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"fields": []}, "Nommez au moins un champ"),
        ({"fields": ["salary"]}, "Nommez au moins un champ"),
        ({"reason": " "}, "Dites ce qui manque"),
        ({"due_on": date(2026, 3, 19)}, "Laissez du temps"),
    ],
)
def test_a_request_names_fields_a_reason_and_a_day_to_come(project, officer, now, changes, words):
    with pytest.raises(NothingAsked, match=words):
        ask(project, officer, now, **changes)
    assert not InformationRequest.objects.exists()


@pytest.mark.parametrize("state", [state for state in OTHER_STATES if state != "under_review"])
def test_complements_are_asked_during_the_review(officer, now, state):
    with pytest.raises(WrongState, match="pendant l’instruction"):
        ask(ProjectFactory(**{state: True}), officer, now)


def test_nobody_asks_complements_of_their_own_structure(project, tied, now):
    with pytest.raises(ConflictOfInterest):
        ask(project, tied, now)


# ---- opinions -------------------------------------------------------------------------------------------------------


def test_an_opinion_is_given_for_one_s_own_section(officer, now):
    project = ProjectFactory(under_review=True)
    review = give_review(project=project, opinion=Opinion.RESERVED, comment="À revoir.", by=officer, now=now)
    assert (review.section, review.opinion, review.submitted_at) == ("fr", Opinion.RESERVED, now)


def test_giving_one_s_opinion_again_replaces_it(officer, now):
    project = ProjectFactory(under_review=True)
    give_review(project=project, opinion=Opinion.RESERVED, comment="À revoir.", by=officer, now=now)
    later = now + timedelta(days=2)
    give_review(project=project, opinion=Opinion.FAVOURABLE, comment="C’est clair.", by=officer, now=later)
    assert list(Review.objects.values_list("opinion", "comment")) == [("favourable", "C’est clair.")]


def test_an_opinion_rests_on_something(officer, now):
    with pytest.raises(NothingAsked, match="ce qui fonde votre avis"):
        give_review(
            project=ProjectFactory(under_review=True), opinion=Opinion.FAVOURABLE, comment=" ", by=officer, now=now
        )


def test_an_officer_of_the_other_section_gives_no_opinion(project, now):
    stranger = MembershipFactory(officer_qc=True).user
    with pytest.raises(NotAnOfficer):
        give_review(project=project, opinion=Opinion.FAVOURABLE, comment="Bien.", by=stranger, now=now)


def test_nobody_gives_an_opinion_on_their_own_structure(project, tied, now):
    with pytest.raises(ConflictOfInterest):
        give_review(project=project, opinion=Opinion.FAVOURABLE, comment="Bien.", by=tied, now=now)


@pytest.mark.parametrize("state", [s for s in OTHER_STATES if s not in {"under_review", "incomplete"}])
def test_an_opinion_is_given_during_the_review(officer, now, state):
    with pytest.raises(WrongState, match="pendant l’instruction"):
        give_review(
            project=ProjectFactory(**{state: True}), opinion=Opinion.FAVOURABLE, comment="Bien.", by=officer, now=now
        )
