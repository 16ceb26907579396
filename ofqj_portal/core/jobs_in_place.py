"""Do jobs in the calling process: a command that waits for its paper, the demo clock, a test."""

import time
from datetime import timedelta

from ofqj_portal.core import calendar, job_runs
from ofqj_portal.core.models import Job, JobState

LOOK_EVERY = 0.03


class StillRunning(TimeoutError):
    """The job did not end in the time given."""


def run_now(job: Job, *, timeout: timedelta = timedelta(minutes=10)) -> Job:
    """Do `job` here, or wait for the worker that already does; return it, over. Raises StillRunning."""
    deadline = time.monotonic() + timeout.total_seconds()
    while job.is_live:
        if time.monotonic() > deadline:
            raise StillRunning(str(job))
        if not job_runs.run(job.pk):
            time.sleep(LOOK_EVERY)
        job.refresh_from_db()
    return job


def run_due(*, patience: timedelta = timedelta(0), timeout: timedelta = timedelta(minutes=10)) -> int:
    """Do every job due within `patience` of now, and those they call for; return how many ran here.

    A job in a worker's hands is waited for. Raises StillRunning.
    """
    deadline, count = time.monotonic() + timeout.total_seconds(), 0
    horizon = calendar.real_now() + patience
    while True:
        now = calendar.real_now()
        due = list(Job.objects.claimable(now).order_by("run_after", "created_at").values_list("pk", flat=True)[:200])
        count += sum(job_runs.run(pk) for pk in due)
        if due:
            continue
        soon = Job.objects.filter(state=JobState.QUEUED, run_after__lte=max(now, horizon))
        if not Job.objects.filter(state=JobState.RUNNING).exists() and not soon.exists():
            return count
        if time.monotonic() > deadline:
            raise StillRunning("Some jobs did not end.")
        time.sleep(LOOK_EVERY)
