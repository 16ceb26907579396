"""The two tasks of Celery: one runs any job by its number, one is the tick of the clock."""

from celery import shared_task

from ofqj_portal.core import calendar, job_runs, jobs, periodic


@shared_task(name="ofqj_portal.core.tasks.run_job")
def run_job(job_id: str) -> None:
    """Run the job, unless somebody does or did: a second delivery is harmless."""
    job_runs.run(job_id)


@shared_task(name="ofqj_portal.core.tasks.tick")
def tick() -> None:
    """Take the slots of the clock that are due, and wake again what lost its worker or was never heard of."""
    periodic.take_due_slots(calendar.now())
    jobs.reap(calendar.real_now())
