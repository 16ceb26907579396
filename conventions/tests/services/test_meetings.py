"""Meetings: whose turn, who is invited, what comes by itself, what is written, approved, decided and followed up."""

from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf
import pytest
from django.db import DatabaseError, transaction
from icalendar import Calendar

from conventions.documents.bundle import MeetingBundle, join_documents
from conventions.enums import AgendaKind
from conventions.jobs import bundle_cover, make_bundle
from conventions.models import Meeting, Minutes, Vote
from conventions.queries.meetings import decisions_of, gap_hours, next_secretary, quorum_of
from conventions.services.agenda_of_meetings import (
    AgendaRefused,
    add_document,
    add_item,
    ask_for_bundle,
    keep_bundle,
    open_actions,
    remove_item,
)
from conventions.services.meetings import (
    MeetingRefused,
    cancel_meeting,
    change_meeting,
    note_attendance,
    plan_meeting,
)
from conventions.services.minutes import (
    MinutesRefused,
    approve_minutes,
    decide_action,
    finish_action,
    propose_resolution,
    write_minutes,
)
from conventions.services.plans import propose_plan
from conventions.services.voting import Voice, record_vote
from conventions.tests.factories import (
    ActionFactory,
    MandateFactory,
    MeetingFactory,
    PlanFactory,
    ReportFactory,
    committee,
    convention,
    walk,
)
from ofqj_portal.core import files
from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.files import FileRefused
from ofqj_portal.core.models import Job, OutboxMail, StoredFile
from ofqj_portal.core.tests.paper_checks import faults_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
SOON = datetime(2026, 10, 6, 13, tzinfo=UTC)
AFTER = datetime(2026, 10, 6, 16, tzinfo=UTC)


@pytest.fixture
def seats():
    return committee()


@pytest.fixture
def meeting(seats):
    return plan(seats)


def plan(seats, meets_at=SOON, title="Réunion d’automne"):
    said = {"committee": convention().committee, "title": title, "by": seats.unml.user, "now": NOW}
    return plan_meeting(meets_at=meets_at, **said)


def blank(pages=1) -> bytes:
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page()
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


def invitations():
    mails = OutboxMail.objects.filter(kind="conventions.meeting_invitation").order_by("created_at")
    events = []
    for mail in mails.filter(to_email=mails.first().to_email):
        invitation = Calendar.from_ical(files.read(mail.attachments.get()))
        [event] = invitation.walk("VEVENT")
        events.append((str(invitation["method"]), str(event["uid"]), int(event["sequence"]), str(event["status"])))
    return events


def test_the_pen_goes_from_party_to_party(seats, meeting):
    assert meeting.secretary.party == "ofqj"
    assert next_secretary(meeting.committee, date(2026, 10, 6)).party == "unml"
    assert plan(seats).secretary == seats.unml
    assert plan(seats, datetime(2026, 12, 1, tzinfo=UTC)).secretary == seats.rcjeq


def test_everybody_is_invited_then_told_of_each_change_by_the_same_identifier(seats, meeting):
    by = seats.unml.user
    said = {"title": meeting.title, "place": "Paris", "secretary": seats.unml, "by": by, "now": NOW}
    moved = datetime(2026, 10, 7, 13, tzinfo=UTC)
    change_meeting(meeting=meeting, meets_at=moved, seen_sequence=0, **said)
    with pytest.raises(EditedMeanwhile):
        change_meeting(meeting=meeting, meets_at=SOON, seen_sequence=0, **said)
    with pytest.raises(MeetingRefused):
        change_meeting(meeting=meeting, meets_at=NOW, seen_sequence=1, **said)
    cancel_meeting(meeting=meeting, reason="Grève.", by=by, now=NOW)
    assert [(method, number, status) for method, _uid, number, status in invitations()] == [
        ("REQUEST", 0, "CONFIRMED"), ("REQUEST", 1, "CONFIRMED"), ("CANCEL", 2, "CANCELLED"),
    ]  # fmt: skip
    assert len({uid for _method, uid, _number, _status in invitations()}) == 1
    assert OutboxMail.objects.filter(kind="conventions.meeting_invitation").count() == 12
    with pytest.raises(WrongState):
        add_item(meeting=meeting, title="Trop tard", by=by, now=NOW)


def test_the_weeks_when_the_clocks_disagree_are_five_hours_apart():
    assert gap_hours(SOON) == 6
    assert gap_hours(datetime(2026, 10, 27, 13, tzinfo=UTC)) == 5
    assert gap_hours(datetime(2026, 3, 20, 13, tzinfo=UTC)) == 5


def test_minutes_and_open_actions_come_back_on_the_next_agenda_by_themselves(seats, meeting):
    by = seats.unml.user
    write_minutes(meeting=meeting, text="Nous avons parlé.", seen_version=0, by=by, now=AFTER)
    said = {"owner": "unml", "by": by, "now": AFTER}
    decide_action(meeting=meeting, title="Écrire aux ML", due_on=date(2026, 11, 1), **said)
    done = decide_action(meeting=meeting, title="Publier", due_on=date(2026, 11, 2), **said)
    finish_action(action=done, note="En ligne.", by=by, now=AFTER)
    with pytest.raises(WrongState):
        finish_action(action=done, note="", by=by, now=AFTER)
    following = plan(seats, datetime(2027, 3, 2, 13, tzinfo=UTC))
    assert list(following.items.values_list("kind", flat=True)) == [AgendaKind.MINUTES, AgendaKind.ACTIONS]
    assert [action.title for action in open_actions(following)] == ["Écrire aux ML"]


