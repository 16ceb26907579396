"""A broker of one's own and real Celery workers on the test's database."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from ofqj_portal.core import broker, calendar, jobs
from ofqj_portal.core.models import Job
from ofqj_portal.local import processes
from ofqj_portal.local.valkey import Broker

LEASE_SECONDS = "2"
FAULT_JOBS = "ofqj_portal.core.tests.fault_jobs"
PATIENCE = 120.0  # a crowded machine starts workers slowly


def wait_until(condition: Callable[[], bool], log: Path | None = None) -> None:
    """Tick like beat does until `condition` holds; show the end of the workers' log when it never does."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, log.read_text()[-3000:] if log and log.exists() else "Trop long."
        jobs.reap(calendar.real_now())
        time.sleep(0.2)


def fresh(job: Job) -> Job:
    """Return `job` as it stands now."""
    job.refresh_from_db()
    return job


def database_url():
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


@pytest.fixture
def valkey(tmp_path, monkeypatch):
    """A broker of one's own, that the test may stop."""
    server = Broker(tmp_path, throwaway=True)
    server.start()
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", server.url)
    monkeypatch.setattr(broker, "_away_until", 0.0)
    broker.forget_connections()
    yield server
    broker.forget_connections()
    server.stop()


@pytest.fixture
def start_worker(tmp_path, valkey):
    """Start real workers on the test's database and broker; whatever happens, none survives."""
    started = []

    def start():
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "ofqj_portal.settings.test",
            "DATABASE_URL": database_url(),
            "REDIS_URL": valkey.url,
            "OFQJ_JOB_LEASE_SECONDS": LEASE_SECONDS,
        }
        command = [sys.executable, "-m", "celery", "-A", "ofqj_portal", "worker", "-P", "prefork", "-c", "1"]
        command += ["-Q", "default,papers", "-I", FAULT_JOBS, "--without-gossip", "--without-mingle"]
        worker = processes.spawn(command, log=tmp_path / "worker.log", env=environment, cwd=settings.ROOT)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        processes.kill_group(worker)
        worker.wait()
