import pytest
from django.conf import settings
from django.db import connection

from ofqj_portal.core import health
from ofqj_portal.local import processes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _forget_earlier_answers():
    health._latest.clear()
    yield
    health._latest.clear()


def test_without_a_worker_the_portal_is_not_whole(client):
    answer = client.get("/sante/")

    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "broker": "ok", "worker": "ko"})
    assert answer["Cache-Control"] == "private, no-store"


def test_a_broker_that_is_away_is_told_at_once(client, monkeypatch):
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", f"redis://127.0.0.1:{processes.free_port()}/0")

    answer = client.get("/sante/")

    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "broker": "ko", "worker": "ko"})


def test_a_database_that_is_away_is_told(client, monkeypatch):
    connection.close()
    with monkeypatch.context() as moved:
        moved.setitem(connection.settings_dict, "PORT", processes.free_port())
        answer = client.get("/sante/")

    assert (answer.status_code, answer.json()["database"]) == (503, "ko")


def test_only_reading_is_served(client):
    assert client.post("/sante/").status_code == 405