def test_minutes_opened_late_join_the_next_agenda_already_planned(seats, meeting):
    following = plan(seats, datetime(2027, 3, 2, 13, tzinfo=UTC))
    assert not following.items.filter(kind=AgendaKind.MINUTES).exists()
    write_minutes(meeting=meeting, text="Enfin.", seen_version=0, by=seats.unml.user, now=AFTER)
    assert following.items.filter(kind=AgendaKind.MINUTES).count() == 1


def test_two_people_writing_the_minutes_overwrite_nobody_and_approved_ones_never_change(seats, meeting):
    by, said = seats.unml.user, {"by": seats.rcjeq.user, "now": AFTER}
    with pytest.raises(MinutesRefused):
        write_minutes(meeting=meeting, text="Avant l’heure", seen_version=0, by=by, now=NOW)
    minutes = write_minutes(meeting=meeting, text="Le premier.", seen_version=0, by=by, now=AFTER)
    with pytest.raises(EditedMeanwhile):
        write_minutes(meeting=meeting, text="Le second.", seen_version=0, **said)
    following = plan(seats, datetime(2027, 3, 2, 13, tzinfo=UTC))
    approval = {"minutes": minutes, "meeting": following, "by": by}
    with pytest.raises(MinutesRefused):
        approve_minutes(seen_version=1, now=AFTER, **approval)
    later = datetime(2027, 3, 2, 15, tzinfo=UTC)
    with pytest.raises(EditedMeanwhile):
        approve_minutes(seen_version=0, now=later, **approval)
    assert approve_minutes(seen_version=1, now=later, **approval).approved_in == following
    with pytest.raises(WrongState):
        write_minutes(meeting=meeting, text="Après coup", seen_version=1, **said)
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.update(text="Autre")


def test_the_quorum_counts_parties_and_attendance_only_who_had_a_mandate(seats, meeting):
    with pytest.raises(MeetingRefused):
        note_attendance(meeting=meeting, present=[seats.unml], by=seats.unml.user, now=NOW)
    note_attendance(meeting=meeting, present=[seats.ofqj_fr, seats.ofqj_qc], by=seats.unml.user, now=AFTER)
    quorum = quorum_of(meeting.committee, [seats.ofqj_fr, seats.ofqj_qc])
    assert (quorum.is_met, quorum.absent) == (False, ("UNML", "RCJEQ"))
    gone = MandateFactory(unml=True, over=True)
    with pytest.raises(MeetingRefused):
        note_attendance(meeting=meeting, present=[gone], by=seats.unml.user, now=AFTER)


def test_a_resolution_is_settled_by_a_vote_and_never_without_quorum(seats):
    held = MeetingFactory()
    resolution = propose_resolution(committee=held.committee, text="Écrire.", by=seats.unml.user, now=NOW)
    alone = {"meeting": held, "subject": resolution, "by": seats.unml.user, "now": NOW}
    record_vote(present=[seats.unml], voices=[Voice("unml", "yes", seats.unml)], **alone)
    resolution.refresh_from_db()
    assert not resolution.is_settled
    voices = [Voice("ofqj", "yes", seats.ofqj_fr, seats.ofqj_qc), Voice("unml", "abstain", seats.unml),
              Voice("rcjeq", "yes", seats.rcjeq, reserve="Sous réserve du budget.")]  # fmt: skip
    record_vote(present=[seats.ofqj_fr, seats.unml, seats.rcjeq], voices=voices, **alone)
    with pytest.raises(WrongState):
        record_vote(present=[seats.unml], voices=[Voice("unml", "yes", seats.unml)], **alone)
    assert [vote.outcome for vote in decisions_of(convention())] == ["carried", "no_quorum"]
    assert Vote.objects.get(outcome="carried").ballots.get(party="rcjeq").reserve == "Sous réserve du budget."


def test_a_bundle_holds_the_agenda_and_each_document_behind_its_bookmark(seats, meeting):
    by = seats.unml.user
    item = add_item(meeting=meeting, title="Budget", by=by, now=NOW)
    with pytest.raises(FileRefused):
        add_document(item=item, title="Image", content=b"\x89PNG\r\n\x1a\n0", name="x.png", by=by, now=NOW)
    add_document(item=item, title="Chiffres", content=blank(2), name="chiffres.pdf", by=by, now=NOW)
    StoredFile.objects.filter(kind="conventions.meeting_document").update(state="clean")
    job = ask_for_bundle(meeting=meeting, by=by)
    assert ask_for_bundle(meeting=meeting, by=seats.rcjeq.user) == job
    make_bundle(Job.objects.get(pk=job.pk), lambda *_args: None)
    meeting.refresh_from_db()
    with pikepdf.open(BytesIO(files.read(meeting.bundle))) as pdf, pdf.open_outline() as outline:
        assert [entry.title for entry in outline.root] == ["Ordre du jour", str(item)]
        assert [entry.title for entry in outline.root[1].children] == ["Chiffres"]
        assert len(pdf.pages) >= 3
    add_item(meeting=meeting, title="Divers", by=by, now=NOW)
    meeting.refresh_from_db()
    assert meeting.bundle is None


