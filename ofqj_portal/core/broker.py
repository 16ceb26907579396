"""Wake a worker up. A broker that is away costs a request a moment once, then nothing: the job row waits.

The two messages are those of Celery (protocol 2 of its tasks, its remote control) as kombu lays them down in Redis;
core/tests/test_broker.py holds them against Celery's own.
"""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.conf import settings

from ofqj_portal.core import broker_line
from ofqj_portal.core.broker_line import BrokerAway, Line

logger = structlog.get_logger(__name__)

RUN_JOB = "ofqj_portal.core.tasks.run_job"
TIMEOUT = 0.8  # seconds a request may wait for the broker
AWAY = 5.0  # seconds during which a broker that did not answer is left alone
CONTROL, REPLIES = "celery.pidbox", "reply.celery.pidbox"
BETWEEN = "\x06\x16"  # of the words of a binding

_away_until = 0.0


def wake(job_id: UUID, queue: str) -> bool:
    """Tell the broker that a job waits; False, with a line in the log, if it is away. Never raises.

    Celery may hear of it twice: the row is claimed once.
    """
    global _away_until
    if time.monotonic() < _away_until:
        return False
    try:
        broker_line.say(settings.CELERY_BROKER_URL, "LPUSH", queue, task_message(str(job_id), queue), timeout=TIMEOUT)
    except BrokerAway as fault:  # the request has committed, the reaper will do
        _away_until = time.monotonic() + AWAY
        forget_connections()
        logger.warning("broker.away", fault=str(fault), job=str(job_id))
        return False
    return True


def forget_connections() -> None:
    """Close this process's connections to the broker; the next wake-up opens new ones."""
    broker_line.hang_up()


def answers(patience: float) -> bool:
    """Say whether the broker answers within so many seconds."""
    try:
        with _line(patience) as line:
            return line.ask("PING") == b"PONG"
    except BrokerAway:
        return False


def worker_answers(patience: float) -> bool:
    """Say whether at least one worker answers a ping within so many seconds."""
    own = str(uuid4())
    mailbox, table = f"{own}.{REPLIES}", f"_kombu.binding.{REPLIES}"
    binding = BETWEEN.join((own, "", mailbox))
    try:
        with _line(patience) as line:
            line.ask("SADD", table, binding)
            line.ask("PUBLISH", f"/{line.database}.{CONTROL}", ping_message(own))
            reply = line.ask("BRPOP", mailbox, str(patience), patience=patience + 1)
            line.ask("SREM", table, binding)
            line.ask("DEL", mailbox)
            return reply is not None
    except BrokerAway:
        return False


@contextmanager
def _line(patience: float) -> Iterator[Line]:
    line = Line(settings.CELERY_BROKER_URL, patience)
    try:
        yield line
    finally:
        line.close()


def task_message(job_id: str, queue: str) -> str:
    """Write down "run this job", as Celery would put it in `queue`."""
    number = str(uuid4())
    headers = {
        **dict.fromkeys(("shadow", "eta", "expires", "group", "group_index", "parent_id", "ignore_result")),
        "lang": "py",
        "task": RUN_JOB,
        "id": number,
        "root_id": number,
        "retries": 0,
        "timelimit": [None, None],
        "argsrepr": f"['{job_id}']",
        "kwargsrepr": "{}",
        "origin": "portal",
        "replaced_task_nesting": 0,
        "stamped_headers": None,
        "stamps": {},
    }
    body = [[job_id], {}, dict.fromkeys(("callbacks", "errbacks", "chain", "chord"))]
    own = {"correlation_id": number, "reply_to": ""}
    return _laid_down(body, headers, own, exchange="", routing_key=queue)


def ping_message(own: str) -> str:
    """Write down "who is there? answer to `own`", as Celery's remote control would tell it to all workers."""
    body = {
        "method": "ping",
        "arguments": {},
        "ticket": str(uuid4()),
        **dict.fromkeys(("destination", "pattern", "matcher")),
        "reply_to": {"exchange": REPLIES, "routing_key": own},
    }
    return _laid_down(body, {"clock": 1}, {}, exchange=CONTROL, routing_key="")


def _laid_down(body: Any, headers: dict[str, Any], own: dict[str, str], *, exchange: str, routing_key: str) -> str:
    properties = {
        **own,
        "delivery_mode": 2,
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": str(uuid4()),
        "delivery_info": {"exchange": exchange, "routing_key": routing_key},
    }
    message = {
        "body": base64.b64encode(json.dumps(body).encode()).decode(),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": headers,
        "properties": properties,
    }
    return json.dumps(message)
