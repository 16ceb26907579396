"""The sessions of a group: planned, changed, taken back, marked; the hours they make."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.models import JournalEntry
from participants.enums import AttendanceStatus
from participants.models import Attendance, PreparationSession
from participants.queries.preparation import Preparation, hours_by_person, phase_lines, preparation_of, session_rows
from participants.services.preparation import (
    AlreadyPlanned,
    NotHeldYet,
    SessionHeld,
    SessionPlan,
    TooManySessions,
    change_session,
    mark_attendance,
    plan_sessions,
    remove_session,
)
from participants.tests.conftest import BEFORE
from participants.tests.factories import ParticipationFactory, group
from projects.enums import PhaseKind, Programme
from projects.models import Phase
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
PLAN = SessionPlan("preparation", "Vie de groupe", MONDAY, time(9), Decimal(4), "Règles communes.", "Salle 2")
PRESENT, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.ABSENT


def planned(project, by, until=None, **said):
    return plan_sessions(project=project, plan=replace(PLAN, **said), until=until, by=by, now=BEFORE)


def mark(session, by, marks, version=1):
    return mark_attendance(session=session, marks=marks, version=version, by=by, now=BEFORE)


@pytest.fixture
def chantier(db):
    """A chantier asked five weeks of twenty hours before the departure."""
    asked = {"preparation_weeks_min": 5, "hours_per_week_min": 20}
    project = ProjectFactory(
        accepted=True, call__programme=Programme.CHANTIER, **{f"call__{k}": v for k, v in asked.items()}
    )
    Phase.objects.update_or_create(
        project=project,
        kind=PhaseKind.RETURN,
        defaults={"starts_on": date(2026, 6, 1), "ends_on": date(2026, 6, 14), "hours_per_week": 20},
    )
    return project


def test_five_weeks_of_four_hours_a_day_are_written_at_once_and_counted_against_the_phase(chantier, django_user_model):
    sessions = planned(chantier, None, until=MONDAY + timedelta(days=32))
    assert len(sessions) == 25
    assert {one.held_on.weekday() for one in sessions} == {0, 1, 2, 3, 4}
    line = phase_lines(chantier, session_rows(chantier), MONDAY + timedelta(days=6))[0]
    assert (line.asked, line.planned, line.held, line.weeks, line.weeks_asked) == (100, 100, 20, 5, 5)
    assert not line.is_short
    after = phase_lines(chantier, session_rows(chantier), MONDAY)[1]
    assert (after.kind, after.asked, after.planned, after.is_short) == (PhaseKind.RETURN, 40, 0, True)


def test_sessions_are_listed_by_day_whenever_they_were_written(chantier, adviser):
    for day in (27, 6, 13):
        planned(chantier, adviser, held_on=date(2026, 3, day))
    assert [row.held_on.day for row in session_rows(chantier)] == [6, 13, 27]


def test_the_same_session_twice_is_refused_and_changes_nothing(accepted, adviser):
    planned(accepted, adviser)
    with pytest.raises(AlreadyPlanned):
        planned(accepted, adviser, until=MONDAY + timedelta(days=3))
    assert PreparationSession.objects.count() == 1
    with pytest.raises(TooManySessions):
        planned(accepted, adviser, until=MONDAY + timedelta(days=400), title="Anglais")


def test_a_session_changes_once_for_whoever_read_it_last(accepted, adviser):
    (session,) = planned(accepted, adviser)
    said = {"session": session, "plan": replace(PLAN, place="Salle 3"), "by": adviser}
    assert change_session(version=1, **said).place == "Salle 3"
    with pytest.raises(EditedMeanwhile):
        change_session(version=1, session=session, plan=replace(PLAN, place="Salle 4"), by=adviser)
    assert change_session(version=2, **said).version == 2, "what changes nothing is not written"
    other = planned(accepted, adviser, title="Anglais")[0]
    with pytest.raises(AlreadyPlanned):
        change_session(version=1, session=other, plan=PLAN, by=adviser)


def test_a_session_at_which_somebody_was_noted_stays(accepted, adviser):
    held, empty = planned(accepted, adviser)[0], planned(accepted, adviser, title="Anglais")[0]
    mark(held, adviser, {ParticipationFactory(project=accepted).pk: PRESENT})
    with pytest.raises(SessionHeld):
        remove_session(session=held, by=adviser)
    remove_session(session=empty, by=adviser)
    assert list(PreparationSession.objects.all()) == [held]


def test_attendance_is_marked_in_bulk_and_names_nobody_in_the_journal(accepted, adviser):
    (session,) = planned(accepted, adviser)
    first, second = group(accepted, 2)
    stranger = ParticipationFactory()
    assert mark(session, adviser, {first.pk: PRESENT, second.pk: ABSENT, stranger.pk: PRESENT}) == 2
    with pytest.raises(EditedMeanwhile):
        mark(session, adviser, {first.pk: ABSENT})
    assert mark(session, adviser, {first.pk: PRESENT, second.pk: None}, version=2) == 1
    assert list(Attendance.objects.values_list("participation", "status")) == [(first.pk, PRESENT)]
    entry = JournalEntry.objects.filter(verb="project.attendance_marked").latest("pk")
    assert entry.facts == {"session": session.pk, "counts": {"present": 1}, "people": [second.pk]}


def test_nobody_was_at_a_session_still_to_come_nor_in_a_finished_dossier(accepted, adviser):
    (ahead,) = planned(accepted, adviser, held_on=BEFORE.date() + timedelta(days=1))
    row = ParticipationFactory(project=accepted)
    with pytest.raises(NotHeldYet):
        mark(ahead, adviser, {row.pk: PRESENT})
    type(accepted).objects.filter(pk=accepted.pk).update(state="cancelled", cancel_reason="Essai.")
    with pytest.raises(WrongState):
        planned(accepted, adviser)
    with pytest.raises(WrongState):
        mark(ahead, adviser, {row.pk: PRESENT})


def test_the_hours_of_a_person_are_those_she_attended(accepted, adviser, django_assert_num_queries):
    first, second = group(accepted, 2)
    for number in range(3):
        session = planned(accepted, adviser, title=f"Séance {number}")[0]
        mark(session, adviser, {first.pk: PRESENT, second.pk: ABSENT if number else PRESENT})
    with django_assert_num_queries(1):
        found = hours_by_person(accepted)
    assert (found[first.pk].preparation, found[first.pk].present) == (12, 3)
    assert (found[second.pk].preparation, found[second.pk].absent) == (4, 2)
    assert preparation_of(first, accepted) == Preparation(18, Decimal(12), 3)
    assert preparation_of(ParticipationFactory(project=accepted), accepted) == Preparation(18)


def test_the_database_refuses_a_person_of_another_group_and_hours_that_cannot_be(accepted, adviser):
    (session,) = planned(accepted, adviser)
    said = {"session": session, "status": PRESENT, "marked_at": BEFORE}
    with pytest.raises(IntegrityError, match="not of the group"), transaction.atomic():
        Attendance.objects.create(participation=ParticipationFactory(), **said)
    for hours in (Decimal(0), Decimal("12.25")):
        with pytest.raises(IntegrityError, match="preparation_session_hours"), transaction.atomic():
            PreparationSession.objects.filter(pk=session.pk).update(hours=hours)
    row = ParticipationFactory(project=accepted)
    Attendance.objects.create(participation=row, **said)
    with pytest.raises(IntegrityError, match="attendance_once_per_session"), transaction.atomic():
        Attendance.objects.create(participation=row, **said)
