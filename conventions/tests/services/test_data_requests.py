"""Requests for data (article 5): asked, prepared as a job, handed over, received, refused, erased on their day."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, transaction
from python_calamine import CalamineWorkbook

from conventions.enums import DataRequestState
from conventions.jobs import answer_data_request
from conventions.models import DataRequest
from conventions.periodic import follow_data_requests
from conventions.services.data_requests import (
    DataRequestRefused,
    acknowledge,
    ask_for_data,
    hand_over,
    prepare_answer,
    purge_request,
    refuse_request,
    remind_of_requests,
    withdraw_request,
)
from conventions.tests.factories import DataRequestFactory, committee, convention
from ofqj_portal.core import files
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import OutboxMail
from participants.tests.factories import group

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)
DUE, PURGE = date(2026, 3, 30), date(2026, 6, 30)


@pytest.fixture
def seats():
    return committee()


def asked(seats, **changes):
    said = {
        "convention": convention(), "asker": "unml", "asked": "ofqj_fr", "purpose": "Situer le réseau.",
        "period": "2025", "tables": ["gender", "situation_6"], "legal_basis": "convention", "due_on": DUE,
        "purge_on": PURGE, "by": seats.unml.user, "now": NOW,
    } | changes  # fmt: skip
    return ask_for_data(**said)


def prepared(seats, request=None):
    request = request or asked(seats)
    job = prepare_answer(request=request, by=seats.ofqj_fr.user, now=NOW)
    answer_data_request(job, lambda *_said: None)
    request.refresh_from_db()
    return request


def given(seats):
    return hand_over(request=prepared(seats), note="Voici.", by=seats.ofqj_fr.user, now=NOW)


def told(state):
    rows = OutboxMail.objects.filter(kind="conventions.data_request_moved", subject__contains=state)
    return set(rows.values_list("to_user_id", flat=True))


def test_the_portal_prepares_aggregates_and_hides_small_cells(seats, year_2025):
    type(year_2025.people[0].participant).objects.filter(pk=year_2025.people[0].participant.pk).update(gender="other")
    request = prepared(seats)
    assert (request.state, request.file.sha256) == (DataRequestState.PREPARED, request.file_sha256)
    book = CalamineWorkbook.from_filelike(BytesIO(files.read(request.file)))
    assert book.sheet_names == ["Lisez-moi", "Genre", "Situation à 6 mois"]
    counts = {row[0]: row[1] for row in book.get_sheet_by_name("Genre").to_python()[1:]}
    assert list(counts.values()).count("masqué") >= 2
    read_me = str(book.get_sheet_by_name("Lisez-moi").to_python())
    for words in ("Situer le réseau.", "UNML", "moins de 5"):
        assert words in read_me, words
    for person in year_2025.people:
        assert person.participant.last_name not in read_me + str(counts)


def test_two_answers_for_one_period_find_nobody(seats, year_2025):
    first = given(seats)
    group(year_2025.second, 1, returned=True, participant__gender="woman")  # one woman, found between the two
    again = prepared(seats, asked(seats, tables=["gender", "age"]))
    assert again.figures["profiles"]["gender"] == first.figures["profiles"]["gender"]
    hand_over(request=again, note="", by=seats.ofqj_fr.user, now=NOW)
    group(year_2025.second, 6, returned=True, participant__gender="woman")
    third = prepared(seats, asked(seats))
    women = {row["code"]: row["count"] for row in third.figures["profiles"]["gender"]["rows"]}["woman"]
    assert women == 7 + {row["code"]: row["count"] for row in first.figures["profiles"]["gender"]["rows"]}["woman"]


def test_it_goes_from_hand_to_hand_and_each_side_is_told(seats, year_2025):
    request = asked(seats)
    assert told("demandée") == {seats.ofqj_fr.user_id}
    with pytest.raises(WrongState):
        hand_over(request=request, note="", by=seats.ofqj_fr.user, now=NOW)
    request = prepared(seats, request)
    assert not files.may_read(seats.unml.user, request.file)
    assert files.may_read(seats.ofqj_fr.user, request.file)
    request = hand_over(request=request, note="Voici.", by=seats.ofqj_fr.user, now=NOW)
    assert (told("répondue"), files.may_read(seats.unml.user, request.file)) == ({seats.unml.user_id}, True)
    assert not files.may_read(seats.rcjeq.user, request.file)
    assert not files.may_read(seats.ofqj_qc.user, request.file)
    request = acknowledge(request=request, by=seats.unml.user, now=NOW)
    assert (request.state, told("reçue")) == (DataRequestState.RECEIVED, {seats.ofqj_fr.user_id})
    for act in (prepare_answer, withdraw_request):
        with pytest.raises(WrongState):
            act(request=request, by=seats.unml.user, now=NOW)


def test_its_file_is_erased_on_the_day_and_the_register_keeps_the_rest(seats, year_2025):
    request = given(seats)
    path, digest = request.file.path, request.file_sha256
    with pytest.raises(WrongState):
        purge_request(request=request, now=NOW)
    follow_data_requests(datetime(2026, 6, 29, 21, 0, tzinfo=UTC))
    assert DataRequest.objects.get().file_id is not None
    with transaction.atomic():
        follow_data_requests(datetime(2026, 6, 29, 22, 30, tzinfo=UTC))
    request.refresh_from_db()
    assert (request.state, request.file, request.file_sha256) == (DataRequestState.PURGED, None, digest)
    assert request.purged_at is not None
    assert storages["private"].exists(path)  # bytes go with the commit, which a test never reaches
    assert told("fichier effacé") == {seats.unml.user_id}


def test_a_refusal_says_why_and_leaves_no_file(seats, year_2025):
    request = refuse_request(request=prepared(seats), reason="Trop fin.", by=seats.ofqj_fr.user, now=NOW)
    assert (request.state, request.file, told("refusée")) == (DataRequestState.REFUSED, None, {seats.unml.user_id})
    with pytest.raises(WrongState):
        refuse_request(request=request, reason="Encore.", by=seats.ofqj_fr.user, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        DataRequest.objects.update(refusal="")


def test_a_request_taken_back_while_its_file_is_made_keeps_none(seats, year_2025):
    request = asked(seats)
    job = prepare_answer(request=request, by=seats.ofqj_fr.user, now=NOW)
    assert prepare_answer(request=request, by=seats.ofqj_fr.user, now=NOW) == job
    withdraw_request(request=request, by=seats.unml.user, now=NOW)
    assert answer_data_request(job, lambda *_said: None) is None
    assert DataRequest.objects.get().file is None


@pytest.mark.parametrize(
    "wrong",
    [{"asked": "unml"}, {"asker": "ofqj_qc"}, {"tables": []}, {"tables": ["people"]}, {"due_on": date(2026, 3, 11)},
     {"purge_on": DUE}, {"purge_on": date(2027, 6, 1)}],
)  # fmt: skip
def test_what_article_5_does_not_allow_is_refused(seats, wrong):
    with pytest.raises(DataRequestRefused):
        asked(seats, **wrong)
    assert DataRequest.objects.count() == 0


def test_the_database_keeps_a_request_between_two_parties(seats):
    request = DataRequestFactory()
    for wrong in ({"asked": "unml"}, {"asker": "ofqj_qc"}, {"purge_on": request.due_on}, {"tables": []}):
        with pytest.raises(DatabaseError), transaction.atomic():
            DataRequest.objects.update(**wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        DataRequest.objects.update(state="received", answered_at=NOW, file_sha256="0" * 64)


def test_those_who_owe_an_answer_are_reminded_once_a_step(seats):
    asked(seats)
    OutboxMail.objects.all().delete()
    day = datetime(2026, 3, 30, 8, 0, tzinfo=UTC)
    counts = [
        remind_of_requests(convention=convention(), now=day + timedelta(days=days)) for days in (-9, -7, -6, 0, 7)
    ]
    assert counts == [0, 1, 0, 1, 1]
    assert told("À faire") == {seats.ofqj_fr.user_id}
