"""A meeting in the browser: prepared, held, written down, and what came of it."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conventions.models import ActionItem, AgendaItem, Meeting, Minutes, Resolution, Vote
from conventions.tests.factories import MeetingFactory, PlanFactory, ReportFactory, convention, walk
from ofqj_portal.core import calendar
from ofqj_portal.core.models import Job

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"conventions:{name}", args=args)


def soon(**more):
    return MeetingFactory(meets_at=calendar.now() + timedelta(days=30), **more)


def test_a_meeting_is_prepared_by_the_committee_and_read_by_the_others(people, knock):
    day = (calendar.today() + timedelta(days=40)).isoformat()
    data = {"title": "Réunion de printemps", "meets_on": day, "meets_time": "15:00", "zone": "Europe/Paris"}
    knock(people.member_unml, address("meeting_new", convention().slug), data)
    meeting = Meeting.objects.get()
    knock(people.member_unml, address("item_new", meeting.pk), {"title": "Budget", "note": "Lire les chiffres."})
    item = AgendaItem.objects.get(title="Budget")
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        out = BytesIO()
        pdf.save(out)
    upload = SimpleUploadedFile("chiffres.pdf", out.getvalue(), content_type="application/pdf")
    url = address("document_new", meeting.pk, item.pk)
    assert knock(people.member_rcjeq, url, {"title": "Chiffres", "file": upload}).status_code == 302
    text = knock(people.adviser, meeting.get_absolute_url()).content.decode()
    for words in ("Budget", "Lire les chiffres.", "Chiffres", "Suivi des actions", "(Montréal)"):
        assert words in text, words
    assert "Ajouter un point" not in text
    assert knock(people.officer_fr, address("item_new", meeting.pk), {"title": "X"}).status_code == 403
    answer = knock(people.member_unml, address("bundle", meeting.pk), {})
    assert (answer.status_code, Job.objects.filter(unique_key=f"bundle:{meeting.pk}").count()) == (302, 1)


def test_the_convention_says_that_no_meeting_is_planned_this_year_until_one_is(people, knock):
    url = convention().get_absolute_url()
    soon(cancelled_at=calendar.now())
    assert "Aucune réunion du comité n’est prévue" in knock(people.adviser, url).content.decode()
    MeetingFactory(meets_at=calendar.now())
    assert "Aucune réunion du comité n’est prévue" not in knock(people.adviser, url).content.decode()


def test_the_page_warns_when_the_clocks_are_five_hours_apart(people, knock):
    odd = MeetingFactory(meets_at=datetime(2026, 10, 27, 13, tzinfo=UTC))
    assert "que 5 heures d’écart" in knock(people.adviser, odd.get_absolute_url()).content.decode()
    usual = MeetingFactory(meets_at=datetime(2026, 10, 6, 13, tzinfo=UTC))
    assert "heures d’écart" not in knock(people.adviser, usual.get_absolute_url()).content.decode()


def test_what_was_typed_stays_when_somebody_saved_the_minutes_meanwhile(people, knock):
    meeting = MeetingFactory()
    url = address("minutes_write", meeting.pk)
    assert knock(people.member_unml, url, {"text": "Le premier.", "seen_version": 0}).status_code == 302
    late = knock(people.member_rcjeq, url, {"text": "Le second.", "seen_version": 0})
    page = late.content.decode()
    assert (late.status_code, Minutes.objects.get().text) == (409, "Le premier.")
    assert "Le premier." in page
    assert "Le second." in page
    assert knock(people.member_rcjeq, url, {"text": "Les deux.", "seen_version": 1}).status_code == 302
    assert "Version 2" in knock(people.adviser, address("minutes", meeting.pk)).content.decode()


def test_a_meeting_to_come_says_what_will_be_voted_to_each_as_far_as_she_reads(people, knock):
    meeting, plan = soon(), PlanFactory(proposed=True)
    walk(ReportFactory(), "contributions_in", "drafted")
    for role, sees in (("member_rcjeq", True), ("officer_fr", True), ("adviser", False), ("unml", False)):
        text = knock(getattr(people, role), meeting.get_absolute_url()).content.decode()
        assert plan.get_absolute_url() in text, role
        assert ("/bilans/2025/" in text) == sees, role
        assert "Consigner le vote" not in text


def test_a_vote_starts_from_who_was_noted_there(people, knock):
    meeting, plan, seats = MeetingFactory(), PlanFactory(proposed=True), people.seats
    meeting.present.set([seats.ofqj_qc, seats.unml])
    form = knock(people.member_unml, address("vote_plan", meeting.pk, plan.year)).context["form"]
    assert set(form["present"].value()) == {seats.ofqj_qc.pk, seats.unml.pk}
    assert [form[f"{party}_by"].value() for party in ("ofqj", "unml", "rcjeq")] == [
        str(seats.ofqj_qc.pk), str(seats.unml.pk), "",
    ]  # fmt: skip


def test_minutes_are_approved_in_the_next_meeting(people, knock):
    first, second = MeetingFactory(), MeetingFactory(title="La suivante", meets_at=calendar.now() - timedelta(hours=1))
    minutes = Minutes.objects.create(meeting=first, text="Nous avons parlé.", version=1)
    item = AgendaItem.objects.create(meeting=second, position=1, kind="minutes", title="Approuver", minutes=minutes)
    url = address("minutes_approve", second.pk, item.pk)
    assert "Nous avons parlé." in knock(people.member_unml, url).content.decode()
    assert knock(people.member_unml, url, {"seen_version": 1}).status_code == 302
    assert "La suivante" in knock(people.adviser, address("minutes", first.pk)).content.decode()
    assert knock(people.member_unml, url, {"seen_version": 1}).status_code == 409


def test_a_resolution_and_its_vote_and_an_action_stand_in_the_register(people, knock):
    meeting, seats = MeetingFactory(), people.seats
    knock(people.member_unml, address("resolution_new", convention().slug), {"text": "Écrire aux ministres."})
    number = Resolution.objects.get().number
    data = {
        "present": [seats.ofqj_fr.pk, seats.unml.pk, seats.rcjeq.pk],
        "ofqj_choice": "yes", "ofqj_by": seats.ofqj_fr.pk, "ofqj_agreed": seats.ofqj_qc.pk,
        "unml_choice": "yes", "unml_by": seats.unml.pk, "unml_reserve": "Avec prudence.",
        "rcjeq_choice": "abstain", "rcjeq_by": seats.rcjeq.pk,
    }  # fmt: skip
    assert knock(people.member_unml, address("vote_resolution", meeting.pk, number), data).status_code == 302
    assert knock(people.member_unml, address("vote_resolution", meeting.pk, number), data).status_code == 409
    action = {"title": "Rédiger la lettre", "owner": "ofqj_fr", "due_on": "2026-12-01"}
    knock(people.member_unml, address("action_new_in", meeting.pk), action)
    knock(people.member_unml, address("action_done", meeting.pk, ActionItem.objects.get().pk), {"note": "Envoyée."})
    text = knock(people.adviser, address("decisions", convention().slug)).content.decode()
    for words in ("Écrire aux ministres.", "Adopté", "Avec prudence.", "Rédiger la lettre", "Envoyée."):
        assert words in text, words
    assert "acceptée par OFQJ Québec" in knock(people.adviser, meeting.get_absolute_url()).content.decode()
    assert Vote.objects.get().outcome == "carried"


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_meetings_take_the_same_queries_whatever_there_is(
    people, client, count, django_assert_num_queries
):
    meeting = soon()
    for place in range(count):
        AgendaItem.objects.create(meeting=meeting, position=place + 1, title=f"Point {place}")
        ActionItem.objects.create(
            meeting=MeetingFactory(), title=f"Action {place}", owner="unml", due_on=calendar.today()
        )
    client.force_login(people.officer_fr)
    client.get(meeting.get_absolute_url())
    with django_assert_num_queries(MEETING_QUERIES):
        client.get(meeting.get_absolute_url())
    with django_assert_num_queries(REGISTER_QUERIES):
        client.get(address("decisions", convention().slug))


MEETING_QUERIES = 10
REGISTER_QUERIES = 9
