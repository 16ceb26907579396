"""What a person asks and tells in her own space, and the files she takes away."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar, files, jobs_in_place, links
from ofqj_portal.core.models import JournalEntry, OutboxMail, StoredFile
from participants.data_enums import RequestState
from participants.enums import Moment
from participants.models import PersonRequest, SelfAssessment, Situation
from participants.queries.space import SPACE_LINK
from participants.services.own_data import forget_old_files
from participants.tests.factories import (
    ParticipantFactory,
    ParticipationFactory,
    PersonConsentFactory,
    PersonRequestFactory,
)
from partners.tests.factories import MembershipFactory
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def back(accepted, clock):
    """Somebody who came back in May, and told nothing yet."""
    clock(NOW)
    project = ProjectFactory(report_due=True, carrier=accepted.carrier)
    person = ParticipantFactory(structure=accepted.carrier, email="lila@exemple.test")
    return ParticipationFactory(project=project, participant=person, returned=True)


@pytest.fixture
def token(back):
    until = calendar.real_now() + timedelta(days=300)
    kept = {"email": "lila@exemple.test", "expires_at": until, "by": None, "is_lasting": True}
    return links.issue_link(SPACE_LINK, back.participant, **kept)[1]


def text(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def at(name: str, *args) -> str:
    return reverse(f"participants:{name}", args=args)


def test_an_erasure_is_asked_with_one_thumb_and_its_clock_starts(client, back, token):
    officer = MembershipFactory(dpo=True).user
    assert client.get(at("space_ask", token, "effacement")).status_code == 200
    assert not PersonRequest.objects.exists()
    shown = client.post(at("space_ask", token, "effacement"), {"words": ""}, follow=True)
    asked = PersonRequest.objects.get()
    assert (asked.kind, asked.source, asked.shore, asked.due_on) == ("erasure", "space", "fr", date(2026, 7, 10))
    assert "Faire effacer" in text(shown)
    mail = OutboxMail.objects.get(kind="participants.request_received")
    assert mail.to_email == officer.email
    assert back.participant.last_name not in mail.text + mail.subject
    assert JournalEntry.objects.get(verb="participant.request_received").facts["by_link"]


def test_a_correction_says_what_and_reaches_her_structure(client, back, token, adviser):
    refused = client.post(at("space_ask", token, "correction"), {"words": ""})
    assert "Dites ce qu’il faut corriger." in text(refused)
    client.post(at("space_ask", token, "correction"), {"words": "Je m’appelle Lyla."})
    assert adviser.email in OutboxMail.objects.values_list("to_email", flat=True)
    client.force_login(adviser)
    assert "Je m’appelle Lyla." in text(client.get(at("requests", back.participant.pk)))
    client.post(at("corrected", back.participant.pk, PersonRequest.objects.get().pk))
    assert PersonRequest.objects.get().state == RequestState.FULFILLED
    answered = OutboxMail.objects.get(kind="participants.request_answered")
    assert answered.to_email == "lila@exemple.test"


def test_the_same_is_asked_once_at_a_time_and_can_be_taken_back(client, token, back):
    for _time in range(2):
        answer = client.post(at("space_ask", token, "effacement"), {"words": ""})
    assert "déjà en cours" in text(answer)
    row = PersonRequest.objects.get()
    client.post(at("space_cancel", token, row.pk))
    row.refresh_from_db()
    assert (row.state, row.answered_on) == (RequestState.CANCELLED, NOW.date())
    assert client.post(at("space_cancel", token, row.pk)).status_code == 409
    other = PersonRequestFactory()
    assert client.post(at("space_cancel", token, other.pk)).status_code == 404


def test_she_takes_everything_away_to_read_and_for_machines(client, back, token):
    client.post(at("space_take_away", token))
    assert "se préparent" in text(client.get(at("space_requests", token)))
    jobs_in_place.run_due()
    assert PersonRequest.objects.get().state == RequestState.FULFILLED
    page = text(client.get(at("space_requests", token)))
    assert "Mes données.pdf" in page
    kept = {file.content_type: file for file in StoredFile.objects.all()}
    told = json.loads(files.read(kept["application/json"]))
    (person,) = told["records"]["participants.participant"]
    assert person["last_name"] == back.participant.last_name
    assert person["email"] == "lila@exemple.test"
    assert {category["code"] for category in told["categories"]} == {"identity", "stays"}
    answer = client.get(at("space_file", token, kept["application/pdf"].pk))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    client.logout()
    assert client.get(kept["application/pdf"].get_absolute_url()).status_code in (302, 404)


def test_her_files_are_hers_alone_and_go_after_a_week(client, back, token):
    other = PersonRequestFactory()
    stranger = files.store(
        b"%PDF-1.4", kind="participants.own_data", name="x.pdf", attached_to=other, by=None, now=calendar.now()
    )
    assert client.get(at("space_file", token, stranger.pk)).status_code == 404
    assert forget_old_files(now=NOW + timedelta(days=7)) == 0
    assert forget_old_files(now=NOW + timedelta(days=8)) == 1


def test_two_questions_tell_what_she_does_now(client, back, token):
    assert "Que devenez-vous ?" in text(client.get(at("space", token)))
    address = at("space_news", token, back.pk, Moment.RETURN)
    assert "Que faites-vous en ce moment ?" in text(client.get(address))
    assert "J’ai un emploi." in text(client.get(address, {"groupe": "travail"}))
    assert client.post(address, {"groupe": "travail", "category": "training"}).status_code == 200
    assert not Situation.objects.exists()
    assert client.post(address, {"groupe": "travail", "category": "employment"}).status_code == 302
    said = Situation.objects.get()
    assert (said.category, said.observed_on, said.recorded_by) == ("employment", NOW.date(), None)
    assert client.get(address).status_code == 404
    assert client.get(at("space_news", token, back.pk, Moment.MONTH_3)).status_code == 404


def test_five_sentences_are_answered_or_left(client, back, token):
    address = at("space_assessment", token, back.pk, "return")
    assert client.get(address).status_code == 200
    client.post(address, {"autonomy": "4", "future": "2"})
    said = SelfAssessment.objects.get()
    assert (said.autonomy, said.confidence, said.future, said.recorded_by) == (4, None, 2, None)


def test_who_said_no_is_asked_nothing(client, back, token):
    PersonConsentFactory(participant=back.participant, is_given=False)
    PersonConsentFactory(participant=back.participant, purpose="questionnaire", is_given=False)
    shown = text(client.get(at("space", token)))
    assert "Que devenez-vous ?" not in shown
    assert "Cinq phrases" not in shown
    assert client.get(at("space_news", token, back.pk, Moment.RETURN)).status_code == 404
