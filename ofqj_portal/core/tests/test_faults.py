"""What a killed worker, a second delivery and a broker that is away cost: seconds, never a job and never twice."""

import importlib
import os
import signal
import socket
import statistics
import subprocess
import time
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import transaction

from ofqj_portal.celery import app
from ofqj_portal.core import broker, calendar, jobs
from ofqj_portal.core.models import Job, JobState, MailState, NumberSequence, OutboxMail
from ofqj_portal.core.tests.workers import FAULT_JOBS, fresh, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("fault_jobs")]


@pytest.fixture(scope="module")
def fault_jobs():
    """Let this process know the jobs the workers are given."""
    return importlib.import_module(FAULT_JOBS)


def effects():
    return NumberSequence.objects.filter(name="effets").values_list("last_value", flat=True).first() or 0


def test_a_job_whose_worker_is_killed_in_the_middle_still_arrives_once(start_worker, tmp_path):
    gate, log = tmp_path / "gate", tmp_path / "worker.log"
    job = jobs.enqueue("test.slow", args={"gate": str(gate)})
    worker = start_worker()
    wait_until(lambda: fresh(job).state == JobState.RUNNING and job.label, log)

    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    assert fresh(job).state == JobState.RUNNING
    gate.touch()
    start_worker()
    wait_until(lambda: not fresh(job).is_live, log)

    assert (job.state, job.interruptions, job.attempts) == (JobState.DONE, 1, 0)
    assert effects() == 1


def test_a_job_whose_child_alone_is_killed_still_arrives_once(start_worker, tmp_path):
    gate, log = tmp_path / "gate", tmp_path / "worker.log"
    job = jobs.enqueue("test.slow", args={"gate": str(gate)})
    worker = start_worker()
    wait_until(lambda: fresh(job).state == JobState.RUNNING and job.label, log)

    children = subprocess.run(["pgrep", "-P", str(worker.pid)], capture_output=True, text=True, check=True)
    for child in children.stdout.split():
        os.kill(int(child), signal.SIGKILL)
    gate.touch()
    wait_until(lambda: not fresh(job).is_live, log)

    assert (job.state, effects()) == (JobState.DONE, 1)
    assert broker.worker_answers(3.0) is True


def test_a_broker_that_forgets_everything_and_a_double_delivery_lose_and_repeat_nothing(start_worker, tmp_path):
    for _ in range(30):
        jobs.enqueue("test.quick")
    with app.connection_for_write(settings.CELERY_BROKER_URL) as line:
        line.default_channel.client.flushall()
    for job in Job.objects.all()[:10]:
        broker.wake(job.pk, job.queue)
        broker.wake(job.pk, job.queue)
    Job.objects.update(woken_at=None)
    start_worker()
    wait_until(lambda: not Job.objects.live().exists(), tmp_path / "worker.log")

    assert effects() == 30
    assert set(Job.objects.values_list("state", "interruptions")) == {(JobState.DONE, 0)}


@dataclass(frozen=True)
class Notice:
    """Only what the outbox writes: a row and its job."""

    email: str

    def queue(self):
        now = calendar.real_now()
        row = OutboxMail.objects.create(
            kind="test",
            to_email=self.email,
            shore="fr",
            subject="s",
            text="t",
            html="h",
            not_before=now,
            created_at=now,
        )
        jobs.enqueue("core.send_mail", args={"mail": str(row.pk)}, unique_key=f"mail:{row.pk}")


def test_mails_leave_once_while_workers_are_killed(start_worker, tmp_path):
    for n in range(40):
        Notice(f"personne{n}@exemple.test").queue()
    for _ in range(4):
        worker = start_worker()
        time.sleep(2.5)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        jobs.reap(calendar.real_now())
    start_worker()
    wait_until(lambda: not OutboxMail.objects.filter(state=MailState.QUEUED).exists(), tmp_path / "worker.log")

    assert OutboxMail.objects.filter(state=MailState.SENT).count() == 40


class TestBrokerAway:
    def commit(self):
        """Commit something that enqueues a job; return how long it took."""
        start = time.monotonic()
        with transaction.atomic():
            jobs.enqueue("test.quick")
        return time.monotonic() - start

    def test_a_request_commits_and_answers_fast_and_the_job_is_done_once_it_is_back(self, valkey, start_worker):
        self.commit()
        valkey.stop()

        assert self.commit() < 3
        assert statistics.median(self.commit() for _ in range(20)) < 0.2
        assert Job.objects.filter(state=JobState.QUEUED).count() == 22

        valkey.start()
        settings.CELERY_BROKER_URL = valkey.url
        Job.objects.update(woken_at=None)  # as after half a minute: what the first broker was told is gone
        start_worker()
        wait_until(lambda: not Job.objects.live().exists())
        assert effects() == 22

    def test_a_broker_that_accepts_and_never_answers_is_given_up_too(self, valkey):
        with socket.socket() as mute:
            mute.bind(("127.0.0.1", 0))
            mute.listen(5)
            settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
            assert self.commit() < 3
            assert statistics.median(self.commit() for _ in range(5)) < 0.2

    def test_a_broker_that_came_back_is_found_again(self, valkey, monkeypatch):
        assert broker.wake(jobs.enqueue("test.quick").pk, "default") is True
        valkey.stop()
        assert broker.wake(jobs.enqueue("test.quick").pk, "default") is False
        valkey.start()
        monkeypatch.setattr(settings, "CELERY_BROKER_URL", valkey.url)
        assert broker.wake(jobs.enqueue("test.quick").pk, "default") is False  # still left alone

        monkeypatch.setattr(broker, "_away_until", 0.0)
        assert broker.wake(jobs.enqueue("test.quick").pk, "default") is True
