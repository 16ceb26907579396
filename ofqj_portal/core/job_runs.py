"""One run of a job: claim its row with a lease, keep the lease alive, work, and finish together with the effect."""

import threading
import time
import uuid
from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.jobs import NoHandler, handler_of
from ofqj_portal.core.models import Job, JobState, StoredFile

logger = structlog.get_logger(__name__)

LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
BEAT = 0.5  # seconds between two looks of the heartbeat
RENEW_EVERY = settings.JOB_LEASE_SECONDS / 4
MAX_INTERRUPTIONS = 12
LONGEST_BACKOFF = 300


class JobCancelled(Exception):
    """Its owner asked the job to stop."""


class LeaseLost(Exception):
    """Another worker took the job over; what this one did is rolled back."""


@transaction.atomic
def claim(job_id: UUID | str) -> Job | None:
    """Take the job for this worker; None if it is over, not due yet, or in somebody's hands."""
    now = calendar.real_now()
    job = Job.objects.claimable(now).select_for_update(skip_locked=True, of=("self",)).filter(pk=job_id).first()
    if job is None:
        return None
    if job.cancel_asked_at:
        _close(job, JobState.CANCELLED, "")
        return None
    if job.state == JobState.RUNNING:
        job.interruptions += 1
        if job.interruptions > MAX_INTERRUPTIONS:
            _give_up(job, _("Le travail a été interrompu trop de fois."))
            return None
    job.state, job.lease_token, job.lease_until = JobState.RUNNING, uuid.uuid4(), now + LEASE
    job.woken_at, job.started_at = None, job.started_at or now
    job.save()
    return job


def run(job_id: UUID | str) -> bool:
    """Do the job if it is free; False if there was nothing to do. Never raises for what the handler did."""
    job = claim(job_id)
    if job is None:
        return False
    started = time.perf_counter()
    with structlog.contextvars.bound_contextvars(job=str(job.pk), kind=job.kind):
        with Heartbeat(job) as beat:
            _work(job, beat)
        logger.info("job.left", ms=round((time.perf_counter() - started) * 1000))
    return True


def _work(job: Job, beat: "Heartbeat") -> None:
    try:
        handler = handler_of(job.kind)
        with transaction.atomic() if handler.atomic else nullcontext():
            with calendar.reading_at(job.as_of) if job.as_of else nullcontext():
                artefact = handler.run(job, beat.progress)
            _finish(job, artefact)
    except JobCancelled:
        _close(job, JobState.CANCELLED, "")
    except LeaseLost:
        logger.warning("job.lease_lost")
    except DomainError as refusal:
        _give_up(job, str(refusal))
    except Exception as fault:
        logger.exception("job.attempt_failed", attempt=job.attempts + 1)
        _retry_later(job, fault)


def _finish(job: Job, artefact: StoredFile | None) -> None:
    _mine(
        job,
        state=JobState.DONE,
        artefact=artefact,
        progress_pct=100,
        error="",
        finished_at=calendar.real_now(),
        lease_until=None,
    )


def _close(job: Job, state: JobState, error: str) -> bool:
    return bool(
        Job.objects.filter(pk=job.pk, lease_token=job.lease_token).update(
            state=state, attempts=job.attempts, error=error, finished_at=calendar.real_now(), lease_until=None
        )
    )


@transaction.atomic
def _give_up(job: Job, reason: str) -> None:
    try:
        gave_up = handler_of(job.kind).gave_up
    except NoHandler:
        gave_up = None
    if _close(job, JobState.FAILED, reason) and gave_up:
        gave_up(job, reason)


def _retry_later(job: Job, fault: Exception) -> None:
    job.attempts += 1
    if isinstance(fault, NoHandler) or job.attempts >= handler_of(job.kind).max_attempts:
        _give_up(job, _("Une erreur s’est produite. L’équipe technique la trouvera dans ses journaux."))
        return
    wait = timedelta(seconds=min(5 * 2**job.attempts, LONGEST_BACKOFF))
    Job.objects.filter(pk=job.pk, lease_token=job.lease_token).update(
        state=JobState.QUEUED,
        attempts=job.attempts,
        run_after=calendar.real_now() + wait,
        error=type(fault).__name__,
        lease_until=None,
    )


def _mine(job: Job, **columns: Any) -> None:
    """Change the row while this worker still holds it. Raises LeaseLost otherwise."""
    held = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_token=job.lease_token)
    if not held.update(**columns):
        raise LeaseLost


class Heartbeat:
    """Keep the lease alive and publish progress through a connection of its own, outside of the job's transaction.

    Inside somebody else's transaction (a job done in place by a test) the row is not visible from outside: progress is
    then written directly.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.direct = connection.in_atomic_block
        self._step: tuple[int, str] | None = None
        self._stop = threading.Event()
        self._cancelled = self._lost = False
        self._thread = threading.Thread(target=self._beat, name=f"job-{job.pk}", daemon=True)

    def __enter__(self) -> "Heartbeat":
        if not self.direct:
            self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        if not self.direct:
            self._thread.join()

    def progress(self, done: int, total: int, label: Any = "") -> None:
        """Say how far the work is. Raises JobCancelled or LeaseLost, which end it."""
        self._step = (max(0, min(100, done * 100 // total)) if total > 0 else 0, str(label)[:200])
        if self.direct:
            self._publish(renew=False)
        if self._lost:
            raise LeaseLost
        if self._cancelled:
            raise JobCancelled

    def _beat(self) -> None:
        renewed_at = time.monotonic()
        while not self._stop.wait(BEAT):
            renew = time.monotonic() - renewed_at >= RENEW_EVERY
            try:
                self._publish(renew=renew)
            except DatabaseError as fault:  # the database restarts: try again at the next beat
                logger.warning("job.heartbeat_missed", job=str(self.job.pk), fault=type(fault).__name__)
                connection.close()
                continue
            if renew:
                renewed_at = time.monotonic()
        connection.close()

    def _publish(self, *, renew: bool) -> None:
        columns: dict[str, Any] = {"lease_until": calendar.real_now() + LEASE} if renew else {}
        step, self._step = self._step, None
        if step:
            columns |= {"progress_pct": step[0], "label": step[1]}
        held = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, lease_token=self.job.lease_token)
        if columns and not held.update(**columns):
            self._lost = True
        self._cancelled = held.filter(cancel_asked_at__isnull=False).exists()
