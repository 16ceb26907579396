"""What a Prometheus server reads: requests as each process counts them, and what waits, as the database says.

Several processes count in files of one folder (PROMETHEUS_MULTIPROC_DIR, which gunicorn.conf.py makes).
"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from ofqj_portal.core.models import FileState, Job, JobState, MailState, OutboxMail, PeriodicRun, StoredFile
from ofqj_portal.core.models.stored_file import served_states

KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
REQUESTS = Counter("ofqj_requests", "Requêtes servies.", ["page", "method", "status"])
SECONDS = Histogram(
    "ofqj_request_seconds", "Durée des requêtes.", ["page"], buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
)


def count_request(page: str, method: str, status: int, seconds: float) -> None:
    """Count one request: its page by name, its status by class ("2xx"), and how many seconds it took."""
    told = method if method in KNOWN_METHODS else "other"
    REQUESTS.labels(page, told, f"{status // 100}xx").inc()
    SECONDS.labels(page).observe(seconds)


def exposition(now: datetime) -> bytes:
    """Write everything in the text format of Prometheus; `now` is on the real clock. Six queries, whatever there is."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
        pages = generate_latest(registry)
    else:
        pages = generate_latest(REGISTRY)
    waiting = CollectorRegistry()
    waiting.register(Waiting(now))
    return bytes(pages + generate_latest(waiting))


class Waiting(Collector):
    """What waits in the base: jobs, mails, files, and the age in seconds of the oldest of each."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges."""
        yield from self._jobs()
        yield from self._mails()
        yield self._gauge("ofqj_files_held", "Fichiers retenus jusqu’à leur contrôle.", held_count())
        last = PeriodicRun.objects.aggregate(last=Max("taken_at"))["last"]
        yield self._gauge("ofqj_clock_age_seconds", "Âge du dernier battement de l’horloge.", self._age(last))

    def _jobs(self) -> Iterator[Metric]:
        states = GaugeMetricFamily("ofqj_jobs", "Travaux en attente ou en cours.", labels=["queue", "state"])
        rows = Job.objects.live().values_list("queue", "state").annotate(count=Count("pk")).order_by("queue", "state")
        for queue, state, count in rows:
            states.add_metric([queue, state], count)
        yield states
        due = Job.objects.claimable(self.now).aggregate(oldest=Min("run_after"))
        yield self._gauge("ofqj_job_late_seconds", "Retard du plus vieux travail dû.", self._age(due["oldest"]))
        failed = Job.objects.filter(state=JobState.FAILED, finished_at__gt=self.now - timedelta(days=1)).count()
        yield self._gauge("ofqj_jobs_failed_today", "Travaux en échec depuis vingt-quatre heures.", failed)

    def _mails(self) -> Iterator[Metric]:
        due = Q(state=MailState.QUEUED, not_before__lte=self.now) & (
            Q(held_until__isnull=True) | Q(held_until__lte=self.now)
        )
        mails = OutboxMail.objects.filter(state__in=(MailState.QUEUED, MailState.FAILED)).aggregate(
            waiting=Count("pk", filter=due),
            oldest=Min("not_before", filter=due),
            failed=Count("pk", filter=Q(state=MailState.FAILED)),
        )
        yield self._gauge("ofqj_mails_waiting", "Courriels dus qui ne sont pas partis.", mails["waiting"])
        yield self._gauge("ofqj_mail_late_seconds", "Retard du plus vieux courriel dû.", self._age(mails["oldest"]))
        yield self._gauge("ofqj_mails_failed", "Courriels que le serveur a refusés.", mails["failed"])

    def _age(self, since: datetime | None) -> float:
        return max(0.0, (self.now - since).total_seconds()) if since else 0.0

    @staticmethod
    def _gauge(name: str, words: str, value: float) -> Metric:
        return GaugeMetricFamily(name, words, value=value)


def held_count() -> int:
    """Count the files that nobody may open until an antivirus has looked at them."""
    return StoredFile.objects.exclude(state__in=(*served_states(), FileState.REJECTED)).count()
