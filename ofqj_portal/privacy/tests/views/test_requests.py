"""The desk: the data protection officer reaches a person on her request, and the person sees that she did."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from ofqj_portal.core import jobs_in_place
from ofqj_portal.core.models import JournalEntry, JournalPersonal, OutboxMail, Reading, StoredFile
from participants.data_enums import RequestState
from participants.models import PersonRequest
from participants.queries.space import who_read
from participants.tests.factories import ParticipantFactory, PersonRequestFactory
from partners.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
QUERIES: dict[str, int] = {}


@pytest.fixture
def officer(client):
    with time_machine.travel(datetime(2026, 5, 20, 9, 0, tzinfo=UTC), tick=False):
        user = MembershipFactory(dpo=True).user
        client.force_login(user)
        yield user


@pytest.fixture
def asked(officer):
    person = ParticipantFactory(email="lila@exemple.test", first_name="Lila")
    return PersonRequestFactory(participant=person, correction=True, words="Je m’appelle Lyla.")


def text(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def at(name: str, *args) -> str:
    return reverse(f"privacy:{name}", args=args)


def test_the_list_names_nobody_and_says_what_is_late(client, asked):
    PersonRequestFactory(due_on=date(2026, 5, 10))
    shown = text(client.get(at("requests")))
    assert "en retard" in shown
    assert asked.participant.last_name not in shown
    assert not Reading.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_request_and_for_three(client, officer, rows, django_assert_max_num_queries):
    PersonRequestFactory.create_batch(rows)
    with django_assert_max_num_queries(10) as seen:
        client.get(at("requests"))
    assert len(seen) == QUERIES.setdefault("desk", len(seen))


def test_opening_a_request_shows_the_person_and_she_sees_who_did(client, asked, officer):
    shown = text(client.get(asked.get_absolute_url()))
    assert asked.participant.last_name in shown
    assert "Je m’appelle Lyla." in shown
    (reading,) = who_read(asked.participant)
    assert reading.who.startswith("Délégué·e à la protection des données")
    assert reading.what == "a ouvert votre fiche pour répondre à votre demande"


def test_an_answered_request_no_longer_opens_the_person(client, asked, officer):
    client.post(at("request_answer", asked.pk), {"outcome": "done", "answer": "Fait."})
    shown = text(client.get(asked.get_absolute_url()))
    assert asked.participant.last_name not in shown
    assert not Reading.objects.exists()


def test_she_takes_it_corrects_and_answers(client, asked, officer):
    client.post(at("request_take", asked.pk))
    form = client.get(at("request_correct", asked.pk)).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"first_name": "Lyla", "born_on": "2004-11-20"}
    assert client.post(at("request_correct", asked.pk), data).status_code == 302
    asked.participant.refresh_from_db()
    assert asked.participant.first_name == "Lyla"
    assert JournalEntry.objects.get(verb="participant.corrected").facts["fields"] == ["first_name"]
    assert JournalPersonal.objects.get().data == {"first_name": ["Lila", "Lyla"]}
    client.post(at("request_answer", asked.pk), {"outcome": "done", "answer": "Votre prénom est corrigé."})
    asked.refresh_from_db()
    assert (asked.state, asked.handled_by, asked.answered_on) == (
        RequestState.FULFILLED,
        officer,
        date(2026, 5, 20),
    )


def test_the_answer_leaves_with_its_words_and_forgets_them(client, asked):
    client.post(at("request_answer", asked.pk), {"outcome": "done", "answer": "Votre prénom est corrigé."})
    assert "Votre prénom est corrigé." in OutboxMail.objects.get().text
    jobs_in_place.run_due()
    mail = OutboxMail.objects.get()
    assert (mail.state, mail.to_email, mail.text, mail.html) == ("sent", "", "", "")


def test_a_refusal_says_why(client, asked):
    refused = client.post(at("request_answer", asked.pk), {"outcome": "refused", "answer": " "})
    assert "Un refus dit pourquoi" in text(refused)
    client.post(at("request_answer", asked.pk), {"outcome": "refused", "answer": "Une preuve manque."})
    asked.refresh_from_db()
    assert asked.state == RequestState.REFUSED
    assert "CNIL" in OutboxMail.objects.get().text


def test_two_officers_do_not_answer_twice(client, asked):
    for _time in range(2):
        answer = client.post(at("request_answer", asked.pk), {"outcome": "done", "answer": ""})
    assert answer.status_code == 409
    assert OutboxMail.objects.count() == 1
    assert client.post(at("request_take", asked.pk)).status_code == 409


def test_files_are_made_for_the_officer_to_hand_over(client, asked):
    client.post(at("request_files", asked.pk))
    jobs_in_place.run_due()
    file = StoredFile.objects.get(content_type="application/pdf")
    answer = client.get(file.get_absolute_url())
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    asked.refresh_from_db()
    assert asked.state == RequestState.RECEIVED


def test_a_letter_finds_its_person_by_name_and_birth_date_only(client, officer):
    person = ParticipantFactory(qc=True, first_name="Zoé", last_name="Tremblay")
    said = {"kind": "access", "source": "mail", "received_on": "2026-05-19", "words": "", "first_name": "zoe"}
    unknown = client.post(at("request_record"), said | {"last_name": "Tremblay", "born_on": "2001-01-01"})
    assert "Personne n’est connu sous ce nom" in text(unknown)
    client.post(at("request_record"), said | {"last_name": "Tremblay", "born_on": "2004-11-20"})
    row = PersonRequest.objects.get()
    assert (row.participant, row.shore, row.due_on) == (person, "qc", date(2026, 6, 18))
