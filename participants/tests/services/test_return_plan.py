"""The plan of a person's return: written whole, by two people without loss, read by the person."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.models import JournalEntry
from participants.documents.holdings import holdings_of
from participants.enums import ReturnStepKind
from participants.models import ReturnStep
from participants.queries.return_plan import plan_gauge, plan_mark, steps_by_kind
from participants.services.return_plan import NotDoneYet, PlannedReturn, write_return_plan
from participants.tests.conftest import DURING
from participants.tests.factories import ParticipationFactory
from partners.tests.factories import member
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
TALK, WORK = ReturnStepKind.TALK, ReturnStepKind.WORK
DAY = date(2026, 6, 1)
NOW = DURING + timedelta(days=60)


@pytest.fixture
def back(db):
    return ParticipationFactory(project=ProjectFactory(report_due=True), returned=True)


def write(row, steps, seen=None, **said):
    mark = plan_mark(steps_by_kind(row)) if seen is None else seen
    return write_return_plan(participation=row, steps=steps, seen=mark, by=None, now=NOW, **said)


def test_a_plan_is_written_whole_and_a_step_left_out_is_taken_out(back):
    write(back, {TALK: PlannedReturn(DAY), WORK: PlannedReturn(DAY + timedelta(days=30))})
    write(back, {TALK: PlannedReturn(DAY, DAY)})
    assert list(ReturnStep.objects.values_list("kind", "due_on", "done_on")) == [("talk", DAY, DAY)]
    write(back, {TALK: PlannedReturn(DAY, DAY)})
    assert JournalEntry.objects.filter(verb="participation.return_planned").count() == 2, (
        "what changes nothing is not told"
    )
    assert JournalEntry.objects.latest("pk").facts == {"steps": ["talk", "work"], "done": 1}


def test_two_people_do_not_write_over_each_other(back):
    before = plan_mark({})
    write(back, {TALK: PlannedReturn(DAY)}, seen=before)
    with pytest.raises(EditedMeanwhile):
        write(back, {WORK: PlannedReturn(DAY)}, seen=before)
    assert set(steps_by_kind(back)) == {"talk"}


def test_nothing_is_done_on_a_day_to_come_nor_planned_before_she_left(back):
    with pytest.raises(NotDoneYet):
        write(back, {TALK: PlannedReturn(DAY, NOW.date() + timedelta(days=1))})
    with pytest.raises(WrongState):
        write(ParticipationFactory(confirmed=True), {TALK: PlannedReturn(DAY)})
    assert not ReturnStep.objects.exists()


def test_an_adviser_writes_the_plan_and_the_person_reads_it(client, back, clock):
    clock(NOW)
    adviser = member(back.participant.structure)
    client.force_login(adviser)
    url = reverse("participants:return_plan", args=[back.project.number, back.pk])
    mark = client.get(url).context["form"]["seen"].value()
    half = client.post(url, {"seen": mark, "done_work": "2026-06-02"})
    assert set(half.context["form"].errors) == {"due_work"}
    assert client.post(url, {"seen": mark, "due_talk": "2026-06-01", "done_talk": "2026-06-02"}).status_code == 302
    page = client.get(reverse("participants:participation", args=[back.project.number, back.pk])).content.decode()
    assert "Faire le point à deux" in page
    told = {fact.label: fact.value for category in holdings_of(back.participant, NOW.date()) for fact in category.facts}
    assert told["Votre plan de retour"] == "Faire le point à deux"
    assert client.post(url, {"seen": mark, "due_work": "2026-06-01"}).status_code == 409
    gauge = plan_gauge([back.participant.structure_id], back.departed_on.year)
    assert (gauge.over, gauge.planned, gauge.done) == (1, 1, 1)
