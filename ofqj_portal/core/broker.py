"""Wake a worker up. A broker that is away costs a request a moment once, then nothing: the job row waits."""

import os
import time
from contextlib import suppress
from uuid import UUID

import structlog
from celery import current_app
from django.conf import settings
from kombu import Connection
from kombu.connection import ConnectionPool

logger = structlog.get_logger(__name__)

RUN_JOB = "ofqj_portal.core.tasks.run_job"
TIMEOUT = 0.8  # seconds a request may wait for the broker
AWAY = 5.0  # seconds during which a broker that did not answer is left alone

_away_until = 0.0
_pools: dict[int, ConnectionPool] = {}


def wake(job_id: UUID, queue: str) -> bool:
    """Tell the broker that a job waits; False, with a line in the log, if it is away. Never raises."""
    global _away_until
    if time.monotonic() < _away_until:
        return False
    try:
        with _pool().acquire(block=True, timeout=TIMEOUT) as line:
            current_app.send_task(RUN_JOB, args=[str(job_id)], queue=queue, connection=line, retry=False)
    except Exception as fault:  # whatever the client raises: the request has committed, the reaper will do
        _away_until = time.monotonic() + AWAY
        forget_connections()
        logger.warning("broker.away", fault=type(fault).__name__, job=str(job_id))
        return False
    return True


def load_client() -> None:
    """Import all that a wake-up needs without asking the broker anything, so that no request pays for it."""
    assert current_app.amqp.queues
    assert Connection(settings.CELERY_BROKER_URL).get_transport_cls()


def _pool() -> ConnectionPool:
    """Return this process's own connections to the broker, quick to give up."""
    if os.getpid() not in _pools:
        options = {
            **getattr(settings, "CELERY_BROKER_TRANSPORT_OPTIONS", {}),
            "socket_connect_timeout": TIMEOUT,
            "socket_timeout": TIMEOUT,
            "retry_on_timeout": False,
            "max_retries": 0,  # kombu's own, which would wait in between
        }
        line = Connection(settings.CELERY_BROKER_URL, connect_timeout=TIMEOUT, transport_options=options)
        _pools[os.getpid()] = line.Pool(limit=8)
    return _pools[os.getpid()]


def forget_connections() -> None:
    """Close this process's connections to the broker; the next wake-up opens new ones."""
    pool = _pools.pop(os.getpid(), None)
    if pool is not None:
        with suppress(Exception):
            pool.force_close_all()
