"""The page of messages, in each reader's eyes."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ofqj_portal.core import calendar
from partners.tests.factories import MembershipFactory, member
from projects.enums import ProjectState
from projects.models import Message, Project
from projects.tests.factories import ProjectFactory
from projects.tests.message_factories import written_by

pytestmark = pytest.mark.django_db


def page_of(project, name="messages", *more):
    return reverse(f"projects:{name}", args=[project.number, *more])


@pytest.fixture
def read_as(client):
    def read(user, project, url=""):
        client.force_login(user)
        return client.get(url or page_of(project))

    return read


def test_the_empty_thread_says_what_it_is_for(read_as, project, adviser, officer):
    assert "Écrivez à l’OFQJ" in read_as(adviser, project).content.decode()
    assert "Posez une question à la structure" in read_as(officer, project).content.decode()


def test_messages_stand_in_their_order_with_who_wrote_for_whom(read_as, project, adviser, officer):
    written_by(adviser, project, "Premier")
    written_by(officer, project, "Second")
    lines = read_as(adviser, project).context["lines"]
    assert [(line.message.body, line.who, line.where) for line in lines] == [
        ("Premier", str(adviser), f"{project.carrier.name} · Structure porteuse"),
        ("Second", str(officer), "OFQJ France"),
    ]


def test_what_is_written_is_never_markup(read_as, project, adviser):
    written_by(adviser, project, "<script>alert(1)</script>\nbonjour")
    html = read_as(adviser, project).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>bonjour" in html


def test_the_other_side_sees_when_its_message_was_first_read(client, read_as, project, adviser, officer):
    written_by(adviser, project)
    assert "Lu par l’OFQJ le" not in read_as(adviser, project).content.decode()
    read_as(officer, project)
    assert "Lu par l’OFQJ le" in read_as(adviser, project).content.decode()


def test_what_is_new_is_counted_until_it_is_read(read_as, project, adviser, officer):
    written_by(officer, project)
    dossier = project.get_absolute_url()
    assert read_as(adviser, project, dossier).context["new_messages"] == 1
    read_as(adviser, project)
    assert read_as(adviser, project, dossier).context["new_messages"] == 0
    assert read_as(officer, project, page_of(project, "review")).context["new_messages"] == 0


def test_the_queue_lists_the_threads_that_wait_for_her(read_as, project, adviser, officer, decider):
    written_by(adviser, project)
    draft = ProjectFactory()
    written_by(member(draft.carrier), draft)
    queue = reverse("projects:queue")
    assert list(read_as(officer, project, queue).context["threads"]) == [project, draft]
    Project.objects.filter(pk=project.pk).update(officer=decider)
    assert list(read_as(officer, project, queue).context["threads"]) == [draft]


def test_a_message_is_sent_once_whoever_clicks_twice(client, project, adviser):
    client.force_login(adviser)
    token = client.get(page_of(project)).context["form"]["form_token"].value()
    posted = {"body": "Bonjour", "form_token": token}
    answers = [client.post(page_of(project, "send_message"), posted).status_code for _ in range(2)]
    assert (answers, Message.objects.count()) == ([302, 302], 1)


def test_an_empty_message_is_said_and_what_was_typed_stays(client, project, adviser):
    client.force_login(adviser)
    empty = client.post(page_of(project, "send_message"), {"body": " "})
    assert (empty.status_code, "Écrivez votre message." in empty.content.decode()) == (200, True)
    wrong = {"body": "Voici", "file": SimpleUploadedFile("a.pdf", b"MZ\x00")}
    refused = client.post(page_of(project, "send_message"), wrong).content.decode()
    assert "Ce type de fichier n’est pas accepté" in refused
    assert ">\nVoici</textarea>" in refused


def test_the_file_of_a_message_opens_to_the_thread_and_to_nobody_else(client, project, adviser, officer):
    client.force_login(adviser)
    plan = SimpleUploadedFile("plan.pdf", b"%PDF-1.4\nplan")
    client.post(page_of(project, "send_message"), {"body": "Voici", "file": plan})
    url = Message.objects.get().file.get_absolute_url()
    answers = {}
    for who, user in {
        "officer": officer,
        "host": member(project.structures.get(side="host").structure),
        "finance": MembershipFactory(finance=True).user,
        "stranger": MembershipFactory().user,
    }.items():
        client.force_login(user)
        answer = client.get(url)
        answers[who] = answer.status_code
        b"".join(answer.streaming_content if answer.streaming else [])
    assert answers == {"officer": 200, "host": 200, "finance": 404, "stranger": 404}


def test_its_author_takes_a_message_back_for_five_minutes(client, project, adviser):
    message = written_by(adviser, project, "Oups")
    old = written_by(adviser, project, "Ancien", at=calendar.now() - timedelta(minutes=6))
    client.force_login(adviser)
    assert client.get(page_of(project)).content.decode().count("Retirer ce message") == 1
    assert client.post(page_of(project, "withdraw_message", message.pk)).status_code == 302
    html = client.get(page_of(project)).content.decode()
    assert ("Oups" in html, "Message retiré par son auteur" in html) == (False, True)
    late = client.post(page_of(project, "withdraw_message", old.pk))
    assert (late.status_code, "Les cinq minutes" in late.content.decode()) == (409, True)


def test_a_draft_opens_its_thread_to_the_section_only_once_it_was_written_to(client, officer):
    draft = ProjectFactory()
    client.force_login(officer)
    assert client.get(page_of(draft)).status_code == 404
    written_by(member(draft.carrier), draft, "Puis-je partir à douze ?")
    html = client.get(page_of(draft)).content.decode()
    assert ("Puis-je partir" in html, draft.aims in html, draft.get_absolute_url() + '"' in html) == (
        True,
        False,
        False,
    )
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(MembershipFactory(officer_qc=True).user)
    assert client.get(page_of(draft)).status_code == 404


def test_a_host_reads_the_thread_of_a_draft_no_more_than_it_writes(client):
    draft = ProjectFactory()
    client.force_login(member(draft.structures.get(side="host").structure))
    assert client.get(page_of(draft)).status_code == 403


def test_a_finished_thread_is_read_and_not_written(client):
    project = ProjectFactory(closed=True)
    adviser = member(project.carrier)
    written_by(adviser, project, "Merci")
    client.force_login(adviser)
    html = client.get(page_of(project)).content.decode()
    assert ("Merci" in html, "<textarea" in html, "n’en écrit plus" in html) == (True, False, True)
    assert client.post(page_of(project, "send_message"), {"body": "Encore"}).status_code == 409
    assert project.state == ProjectState.CLOSED


@pytest.mark.parametrize("count", [1, 3])
def test_a_thread_costs_the_same_whatever_its_length(
    client, project, adviser, officer, count, django_assert_num_queries
):
    for _ in range(count):
        written_by(adviser, project)
        written_by(officer, project)
    client.force_login(adviser)
    client.get(page_of(project))
    with django_assert_num_queries(10):
        client.get(page_of(project))
