"""Every reminder a carrier gets of its next step: once a step, before the day and after it, and not once it is done."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ofqj_portal.core.models import OutboxMail
from partners.tests.factories import member
from projects.periodic import remind_next_steps
from projects.queries.deadlines import projects_to_remind, step_reached
from projects.tests.factories import CallFactory, InformationRequestFactory, ProjectFactory

pytestmark = pytest.mark.django_db
DEPARTS, RETURNS = date(2026, 5, 4), date(2026, 5, 15)
MORNING = datetime(2026, 5, 5, 5, 0, tzinfo=UTC)  # seven o’clock in Paris, the day after the departure


def mails():
    return list(OutboxMail.objects.order_by("pk").values_list("subject", flat=True))


def test_a_departure_that_nobody_noted_is_asked_for_once_a_step():
    project = ProjectFactory(accepted=True, title="Haies", departs_on=DEPARTS, returns_on=RETURNS)
    member(project.carrier)
    remind_next_steps(MORNING - timedelta(days=1))
    assert mails() == []
    remind_next_steps(MORNING)
    remind_next_steps(MORNING + timedelta(days=1))
    assert mails() == ["En retard : « Haies » vous attend"]
    remind_next_steps(MORNING + timedelta(days=7))
    assert mails() == ["En retard : « Haies » vous attend"] * 2
    text = OutboxMail.objects.first().text
    assert "Noter qui est vraiment parti" in text
    assert f"/projets/{project.number}/groupe/depart/" in text


def test_a_return_that_nobody_noted_is_asked_for():
    project = ProjectFactory(ongoing=True, title="Haies", departs_on=DEPARTS, returns_on=RETURNS)
    member(project.carrier)
    remind_next_steps(datetime(2026, 5, 16, 5, 0, tzinfo=UTC))
    assert mails() == ["En retard : « Haies » vous attend"]


def test_complements_are_asked_for_before_their_day_and_after_it():
    asked = InformationRequestFactory()  # due on 6 March at 23 h 59 in Paris
    member(asked.project.carrier)
    for day in range(1, 23):
        remind_next_steps(datetime(2026, 3, day, 6, 0, tzinfo=UTC))
    title = asked.project.title
    assert mails() == [f"« {title} » vous attend", *[f"En retard : « {title} » vous attend"] * 2]


def test_a_draft_is_recalled_before_its_call_closes_and_never_after():
    closes_at = datetime(2026, 2, 15, 22, 59, tzinfo=UTC)
    call = CallFactory(opens_at=datetime(2025, 11, 15, tzinfo=UTC), closes_at=closes_at)
    project = ProjectFactory(call=call, title="Haies")
    member(project.carrier)
    for day in range(1, 28):
        remind_next_steps(datetime(2026, 2, day, 6, 0, tzinfo=UTC))
    assert mails() == ["« Haies » vous attend"] * 2


def test_a_dossier_that_moved_on_reminds_nobody():
    member(ProjectFactory(report_due=True, departs_on=DEPARTS, returns_on=RETURNS).carrier)
    remind_next_steps(MORNING + timedelta(days=30))
    assert (mails(), list(projects_to_remind(MORNING))) == ([], [])


@pytest.mark.parametrize(
    ("state", "days_late", "step"),
    [
        ("incomplete", -4, ""),
        ("incomplete", -3, "J-3"),
        ("incomplete", 0.5, "J+1"),
        ("incomplete", 14.5, "J+15"),
        ("draft", -8, ""),
        ("draft", -1, "J-2"),
        ("draft", 1, ""),
        ("accepted", -1, ""),
        ("accepted", 1, "J+1"),
        ("closed", 1, ""),
    ],
)
def test_the_step_reached_follows_the_days_left(state, days_late, step):
    due_at = datetime(2026, 3, 6, 22, 59, tzinfo=UTC)
    assert step_reached(state, due_at, due_at + timedelta(days=days_late)) == step