def test_what_changes_on_an_agenda_is_told_together_and_marked_until_an_invitation_says_it(seats, meeting):
    by = seats.unml.user
    add_item(meeting=meeting, title="Budget", by=by, now=NOW)
    item = add_item(meeting=meeting, title="Divers", by=by, now=NOW)
    add_document(item=item, title="Chiffres", content=blank(), name="chiffres.pdf", by=by, now=NOW)
    told = OutboxMail.objects.filter(kind="conventions.agenda_changed").exclude(state="withdrawn")
    assert {mail.to_user_id for mail in told} == {seat.user_id for seat in vars(seats).values()} - {by.pk}
    assert told.count() == 3  # one each for the three changes
    assert "2. Budget (nouveau)\n3. Divers (nouveau)\n– Chiffres" in told[0].text
    remove_item(item=item, by=by, now=NOW)
    assert "Divers" not in told.all()[0].text
    said = {"title": meeting.title, "meets_at": SOON, "place": "", "secretary": None, "seen_sequence": 0}
    change_meeting(meeting=meeting, by=by, now=NOW, **said)
    assert not told.all().exists()
    assert not meeting.items.filter(added_at__isnull=False).exists()


def test_a_bundle_says_what_is_voted_and_is_made_anew_once_there_is_more(seats, meeting):
    by, waiting = seats.unml.user, PlanFactory(year=2027)
    ActionFactory(plan=waiting, number=1, title="Séjours", target=4)
    keep_bundle(meeting=meeting, paper=blank(), by=by, now=NOW)
    propose_plan(plan=waiting, by=by, now=NOW)
    assert Meeting.objects.get(pk=meeting.pk).bundle is None
    propose_resolution(committee=meeting.committee, text="Publier plus tôt.", by=by, now=NOW)
    walk(ReportFactory(), "contributions_in", "drafted")
    votes = MeetingBundle.of(meeting, []).votes
    assert [(vote.title, vote.text) for vote in votes] == [
        ("Plan d’action 2027", ""), ("Bilan 2025, version 1\u00a0: provisoire, à lire sur le portail", ""),
        ("Résolution 1", "Publier plus tôt."),
    ]  # fmt: skip
    assert [(line.title, line.owner, line.targets) for line in votes[0].lines] == [
        ("1. Séjours", "OFQJ France", ("4 projets partis",)),
    ]  # fmt: skip


def test_the_same_parts_make_the_same_bundle_and_a_broken_document_is_named():
    cover, part = blank(), blank()
    made = [join_documents(cover, [("1. Budget", "Chiffres", part)], first="Ordre du jour") for _time in range(2)]
    assert made[0] == made[1]
    with pytest.raises(ValueError, match="Chiffres"):
        join_documents(cover, [("1. Budget", "Chiffres", b"%PDF-1.4 nothing")], first="Ordre du jour")


def test_a_bundle_reads_aloud_as_its_documents_did_and_claims_no_more_than_they_do(meeting):
    cover, tagged, bare = bundle_cover(meeting, now=NOW), bundle_cover(meeting, now=NOW), blank()
    assert faults_of(join_documents(cover, [("1. Budget", "Chiffres", tagged)] * 2, first="Ordre du jour")) == []
    whole = join_documents(cover, [("1. Budget", "Chiffres", tagged), ("1. Budget", "Photo", bare)], first="Début")
    assert faults_of(whole) == ["PDF/UA not declared"]
    with pikepdf.open(BytesIO(whole)) as pdf:
        branches = [str(one.T) for one in pdf.Root.StructTreeRoot.K[0].K if "/T" in one]
        assert branches == ["Chiffres", "Photo"]
    broken = without_last_branch(whole)
    assert "page 2: read by nobody" in " ".join(faults_of(broken))


def without_last_branch(paper):
    with pikepdf.open(BytesIO(paper)) as pdf:
        branches = pdf.Root.StructTreeRoot.K[0].K
        del branches[len(branches) - 2]
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_a_standing_point_stays_and_a_topic_goes_with_its_documents(seats, meeting):
    by = seats.unml.user
    item = add_item(meeting=meeting, title="Budget", by=by, now=NOW)
    add_document(item=item, title="Chiffres", content=blank(), name="chiffres.pdf", by=by, now=NOW)
    remove_item(item=item, by=by, now=NOW)
    assert not StoredFile.objects.filter(kind="conventions.meeting_document").exists()
    with pytest.raises(AgendaRefused):
        remove_item(item=meeting.items.get(kind=AgendaKind.ACTIONS), by=by, now=NOW)
