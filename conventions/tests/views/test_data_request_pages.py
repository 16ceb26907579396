"""Requests for data in the browser: who asks, who answers, who sees nothing of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from conventions.jobs import answer_data_request
from conventions.models import DataRequest
from conventions.tests.factories import DataRequestFactory, convention
from ofqj_portal.core import calendar
from ofqj_portal.core.models import Job, JournalEntry

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"conventions:{name}", args=[convention().slug, *args])


def taken(response):
    return b"".join(response.streaming_content)


def test_a_network_asks_and_the_office_answers_then_the_file_is_taken(people, knock, year_2025):
    today = calendar.today()
    data = {
        "asker": "unml", "asked": "ofqj_fr", "purpose": "Situer le réseau.", "period": "2025", "tables": ["gender"],
        "legal_basis": "convention", "due_on": (today + timedelta(days=9)).isoformat(),
        "purge_on": (today + timedelta(days=40)).isoformat(),
    }  # fmt: skip
    assert knock(people.unml, address("data_request_new"), data | {"asker": "rcjeq"}).status_code == 200
    assert knock(people.unml, address("data_request_new"), data | {"purge_on": data["due_on"]}).status_code == 200
    assert knock(people.unml, address("data_request_new"), data).status_code == 302
    found = DataRequest.objects.get()
    assert knock(people.unml, address("data_request_prepare", found.number), {}).status_code == 403
    assert knock(people.officer_fr, address("data_request_prepare", found.number), {}).status_code == 302
    answer_data_request(Job.objects.get(unique_key=f"data:{found.pk}"), lambda *_said: None)
    found.refresh_from_db()
    file = reverse("core:file", args=[found.file_id])
    assert knock(people.unml, file).status_code == 404
    assert taken(knock(people.officer_fr, file)).startswith(b"PK")
    knock(people.officer_fr, address("data_request_hand_over", found.number), {"note": "Voici."})
    page = knock(people.unml, found.get_absolute_url()).content.decode()
    for words in ("Voici.", "Accuser réception", found.file_sha256):
        assert words in page, words
    assert taken(knock(people.unml, file)).startswith(b"PK")
    assert JournalEntry.objects.filter(verb="data.taken", by=people.unml).count() == 1
    knock(people.unml, address("data_request_receive", found.number), {})
    assert DataRequest.objects.get().state == "received"


def test_only_the_two_bodies_and_the_protection_officer_know_of_it(people, knock):
    found = DataRequestFactory()
    statuses = {role: knock(getattr(people, role), found.get_absolute_url()).status_code for role in SEEN}
    assert statuses == SEEN
    register = {role: knock(getattr(people, role), address("data_requests")) for role in ("member_rcjeq", "dpo")}
    assert ("Situer le réseau" in register["member_rcjeq"].content.decode()) is False
    assert "Situer le réseau" in register["dpo"].content.decode()
    assert knock(people.dpo, address("data_request_refuse", found.number), {"reason": "Non."}).status_code == 403


SEEN = {
    "unml": 200, "member_unml": 200, "officer_fr": 200, "decider_fr": 200, "member_fr": 200, "dpo": 200,
    "officer_qc": 404, "member_qc": 404, "member_rcjeq": 404, "finance": 404, "adviser": 404, "arml": 404, "admin": 404,
}  # fmt: skip


def test_a_refusal_needs_a_reason_that_the_asker_reads(people, knock):
    found = DataRequestFactory()
    url = address("data_request_refuse", found.number)
    assert knock(people.member_fr, url, {"reason": ""}).status_code == 200
    assert knock(people.member_fr, url, {"reason": "Trop fin."}).status_code == 302
    assert "Trop fin." in knock(people.member_unml, found.get_absolute_url()).content.decode()
    assert knock(people.member_fr, url, {"reason": "Encore."}).status_code == 409


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_takes_the_same_queries_whatever_there_is(people, client, count, django_assert_num_queries):
    for _place in range(count):
        DataRequestFactory()
    client.force_login(people.officer_fr)
    client.get(address("data_requests"))
    with django_assert_num_queries(REGISTER_QUERIES):
        client.get(address("data_requests"))


REGISTER_QUERIES = 6
