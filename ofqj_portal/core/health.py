"""Whether the database, the broker and a worker answer, asked briefly."""

import time

from django.db import Error, connection

from ofqj_portal.core import broker

PATIENCE = 1.0  # seconds for the broker
WORKER_PATIENCE = 3.0  # a worker may be busy; the first that answers is enough
KEPT_FOR = 2.0  # a crowd of probes asks the worker once
_latest: dict[str, tuple[float, dict[str, bool]]] = {}


def health() -> dict[str, bool]:
    """Say of each part whether it answers; an answer serves for two seconds."""
    asked_at, answer = _latest.get("answer", (float("-inf"), {}))
    if time.monotonic() - asked_at > KEPT_FOR:
        there = broker_answers()
        answer = {"database": database_answers(), "broker": there, "worker": there and worker_answers()}
        _latest["answer"] = (time.monotonic(), answer)
    return answer


def database_answers() -> bool:
    """Say whether the database answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except Error:
        connection.close()
        return False


def broker_answers() -> bool:
    """Say whether the broker answers within a second."""
    return broker.answers(PATIENCE)


def worker_answers() -> bool:
    """Say whether at least one worker answers a ping within three seconds."""
    return broker.worker_answers(WORKER_PATIENCE)
