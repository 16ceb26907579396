"""The printed lists of a group: what each says, who takes it out, and for how long."""

import io
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
from django.urls import reverse

from ofqj_portal.core import files
from ofqj_portal.core.job_runs import run
from ofqj_portal.core.models import Job, JournalEntry, Reading, StoredFile
from participants.documents.group_papers import GroupPaper
from participants.enums import Gender, GroupPaperKind
from participants.services.papers import forget_papers, request_paper
from participants.tests.conftest import BEFORE, DURING, actor
from participants.tests.factories import ParticipantFactory, ParticipationFactory, ProfessionalFactory

pytestmark = pytest.mark.django_db
EVERYTHING = {"email": "zoe@exemple.test", "phone": "0600000000", "area_name": "Lyon", "is_qpv": True}


@pytest.fixture
def people(accepted):
    """Somebody confirmed, somebody registered, somebody gone, and a leader; each with more than a list needs."""
    for name, trait in (("Zoé", "confirmed"), ("Sami", "ready"), ("Ada", "withdrawn")):
        person = ParticipantFactory(structure=accepted.carrier, first_name=name, last_name="Lévêque", **EVERYTHING)
        ParticipationFactory(project=accepted, participant=person, **{trait: True})
    ProfessionalFactory(project=accepted, first_name="Inès", last_name="Mène", phone="0611111111")
    return accepted


def test_the_rooms_say_who_sleeps_and_nothing_else(people):
    paper = GroupPaper.of(people, GroupPaperKind.ROOMS)
    assert sorted(paper.rows) == [("Sami", "Lévêque", "Femme", ""), ("Zoé", "Lévêque", "Femme", "")]
    assert paper.team == (("Inès", "Mène", "", ""),)


def test_a_gender_that_was_not_said_is_left_blank(accepted):
    person = ParticipantFactory(structure=accepted.carrier, gender=Gender.NOT_SAID)
    ParticipationFactory(project=accepted, participant=person)
    assert GroupPaper.of(accepted, GroupPaperKind.ROOMS).rows[0][2] == ""


def test_the_travel_list_holds_who_is_confirmed_with_what_a_border_asks(people):
    paper = GroupPaper.of(people, GroupPaperKind.TRAVEL)
    assert paper.rows == (("Lévêque", "Zoé", "20\u00a0novembre 2004", "1er\u00a0janvier 2031"),)


def test_the_attendance_sheet_has_a_day_and_room_to_sign(people):
    paper = GroupPaper.of(people, GroupPaperKind.ATTENDANCE, date(2026, 4, 21))
    assert (paper.day, paper.is_signed, len(paper.rows)) == ("21\u00a0avril 2026", True, 2)
    assert {row[2:] for row in paper.rows} == {("", "")}


@pytest.mark.parametrize("kind", GroupPaperKind)
def test_no_list_says_how_to_reach_somebody_nor_where_she_lives(people, kind):
    said = str(GroupPaper.of(people, kind))
    assert "Zoé" in said
    assert not [word for word in ("zoe@", "06000", "0611", "Lyon", "Ada") if word in said]


def test_a_list_is_a_tagged_pdf_for_whoever_asked_alone_and_each_taking_is_written_down(client, people, adviser, clock):
    clock(BEFORE)
    client.force_login(adviser)
    page = reverse("participants:group_papers", args=[people.number])
    jobs = {client.post(page, {"paper": "rooms"}).url for _click in range(2)}
    job = Job.objects.get(kind="participants.make_paper")
    assert jobs == {job.get_absolute_url()}
    assert "Zoé" not in str(job.args)
    run(job.pk)
    file = StoredFile.objects.get(kind="participants.group_paper")
    content = b"".join(client.get(file.get_absolute_url()).streaming_content)
    assert content.startswith(b"%PDF-")
    with pikepdf.open(io.BytesIO(content)) as paper:
        assert bool(paper.Root.MarkInfo.Marked)
    assert Reading.objects.filter(purpose="participants.group_paper", user=adviser).count() == 1
    assert JournalEntry.objects.get(verb="project.group_printed").facts == {"paper": "rooms"}
    client.force_login(actor("manager", people))
    assert client.get(file.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("host", 403), ("officer", 403), ("stranger", 404), ("leader", 200)])
def test_only_who_works_with_the_names_prints_them(client, people, clock, role, status):
    clock(DURING)
    client.force_login(actor(role, people))
    assert client.get(reverse("participants:group_papers", args=[people.number])).status_code == status


def test_whoever_lost_the_group_meanwhile_gets_no_list(people, adviser, clock):
    clock(BEFORE)
    job = request_paper(project=people, kind=GroupPaperKind.TRAVEL, day=None, by=adviser)
    adviser.memberships.update(ends_on=BEFORE.date() - timedelta(days=1))
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, StoredFile.objects.count()) == ("failed", 0)
    assert "Vous ne voyez plus ce groupe" in job.error


def test_a_list_is_forgotten_after_a_day(people, adviser):
    now = datetime(2026, 4, 21, 9, tzinfo=UTC)
    for hours in (25, 23):
        at = now - timedelta(hours=hours)
        said = {"name": "a.pdf", "attached_to": people, "by": adviser, "now": at}
        files.store(b"%PDF-1.7 x", kind="participants.group_paper", **said)
    assert forget_papers(now=now) == 1
    assert StoredFile.objects.count() == 1
