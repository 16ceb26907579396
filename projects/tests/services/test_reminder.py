"""Every reminder a carrier gets of its next step: once a step, before the day and after it, and not once it is done."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.models import OutboxMail
from partners.tests.factories import MembershipFactory, member
from projects.periodic import remind_next_steps
from projects.queries.deadlines import projects_to_remind, step_reached
from projects.services.reminder import PauseRefused, pause_reminders, resume_reminders
from projects.tests.factories import CallFactory, InformationRequestFactory, ProjectFactory

pytestmark = pytest.mark.django_db
DEPARTS, RETURNS = date(2026, 5, 4), date(2026, 5, 15)
MORNING = datetime(2026, 5, 5, 5, 0, tzinfo=UTC)  # seven o’clock in Paris, the day after the departure


def mails():
    return list(OutboxMail.objects.order_by("created_at").values_list("subject", flat=True))


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
    text = OutboxMail.objects.order_by("created_at").first().text
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


class TestPause:
    @pytest.fixture
    def project(self):
        project = ProjectFactory(accepted=True, departs_on=DEPARTS, returns_on=RETURNS)
        member(project.carrier)
        return project

    @pytest.fixture
    def officer(self):
        return MembershipFactory(officer_fr=True).user

    def test_nobody_is_reminded_until_the_last_day_included(self, project, officer):
        pause_reminders(project=project, until=date(2026, 5, 6), reason="Accord de vive voix", by=officer, now=MORNING)
        for days in range(2):
            remind_next_steps(MORNING + timedelta(days=days))
        assert mails() == []
        remind_next_steps(MORNING + timedelta(days=2))
        assert len(mails()) == 1

    def test_reminders_resume_before_the_day_when_somebody_says_so(self, project, officer):
        pause_reminders(project=project, until=date(2026, 6, 6), reason="Absence", by=officer, now=MORNING)
        for _again in range(2):
            resume_reminders(project=project, by=officer, now=MORNING)
        remind_next_steps(MORNING)
        assert len(mails()) == 1
        verbs = [line.verb for line in history_of(project)]
        assert verbs == ["project.reminders_resumed", "project.reminders_paused"]

    @pytest.mark.parametrize(
        ("until", "reason"), [(date(2026, 5, 4), "Ce jour est passé"), (date(2026, 11, 6), "six mois au plus")]
    )
    def test_a_day_that_makes_no_sense_is_refused(self, project, officer, until, reason):
        with pytest.raises(PauseRefused, match=reason):
            pause_reminders(project=project, until=until, reason="x", by=officer, now=MORNING)

    def test_a_dossier_that_is_over_has_no_reminder_to_pause(self, officer):
        with pytest.raises(WrongState):
            pause_reminders(
                project=ProjectFactory(closed=True), until=date(2026, 6, 1), reason="x", by=officer, now=MORNING
            )

    def test_the_officer_pauses_and_resumes_on_her_page(self, client, officer):
        project = ProjectFactory(under_review=True)
        client.force_login(officer)
        last_day = calendar.today() + timedelta(days=20)
        address = reverse("projects:pause", args=[project.number])
        refused = client.post(address, {"until": "2020-01-01", "reason": "x"})
        assert "Ce jour est passé" in refused.content.decode()
        client.post(address, {"until": last_day.isoformat(), "reason": "Absence annoncée"})
        page = client.get(reverse("projects:review", args=[project.number])).content.decode()
        assert "Absence annoncée" in page
        client.post(reverse("projects:resume", args=[project.number]))
        assert "Absence annoncée" not in client.get(reverse("projects:review", args=[project.number])).content.decode()
