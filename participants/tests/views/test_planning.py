"""The preparation of a group, counted back from its departure."""

import io
from datetime import date

import pikepdf
import pytest
from django.urls import reverse

from ofqj_portal.core.job_runs import run
from ofqj_portal.core.models import Job, StoredFile
from participants.documents.planning_paper import PlanningPaper
from participants.models import PlanningStep
from participants.queries.planning import retro_planning
from participants.tests.conftest import BEFORE, actor
from participants.tests.factories import ParticipationFactory
from projects.enums import Direction, Programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def steps(accepted):
    PlanningStep.objects.update(is_used=False)
    common = {"programme": Programme.GROUP_STAY, "direction": ""}
    PlanningStep.objects.create(days_before=30, label="Confirmer chaque personne", **common)
    PlanningStep.objects.create(days_before=7, label="Imprimer les listes", details="Chambres, voyage.", **common)
    PlanningStep.objects.create(days_before=1, label="Ailleurs", programme=Programme.CHANTIER)
    PlanningStep.objects.create(days_before=1, label="Dans l’autre sens", direction=Direction.TO_FRANCE)
    accepted.departs_on, accepted.returns_on = date(2026, 5, 4), date(2026, 5, 15)
    accepted.save()
    return accepted


def test_the_steps_of_the_programme_follow_the_departure(steps, django_assert_num_queries):
    with django_assert_num_queries(1):
        planned = retro_planning(steps, BEFORE.date())
    assert [(step.due_on, step.label, step.is_past) for step in planned] == [
        (date(2026, 4, 4), "Confirmer chaque personne", True),
        (date(2026, 4, 27), "Imprimer les listes", False),
    ]
    steps.departs_on = date(2026, 5, 11)
    assert retro_planning(steps, BEFORE.date())[0].due_on == date(2026, 4, 11)
    steps.departs_on = None
    assert retro_planning(steps, BEFORE.date()) == []


def test_the_page_says_what_comes_next_and_the_calendar_holds_the_same_days(client, steps, adviser, clock):
    clock(BEFORE)
    client.force_login(adviser)
    page = client.get(reverse("participants:group_planning", args=[steps.number]))
    assert page.context["following"].label == "Imprimer les listes"
    answer = client.get(reverse("participants:group_planning_ics", args=[steps.number]))
    said = answer.content.decode().replace("\r\n ", "")
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20260427" in said
    assert f"SUMMARY:{steps.number} · Imprimer les listes" in said
    client.force_login(actor("officer", steps))
    assert client.get(reverse("participants:group_planning_ics", args=[steps.number])).status_code == 403


def test_the_steps_come_on_paper_with_their_days_and_no_name(client, steps, adviser, clock):
    clock(BEFORE)
    canary = ParticipationFactory(project=steps, participant__last_name="Canari-Papier").participant
    client.force_login(adviser)
    answer = client.post(reverse("participants:group_planning_paper", args=[steps.number]))
    job = Job.objects.get(kind="participants.make_planning")
    assert answer.url == job.get_absolute_url()
    run(job.pk)
    file = StoredFile.objects.get(kind="participants.group_paper")
    content = b"".join(client.get(file.get_absolute_url()).streaming_content)
    with pikepdf.open(io.BytesIO(content)) as paper:
        assert (len(paper.pages), bool(paper.Root.MarkInfo.Marked)) == (1, True)
    said = str(PlanningPaper.of(steps, BEFORE.date()))
    assert "Imprimer les listes" in said
    assert canary.last_name not in said
    client.force_login(actor("officer", steps))
    assert client.post(reverse("participants:group_planning_paper", args=[steps.number])).status_code == 403


def test_the_steps_that_came_with_the_portal_reach_every_stay(accepted):
    assert len(retro_planning(accepted, BEFORE.date())) >= 6
