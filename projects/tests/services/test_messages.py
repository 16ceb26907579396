"""Every outcome of writing in the thread of a dossier, of taking a message back, and of reading."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.files import FileRefused
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.models import MailState, OutboxMail, StoredFile
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.enums import FINISHED, ProjectState, Speaker
from projects.models import Message, MessageReading, Project
from projects.services.conflict import declare_conflict
from projects.services.messages import (
    NothingWritten,
    NotInThread,
    TooLate,
    Upload,
    mark_read,
    send_message,
    withdraw_message,
)
from projects.tests.factories import ProjectFactory
from projects.tests.message_factories import written_by

pytestmark = pytest.mark.django_db
SECRET = "Le groupe arrive-t-il le 4 mai ?"


@pytest.fixture
def host(project):
    return member(project.structures.get(side="host").structure)


def write(project, by, now, body=SECRET, **more):
    return send_message(project=project, body=body, by=by, now=now, **more)


def mails(state=MailState.QUEUED):
    return list(OutboxMail.objects.filter(state=state).order_by("to_email").values_list("to_email", flat=True))


def test_a_carrier_writes_in_the_name_of_its_structure(project, adviser, now):
    message = write(project, adviser, now, "  Bonjour,\r\nmerci.  ")
    assert (message.side, message.structure, message.body) == (Speaker.STRUCTURE, project.carrier, "Bonjour,\nmerci.")
    assert (message.author, message.sent_at) == (adviser, now)


def test_an_officer_writes_in_the_name_of_her_section(project, officer, now):
    message = write(project, officer, now)
    assert (message.side, message.structure.section) == (Speaker.OFQJ, "fr")


def test_the_other_section_writes_only_where_it_is_asked(project, double_project, now):
    officer = MembershipFactory(officer_qc=True).user
    assert write(double_project, officer, now).structure.section == "qc"
    with pytest.raises(NotInThread):
        write(project, officer, now)


def test_the_journal_says_that_somebody_wrote_and_not_what(project, adviser, now):
    message = write(project, adviser, now)
    line = history_of(project)[0]
    assert (line.verb, line.facts["message"]) == ("project.message_sent", message.pk)
    assert SECRET not in str(line.facts)


def test_the_mail_says_who_wrote_and_never_what(project, adviser, officer, host, now):
    Project.objects.filter(pk=project.pk).update(officer=officer)
    write(project, adviser, now)
    assert mails() == sorted([officer.email, host.email])
    mail = OutboxMail.objects.get(to_email=officer.email)
    assert SECRET not in mail.text + mail.html + mail.subject
    assert f"{adviser} ({project.carrier.name})" in mail.text
    assert f"/projets/{project.number}/messages/" in mail.text


def test_without_an_officer_in_charge_those_of_the_section_hear_of_it(project, adviser, officer, now):
    stranger = MembershipFactory(officer_qc=True).user
    write(project, adviser, now)
    assert officer.email in mails()
    assert stranger.email not in mails()


def test_whoever_has_a_tie_with_the_dossier_hears_nothing_of_it(project, adviser, now):
    tied, member_of_it, free = (MembershipFactory(officer_fr=True).user for _each in range(3))
    written_by(tied, project)
    declare_conflict(project=project, reason="Un proche.", by=tied, now=now)
    MembershipFactory(user=member_of_it, structure=project.carrier, role="manager")
    write(project, adviser, now)
    assert [user.email in mails() for user in (tied, member_of_it, free)] == [False, False, True]


def test_whoever_of_the_ofqj_wrote_before_hears_of_the_answer(project, adviser, officer, decider, now):
    Project.objects.filter(pk=project.pk).update(officer=officer)
    write(project, decider, now)
    OutboxMail.objects.all().delete()
    write(project, adviser, now)
    assert mails() == sorted([officer.email, decider.email])


def test_the_ofqj_writes_to_the_carriers_and_to_the_hosts_that_confirmed(project, adviser, officer, host, now):
    invited = StructureFactory(cje=True)
    project.structures.create(structure=invited, side="host", state="invited")
    member(invited)
    write(project, officer, now)
    assert mails() == sorted([adviser.email, host.email])


def test_three_messages_within_half_an_hour_make_one_mail_a_person(project, adviser, officer, host, now):
    Project.objects.filter(pk=project.pk).update(officer=officer)
    for by in (adviser, adviser, host):
        write(project, by, now)
    mail = OutboxMail.objects.get(to_email=officer.email, state=MailState.QUEUED)
    assert [mail.text.count(str(person)) for person in (adviser, host)] == [1, 1]
    assert mail.not_before - calendar.real_now() < timedelta(minutes=30)


def test_once_the_mail_has_left_the_next_message_makes_another(project, adviser, officer, now):
    Project.objects.filter(pk=project.pk).update(officer=officer)
    write(project, adviser, now)
    OutboxMail.objects.update(state=MailState.SENT, sent_at=calendar.real_now())
    write(project, adviser, now)
    assert (mails(), mails(MailState.SENT)) == ([officer.email], [officer.email])


def test_before_filing_the_section_of_the_shore_is_asked_and_may_answer(officer, now):
    draft = ProjectFactory()
    carrier = member(draft.carrier)
    write(draft, carrier, now)
    assert mails() == [officer.email]
    assert write(draft, officer, now).side == Speaker.OFQJ


def test_before_filing_a_host_does_not_write(now):
    draft = ProjectFactory()
    with pytest.raises(NotInThread):
        write(draft, member(draft.structures.get(side="host").structure), now)


def test_a_host_that_has_not_confirmed_does_not_write(now):
    project = ProjectFactory(under_review=True, invited_host=True)
    with pytest.raises(NotInThread):
        write(project, member(project.structures.get(side="host").structure), now)


@pytest.mark.parametrize("state", sorted(FINISHED))
def test_nobody_writes_once_the_dossier_is_finished(state, now):
    project = ProjectFactory(state=state)
    with pytest.raises(WrongState, match="est terminé"):
        write(project, member(project.carrier), now)


def test_a_refusal_that_was_not_announced_closes_the_thread_to_the_ofqj_alone(officer, now):
    project = ProjectFactory(refused=True, announced_at=calendar.real_now() + timedelta(minutes=9))
    write(project, member(project.carrier), now)
    with pytest.raises(WrongState):
        write(project, officer, now)


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 4001])
def test_a_message_has_words_and_not_too_many(project, adviser, now, body):
    with pytest.raises(NothingWritten):
        write(project, adviser, now, body)


def test_a_file_comes_along_and_is_checked_by_its_content(project, adviser, now):
    message = write(project, adviser, now, upload=Upload("plan.pdf", b"%PDF-1.4\nplan"))
    assert message.file.name == "plan.pdf"
    with pytest.raises(FileRefused):
        write(project, adviser, now, upload=Upload("plan.pdf", b"MZ\x00\x01"))
    assert Message.objects.count() == 1


def test_a_message_taken_back_leaves_its_trace_and_no_text(project, adviser, now):
    message = write(project, adviser, now, upload=Upload("plan.pdf", b"%PDF-1.4\nplan"))
    withdraw_message(message=message, by=adviser, now=now + timedelta(minutes=5))
    message.refresh_from_db()
    assert (message.body, message.file, message.withdrawn_at) == ("", None, now + timedelta(minutes=5))
    assert not StoredFile.objects.filter(kind="projects.message").exists()
    assert history_of(project)[0].verb == "project.message_withdrawn"


def test_the_mail_of_a_message_taken_back_does_not_leave(project, adviser, officer, now):
    Project.objects.filter(pk=project.pk).update(officer=officer)
    message = write(project, adviser, now)
    withdraw_message(message=message, by=adviser, now=now)
    assert mails() == []


def test_taking_back_twice_changes_nothing_more(project, adviser, now):
    message = write(project, adviser, now)
    withdraw_message(message=message, by=adviser, now=now)
    withdraw_message(message=message, by=adviser, now=now + timedelta(days=1))
    message.refresh_from_db()
    assert message.withdrawn_at == now


def test_after_five_minutes_a_message_stays(project, adviser, now):
    message = write(project, adviser, now)
    with pytest.raises(TooLate):
        withdraw_message(message=message, by=adviser, now=now + timedelta(minutes=5, seconds=1))


def test_nobody_takes_back_what_somebody_else_wrote(project, adviser, officer, now):
    with pytest.raises(NotInThread):
        withdraw_message(message=write(project, adviser, now), by=officer, now=now)


def test_a_finished_dossier_keeps_its_messages(project, adviser, now):
    message = write(project, adviser, now)
    Project.objects.filter(pk=project.pk).update(state=ProjectState.WITHDRAWN, withdrawn_at=now)
    with pytest.raises(WrongState):
        withdraw_message(message=message, by=adviser, now=now)


@pytest.mark.parametrize("change", [{"body": "Autre chose."}, {"withdrawn_at": None, "body": "x"}])
def test_the_database_refuses_to_edit_a_message(project, adviser, change):
    message = written_by(adviser, project)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**change)


def test_the_database_refuses_a_message_without_words(project, adviser):
    with pytest.raises(IntegrityError), transaction.atomic():
        written_by(adviser, project, "")


def test_reading_is_noted_once_for_what_is_new(project, adviser, officer, now):
    message = written_by(adviser, project)
    for _ in range(2):
        mark_read(project=project, by=officer, now=now)
    reading = MessageReading.objects.get()
    assert (reading.message, reading.reader, reading.side) == (message, officer, Speaker.OFQJ)


def test_who_does_not_write_leaves_no_mark(project, adviser, now):
    written_by(adviser, project)
    mark_read(project=project, by=UserFactory(), now=now)
    assert not MessageReading.objects.exists()
