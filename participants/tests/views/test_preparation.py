"""The pages of the sessions: an adviser plans, a leader marks in bulk, the checklist ticks itself."""

from datetime import time
from decimal import Decimal

import pytest
from django.urls import reverse

from participants.enums import AttendanceStatus
from participants.models import Attendance, PreparationSession
from participants.services.preparation import SessionPlan, mark_attendance, plan_sessions
from participants.tests.conftest import BEFORE, DURING, actor
from participants.tests.factories import ParticipationFactory, group

pytestmark = pytest.mark.django_db


def address(name, project, *more):
    return reverse(f"participants:{name}", args=[project.number, *more])


@pytest.fixture
def session(accepted, adviser):
    plan = SessionPlan("preparation", "Vie de groupe", BEFORE.date(), time(9, 30), Decimal("3.5"), "Règles.", "Salle 2")
    return plan_sessions(project=accepted, plan=plan, until=None, by=adviser, now=BEFORE)[0]


def test_an_adviser_writes_sessions_and_corrects_one(client, accepted, adviser, clock):
    clock(BEFORE)
    client.force_login(adviser)
    said = {"title": "Anglais", "phase": "preparation", "held_on": "2026-04-20", "starts_at": "09:30", "hours": "3,5"}
    url = address("session_add", accepted)
    refused = client.post(url, said | {"until": "2026-04-01", "hours": "20"})
    assert set(refused.context["form"].errors) == {"until", "hours"}
    assert client.post(url, said | {"until": "2026-04-24"}).url == address("sessions", accepted)
    assert PreparationSession.objects.filter(hours=Decimal("3.5")).count() == 5
    first = PreparationSession.objects.earliest("held_on")
    edit = address("session_edit", accepted, first.pk)
    shown = client.get(edit)
    assert shown.context["form"]["hours"].value() == Decimal("3.50")
    assert client.post(edit, said | {"place": "Salle 4", "version": 1}).status_code == 302
    late = client.post(edit, said | {"place": "Salle 5", "version": 1})
    assert late.status_code == 409
    assert "Salle 5" in late.content.decode(), "what was typed is still there"
    client.post(address("session_remove", accepted, first.pk))
    assert PreparationSession.objects.count() == 4


def test_a_leader_marks_a_whole_group_in_one_page(client, accepted, session, clock):
    first, second = group(accepted, 2, confirmed=True)
    leader = actor("leader", accepted)
    clock(DURING)
    client.force_login(leader)
    url = address("session_attendance", accepted, session.pk)
    page = client.get(url)
    assert [page.context["form"][f"p{row.pk}"].value() for row in (first, second)] == ["present", "present"]
    token = page.context["form"].fields["form_token"].initial
    said = {f"p{first.pk}": "present", f"p{second.pk}": "excused", "version": 1, "form_token": token}
    for _click in range(2):
        assert client.post(url, said).url == address("sessions", accepted)
    assert dict(Attendance.objects.values_list("participation", "status")) == {
        first.pk: "present",
        second.pk: "excused",
    }
    assert client.get(address("session_add", accepted)).status_code == 403


def test_the_checklist_ticks_itself_with_the_hours_or_by_hand(client, accepted, adviser, session, clock):
    clock(BEFORE)
    client.force_login(adviser)
    row = ParticipationFactory(project=accepted, ready=True)
    page = address("participation", accepted, row.pk)

    def said():
        return {
            one["sentence"]: one["met"] for one in client.get(page).context["rules"] if "réparation" in one["sentence"]
        }

    assert list(said().values()) == ["alert"]
    PreparationSession.objects.filter(pk=session.pk).update(hours=accepted.preparation_hours / 2)
    marks = {row.pk: AttendanceStatus.PRESENT}
    mark_attendance(session=session, marks=marks, version=1, by=adviser, now=BEFORE)
    assert list(said()) == [
        "Préparation\N{NO-BREAK SPACE}: 9\N{NO-BREAK SPACE}h de présence sur 18\N{NO-BREAK SPACE}h."
    ]
    type(accepted).objects.filter(pk=accepted.pk).update(preparation_hours=9)
    assert list(said().values()) == ["yes"]
    type(accepted).objects.filter(pk=accepted.pk).update(preparation_hours=40)
    assert list(said().values()) == ["alert"]
    seen = {"passport_verdict": "seen", "passport_expires_on": "2031-01-01"}
    checks = seen | dict.fromkeys(("is_followed", "has_authorisation", "has_insurance", "is_prepared"), "on")
    assert client.post(page, checks).status_code == 302
    assert list(said().values()) == ["yes"]
    assert client.get(page).context["line"].may_leave, "preparation never forbids a departure"


def test_the_page_costs_the_same_for_any_group_and_hides_nothing_of_another(
    client, accepted, adviser, session, clock, django_assert_max_num_queries
):
    clock(BEFORE)
    client.force_login(adviser)
    counts = []
    client.get(address("sessions", accepted))  # the first page of a session writes that it began
    for count in (1, 3):
        group(accepted, count)
        with django_assert_max_num_queries(9) as asked:
            page = client.get(address("sessions", accepted))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "Vie de groupe" in page.content.decode()
    for role, status in (("stranger", 404), ("officer", 403), ("host", 403)):
        client.force_login(actor(role, accepted))
        assert client.get(address("sessions", accepted)).status_code == status


def test_a_session_to_come_offers_no_button_and_a_finished_dossier_no_act(client, accepted, adviser, session, clock):
    clock(BEFORE)
    client.force_login(adviser)
    PreparationSession.objects.filter(pk=session.pk).update(held_on="2026-05-01")
    page = client.get(address("session_attendance", accepted, session.pk))
    assert page.context["is_ahead"]
    assert client.post(address("session_attendance", accepted, session.pk), {"version": 1}).status_code == 200
    type(accepted).objects.filter(pk=accepted.pk).update(state="cancelled", cancel_reason="Essai.")
    assert not client.get(address("sessions", accepted)).context["may_plan"]


def test_the_printed_sheet_is_headed_by_the_day_of_the_session(client, accepted, adviser, session, clock):
    clock(BEFORE)
    client.force_login(adviser)
    page = client.get(address("group_papers", accepted) + f"?liste=attendance&jour={session.held_on}")
    assert page.context["form"]["paper"].value() == "attendance"
    assert f'value="{session.held_on}"' in page.content.decode()
