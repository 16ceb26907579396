"""The group leaves, comes back, stops, or follows a project that is called off; the aid follows the people."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import jobs
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.journal import history_of
from participants.eligibility import Stay
from participants.enums import InterruptionReason, ParticipationState
from participants.models import Participation
from participants.services.checks import CannotLeave
from participants.services.follow import follow_project, tell_of_moved_dates
from participants.services.stay import (
    BackBeforeLeaving,
    EarlyReturn,
    NotConfirmed,
    NotEarly,
    confirm_departure,
    confirm_return,
    interrupt_participation,
    stop_stay,
)
from participants.tests.factories import ParticipationFactory, ProfessionalFactory, group
from partners.tests.factories import member
from projects.models import ProjectReport
from projects.ports import GroupFacts
from projects.services.cancellation import cancel_project
from projects.services.stay import DateRefused, NobodyLeft
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import awarded

pytestmark = pytest.mark.django_db
LEAVING = date(2026, 5, 4)
BACK = date(2026, 5, 15)
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 5, 15, 20, 0, tzinfo=UTC)


@pytest.fixture
def project():
    return ProjectFactory(accepted=True, places=8)


@pytest.fixture
def adviser(project):
    return member(project.carrier)


@pytest.fixture
def away(adviser):
    """A group of three that left on 4 May with a leader."""
    project = ProjectFactory(ongoing=True)
    people = group(project, 3, departed=True)
    ProfessionalFactory(project=project, departed=True)
    return project, people


def states(project) -> list[str]:
    return list(Participation.objects.filter(project=project).order_by("pk").values_list("state", flat=True))


def leave(project, people, by, team=(), departed_on=LEAVING, now=NOW):
    ids = [row.pk for row in people]
    return confirm_departure(project=project, leaving=ids, team=team, departed_on=departed_on, by=by, now=now)


# ---- departure ------------------------------------------------------------------------------------------------------


def test_who_really_left_leaves_and_everybody_else_is_withdrawn(project, adviser):
    gone, absent = group(project, 2, confirmed=True)
    unsure, waiting = ParticipationFactory(project=project), ParticipationFactory(project=project, waiting=True)
    leader, stays_home = ProfessionalFactory(project=project), ProfessionalFactory(project=project)
    facts = leave(project, [gone], adviser, team=[leader.pk])
    assert facts == GroupFacts(departed=1, withdrawn=3, leaders=1)
    assert states(project) == ["departed", "withdrawn", "withdrawn", "withdrawn"]
    reasons = [Participation.objects.get(pk=row.pk).withdrawal_reason for row in (absent, unsure, waiting)]
    assert reasons == ["absent", "not_confirmed", "not_confirmed"]
    leader.refresh_from_db()
    stays_home.refresh_from_db()
    assert (leader.state, leader.departed_on, stays_home.state) == ("departed", LEAVING, "withdrawn")


def test_the_departure_recomputes_the_aid_on_who_left(project, adviser):
    decision = awarded(project, amount="4000.00")
    people = group(project, 6, confirmed=True)
    leave(project, people, adviser)
    project.refresh_from_db()
    decision.grant.refresh_from_db()
    assert (project.state, project.departed_on) == ("ongoing", LEAVING)
    assert decision.grant.recomputed_amount == Decimal("3000.00")


def test_the_departure_is_written_on_each_person_and_on_the_dossier(project, adviser):
    (row,) = group(project, 1, confirmed=True)
    leave(project, [row], adviser)
    assert history_of(row)[0].verb == "participation.departed"
    assert history_of(project)[0].facts["people"] == [row.pk]


def test_somebody_who_was_not_confirmed_does_not_leave(project, adviser):
    row = ParticipationFactory(project=project, ready=True)
    stranger = ParticipationFactory(confirmed=True)
    for one in (row, stranger):
        with pytest.raises(NotConfirmed):
            leave(project, [one], adviser)
    assert states(project) == ["registered"]


def test_a_rule_broken_on_the_very_day_stops_the_departure(project, adviser):
    row = ParticipationFactory(project=project, confirmed=True, participant__born_on=date(1990, 5, 5))
    with pytest.raises(CannotLeave):
        leave(project, [row], adviser, departed_on=date(2026, 5, 5), now=LATER)
    assert states(project) == ["confirmed"]


def test_a_departure_the_dossier_refuses_writes_nothing(project, adviser):
    group(project, 1, confirmed=True)
    with pytest.raises(NobodyLeft):
        leave(project, [], adviser)
    with pytest.raises(DateRefused):
        leave(project, Participation.objects.filter(project=project), adviser, departed_on=date(2026, 5, 9))
    assert states(project) == ["confirmed"]


def test_a_group_leaves_once(project, adviser):
    people = group(project, 1, confirmed=True)
    leave(project, people, adviser)
    with pytest.raises(NotConfirmed):
        leave(project, people, adviser)


# ---- return ---------------------------------------------------------------------------------------------------------


def test_the_group_comes_back_and_its_report_opens_filled_in(away, adviser):
    project, people = away
    early = {people[0].pk: EarlyReturn(date(2026, 5, 8), InterruptionReason.PERSONAL)}
    facts = confirm_return(project=project, returned_on=BACK, early=early, by=adviser, now=LATER)
    project.refresh_from_db()
    report = ProjectReport.objects.get(project=project)
    assert (facts.departed, facts.returned, facts.interrupted) == (3, 2, 1)
    assert (project.state, project.returned_on) == ("report_due", BACK)
    assert (report.departed_count, report.returned_count, report.interrupted_count) == (3, 2, 1)
    assert states(project) == ["interrupted", "returned", "returned"]


def test_nobody_comes_back_before_leaving(away, adviser):
    project, people = away
    early = {people[0].pk: EarlyReturn(date(2026, 5, 3), InterruptionReason.PERSONAL)}
    with pytest.raises(BackBeforeLeaving):
        confirm_return(project=project, returned_on=BACK, early=early, by=adviser, now=LATER)
    assert states(project) == ["departed"] * 3


def test_an_early_return_after_the_group_s_is_refused_with_its_reason(away, adviser):
    project, people = away
    early = EarlyReturn(BACK + timedelta(days=1), InterruptionReason.PERSONAL)
    with pytest.raises(NotEarly):
        confirm_return(project=project, returned_on=BACK, early={people[0].pk: early}, by=adviser, now=LATER)

    late = EarlyReturn(project.returns_on + timedelta(days=1), InterruptionReason.PERSONAL)
    with pytest.raises(NotEarly) as refusal:
        interrupt_participation(participation=people[0], early=late, today=late.returned_on, by=adviser, now=LATER)
    assert "viendrait après celui du groupe, le 15\xa0mai 2026" in str(refusal.value)
    assert states(project) == ["departed"] * 3


def test_an_early_return_is_of_somebody_who_was_away(away, adviser):
    early = {ParticipationFactory(confirmed=True).pk: EarlyReturn(BACK, InterruptionReason.OTHER)}
    with pytest.raises(WrongState):
        confirm_return(project=away[0], returned_on=BACK, early=early, by=adviser, now=LATER)


def test_a_return_is_noted_during_the_stay_only(project, adviser):
    with pytest.raises(WrongState):
        confirm_return(project=project, returned_on=BACK, early={}, by=adviser, now=LATER)


def test_one_person_comes_back_before_the_others(away, adviser):
    project, people = away
    early = EarlyReturn(date(2026, 5, 8), InterruptionReason.WORK_OR_TRAINING)
    interrupt_participation(participation=people[1], early=early, today=date(2026, 5, 9), by=adviser, now=LATER)
    assert states(project) == ["departed", "interrupted", "departed"]
    with pytest.raises(WrongState):
        interrupt_participation(participation=people[1], early=early, today=date(2026, 5, 9), by=adviser, now=LATER)
    with pytest.raises(BackBeforeLeaving):
        interrupt_participation(participation=people[0], early=early, today=date(2026, 5, 7), by=adviser, now=LATER)


def test_a_stay_that_stops_interrupts_everybody(away, adviser):
    project, _people = away
    stop_stay(project=project, interrupted_on=date(2026, 5, 9), reason="Tempête.", by=adviser, now=LATER)
    project.refresh_from_db()
    assert (project.state, states(project)) == ("report_due", ["interrupted"] * 3)


# ---- following the project ------------------------------------------------------------------------------------------


def test_a_cancelled_project_takes_its_group_with_it(project, adviser, django_capture_on_commit_callbacks):
    for state in ("registered", "confirmed", "waiting", "withdrawn"):
        ParticipationFactory(project=project, **({} if state == "registered" else {state: True}))
    cancel_project(project=project, reason="Le partenaire s’est retiré.", on=date(2026, 4, 1), by=adviser, now=NOW)
    changed = follow_project(project=project, now=NOW)
    assert {row.withdrawal_reason for row in changed} == {"project_cancelled"}
    assert (len(changed), set(states(project))) == (3, {"withdrawn"})
    assert follow_project(project=project, now=NOW) == []


def test_a_project_cancelled_on_the_way_ends_the_stay_of_who_was_away(away, adviser):
    project, _people = away
    cancel_project(project=project, reason="Tempête.", on=date(2026, 5, 8), by=adviser, now=NOW)
    changed = follow_project(project=project, now=NOW)
    assert {(row.state, row.interruption_reason) for row in changed} == {("interrupted", "stay_stopped")}


def test_a_project_whose_dates_moved_leaves_everybody_where_she_is(project):
    group(project, 2, confirmed=True)
    project.departs_on = date(2026, 5, 11)
    project.save()
    assert follow_project(project=project, now=NOW) == []
    assert states(project) == [ParticipationState.CONFIRMED] * 2


def test_moved_dates_are_told_once_to_each_structure_with_how_many_no_longer_may_leave(project, adviser):
    leader = ProfessionalFactory(project=project, structure=project.carrier, user=UserFactory())
    soon_too_old = date(LEAVING.year - 36, LEAVING.month, LEAVING.day) + timedelta(days=7)
    ParticipationFactory(project=project, confirmed=True, participant__born_on=soon_too_old)
    group(project, 2, confirmed=True)
    was = Stay(project.departs_on, project.returns_on)
    project.departs_on += timedelta(days=14)
    project.returns_on += timedelta(days=14)
    project.save()

    first, again = (tell_of_moved_dates(project=project, was=was, now=NOW) for _time in range(2))
    assert {mail.to_email for mail in first} == {adviser.email, leader.user.email}
    assert {mail.subject for mail in first} == {f"{project.number}\xa0: les dates du séjour ont changé"}
    assert ["Une personne que vous suivez" in mail.text for mail in first] == [True, True]
    assert (again, states(project)) == ([], [ParticipationState.CONFIRMED] * 3)


def test_moved_dates_that_keep_nobody_from_leaving_say_so(project, adviser):
    group(project, 1, confirmed=True)
    was = Stay(project.departs_on - timedelta(days=1), project.returns_on)
    (mail,) = tell_of_moved_dates(project=project, was=was, now=NOW)
    assert "n’empêchent de partir aucune" in mail.text


def test_a_group_without_anybody_is_told_nothing(project, adviser):
    assert tell_of_moved_dates(project=project, was=Stay(None, None), now=NOW) == []


def test_the_job_that_projects_ask_for_has_a_handler():
    assert jobs.handler_of("participants.follow_project").queue == "default"
