"""Work in the background. The Job row, written with its cause, is the truth; the broker only wakes a worker up.

An app's jobs.py says what it does: `@handles("conventions.build_annual_report", queue="papers")`. A service asks for it
by that name: `enqueue(...)`. The handler and the end of its job commit together, so a job that is delivered twice,
interrupted or cancelled leaves either its whole effect once, or none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import broker, calendar
from ofqj_portal.core.models import Job, JobState, StoredFile

logger = structlog.get_logger(__name__)

Progress = Callable[[int, int, Any], None]
Run = Callable[[Job, Progress], StoredFile | None]
GaveUp = Callable[[Job, str], None]


@dataclass(frozen=True)
class JobNote:
    """What the page of a job adds below its state: a sentence, and a way back."""

    text: str
    url: str = ""
    action: str = ""


Note = Callable[[Job], JobNote]


@dataclass(frozen=True)
class Handler:
    """What to do for one kind of job.

    `atomic` handlers run in one transaction with the end of the job; the others commit as they go and must stand being
    run again from the start. `gave_up` is told, with the reason, once the last attempt failed.
    `note` gives its owner a word more on the page of the job.
    """

    kind: str
    run: Run
    queue: str
    title: Any
    atomic: bool
    max_attempts: int
    gave_up: GaveUp | None
    note: Note | None = None


class NoHandler(LookupError):
    """No app says what to do for this kind of job."""


_handlers: dict[str, Handler] = {}


def handles(
    kind: str,
    *,
    queue: str = "default",
    title: Any = "",
    atomic: bool = True,
    max_attempts: int = 4,
    gave_up: GaveUp | None = None,
    note: Note | None = None,
) -> Callable[[Run], Run]:
    """Make the decorated f(job, progress) the handler of `kind`; `title` heads the page of such a job."""

    def register(run: Run) -> Run:
        _handlers[kind] = Handler(kind, run, queue, title or _("Travail en cours"), atomic, max_attempts, gave_up, note)
        return run

    return register


def handler_of(kind: str) -> Handler:
    """Return the handler of `kind`. Raises NoHandler."""
    try:
        return _handlers[kind]
    except KeyError as missing:
        raise NoHandler(f"No app handles the job {kind}.") from missing


def title_of(job: Job) -> Any:
    """Return what people call such a job."""
    handler = _handlers.get(job.kind)
    return handler.title if handler else _("Travail en cours")


def note_on(job: Job) -> JobNote | None:
    """Return the word more that such a job has for its owner, if any."""
    handler = _handlers.get(job.kind)
    return handler.note(job) if handler and handler.note else None


def enqueue(
    kind: str,
    *,
    owner: Any | None = None,
    args: dict[str, Any] | None = None,
    unique_key: str = "",
    run_after: datetime | None = None,
) -> Job:
    """Write a job down in the caller's transaction; a worker hears of it at commit.

    `args` hold ids. With a `unique_key`, a job that still waits or runs under it is returned instead of a second one.
    `run_after` is on the real clock. Raises NoHandler for a kind that no app handles.
    """
    queue = handler_of(kind).queue
    now = calendar.real_now()
    job = Job(
        kind=kind,
        queue=queue,
        owner=owner,
        args=args or {},
        unique_key=unique_key,
        as_of=calendar.told_instant(),
        run_after=run_after or now,
        created_at=now,
        woken_at=None if run_after and run_after > now else now,  # told at commit; `wake` takes it back otherwise
    )
    while True:
        try:
            with transaction.atomic(savepoint=bool(unique_key)):
                job.save(force_insert=True)
        except IntegrityError:
            existing = Job.objects.live().filter(unique_key=unique_key).first() if unique_key else None
            if existing:
                return existing
            if not unique_key:
                raise
        else:
            break
    logger.info("job.queued", job=str(job.pk), kind=kind)  # beside the number of the request that asks for it
    if job.run_after <= now:
        # no partial: Django logs a failure by the name of what failed
        transaction.on_commit(lambda: wake(job), robust=True)
    return job


def wake(job: Job) -> None:
    """Tell the broker that `job` waits; when it is away, the row says that nobody heard, and the reaper will do.

    A process that dies between its commit and these words costs REWAKE: the reaper tells the broker after that.
    """
    if not broker.wake(job.pk, job.queue):
        Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(woken_at=None)


@transaction.atomic
def cancel(job: Job) -> bool:
    """Stop `job`: at once if it waits, at its next step if it runs; False if it is already over."""
    now = calendar.real_now()
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if waiting.update(state=JobState.CANCELLED, finished_at=now, cancel_asked_at=now):
        return True
    return bool(Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_asked_at=now))


REWAKE = timedelta(seconds=30)
REAPED_AT_ONCE = 500


def reap(now: datetime) -> int:
    """Wake again whatever waits unheard of or lost its worker; return how many jobs. Beat calls it through tick()."""
    unheard = Job.objects.claimable(now).exclude(woken_at__gt=now - REWAKE).order_by("run_after")[:REAPED_AT_ONCE]
    told = [job.pk for job in unheard if broker.wake(job.pk, job.queue)]
    Job.objects.filter(pk__in=told).update(woken_at=now)
    return len(told)
