"""What the portal says to the broker is what Celery says and hears. A worker that hears it is in test_faults.py."""

import base64
import json
import socket
import uuid

import pytest

from ofqj_portal.celery import app
from ofqj_portal.core import broker, broker_line
from ofqj_portal.local import processes

NUMBERS = ("id", "root_id", "correlation_id", "reply_to", "delivery_tag", "ticket", "origin", "routing_key")


def heard(told: bytes) -> dict[str, object]:
    """Read a message as a worker does, without the numbers that differ each time."""
    message = json.loads(told)
    message["body"] = json.loads(base64.b64decode(message["body"]))
    for name in ("ignore_result", "timelimit"):  # where the task is registered, Celery repeats its settings here
        message["headers"].pop(name, None)
    for part in (message["headers"], message["properties"], message["body"]):
        if isinstance(part, dict):
            part.update({name: "…" for name in NUMBERS if isinstance(part.get(name), str)})
    return message


def test_a_job_is_told_in_the_words_of_celery(valkey):
    job_id = uuid.uuid4()

    assert broker.wake(job_id, "papers") is True
    with app.connection_for_write(valkey.url) as line:
        app.send_task(broker.RUN_JOB, args=[str(job_id)], queue="papers", connection=line)
        ours, theirs = sorted(line.default_channel.client.lrange("papers", 0, -1), key=lambda told: b"gen" in told)

    assert heard(ours) == heard(theirs)


def test_a_ping_is_told_in_the_words_of_celery(valkey):
    with app.connection_for_write(valkey.url) as line:
        told = line.default_channel.client.pubsub()
        told.subscribe("/0.celery.pidbox")
        app.control.ping(timeout=0.1, connection=line)
        assert broker.worker_answers(0.1) is False
        theirs, ours = (m["data"] for m in (told.get_message(timeout=1) for _ in range(3)) if m["type"] == "message")
    ours, theirs = heard(ours), heard(theirs)
    ours["body"]["reply_to"]["routing_key"] = theirs["body"]["reply_to"]["routing_key"]
    theirs["headers"] = ours["headers"]

    assert ours == theirs


def test_a_line_that_was_cut_is_opened_anew(valkey):
    assert broker.wake(uuid.uuid4(), "papers") is True
    admin = broker_line.Line(valkey.url, 1)
    admin.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")

    assert broker.wake(uuid.uuid4(), "papers") is True
    assert admin.ask("LLEN", "papers") == 2
    admin.close()


def test_a_broker_that_refuses_is_away(valkey):
    with pytest.raises(broker_line.BrokerAway, match="WRONGPASS"):
        broker_line.Line(valkey.url.replace("redis://:", "redis://nobody:x"), 1)
    with pytest.raises(broker_line.BrokerAway, match="ERR"):
        broker_line.say(valkey.url, "UNHEARD", timeout=1)


def test_over_a_sealed_line_no_word_is_said_in_clear():
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        with pytest.raises(broker_line.BrokerAway):
            broker_line.Line(f"rediss://:secret@127.0.0.1:{deaf.getsockname()[1]}", 0.1)
        heard, _address = deaf.accept()
        with heard:
            assert heard.recv(1) == b"\x16"  # the handshake of TLS


def test_no_worker_answers_where_there_is_no_broker(settings):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{processes.free_port()}/0"

    assert broker.worker_answers(0.1) is False
