import threading
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar, job_runs, jobs, jobs_in_place
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.models import Job, JobState, NumberSequence

pytestmark = pytest.mark.django_db

SEEN: list = []


@pytest.fixture(autouse=True)
def forget_what_was_seen():
    SEEN.clear()


@jobs.handles("test.note", title="Noter")
def note(job, progress):
    progress(1, 2, "À moitié")
    SEEN.append(job.args)
    NumberSequence.objects.create(name=f"note {job.args['n']}", last_value=1)


@jobs.handles("test.fail", max_attempts=3)
def fail(job, progress):
    NumberSequence.objects.create(name="effet à défaire", last_value=1)
    raise ValueError("secret")


@jobs.handles("test.refuse", gave_up=lambda job, reason: SEEN.append(reason))
def refuse(job, progress):
    raise DomainError("Il n’y a rien à faire.")


def fresh(job):
    job.refresh_from_db()
    return job


def make_due(job):
    """Let the backoff of `job` be over."""
    Job.objects.filter(pk=job.pk).update(run_after=calendar.real_now())


def lose_worker(job):
    """Put `job` where a killed worker leaves it: running, its lease over."""
    Job.objects.filter(pk=job.pk).update(lease_until=calendar.real_now() - timedelta(seconds=1))


def test_a_job_runs_once_and_ends_with_its_effect():
    job = jobs.enqueue("test.note", args={"n": 1})
    assert (job.state, job.queue) == (JobState.QUEUED, "default")

    assert job_runs.run(job.pk) is True
    assert job_runs.run(job.pk) is False

    assert (fresh(job).state, job.progress_pct, job.label) == (JobState.DONE, 100, "À moitié")
    assert SEEN == [{"n": 1}]
    assert job.finished_at is not None


@jobs.handles("test.look")
def look(job, progress):
    SEEN.append(calendar.told_instant())


def test_a_job_of_a_past_that_is_told_is_done_as_if_then():
    then = datetime(2024, 5, 6, 8, 15, tzinfo=UTC)
    with calendar.reading_at(then):
        told = jobs.enqueue("test.look")
    plain = jobs.enqueue("test.look")
    job_runs.run(told.pk)
    job_runs.run(plain.pk)

    assert list(SEEN) == [then, None]
    assert fresh(told).finished_at >= told.created_at > then  # what concerns the machine stays on the real clock


def test_a_kind_that_nobody_handles_is_refused_at_once():
    with pytest.raises(jobs.NoHandler):
        jobs.enqueue("test.unheard")
    assert Job.objects.count() == 0


def test_a_kind_that_nobody_handles_any_more_fails_in_words():
    job = jobs.enqueue("test.note", args={"n": 1})
    Job.objects.update(kind="test.retired")

    job_runs.run(job.pk)

    assert fresh(job).state == JobState.FAILED
    assert job.error == "Une erreur s’est produite. L’équipe technique la trouvera dans ses journaux."


def test_a_job_with_a_key_is_not_asked_for_twice_while_it_lives():
    first = jobs.enqueue("test.note", args={"n": 1}, unique_key="bilan:2025")
    assert jobs.enqueue("test.note", args={"n": 2}, unique_key="bilan:2025") == first

    job_runs.run(first.pk)

    assert jobs.enqueue("test.note", args={"n": 3}, unique_key="bilan:2025") != first


def test_a_job_for_later_waits():
    job = jobs.enqueue("test.note", args={"n": 1}, run_after=calendar.real_now() + timedelta(minutes=1))

    assert job_runs.run(job.pk) is False
    assert jobs.reap(calendar.real_now()) == 0
    assert fresh(job).state == JobState.QUEUED


def test_a_failure_undoes_its_effect_is_tried_again_and_given_up():
    job = jobs.enqueue("test.fail")
    for attempt in (1, 2):
        assert job_runs.run(job.pk) is True
        assert (fresh(job).state, job.attempts, job.error) == (JobState.QUEUED, attempt, "ValueError")
        assert job_runs.run(job.pk) is False
        make_due(job)
    job_runs.run(job.pk)

    assert (fresh(job).state, job.attempts) == (JobState.FAILED, 3)
    assert "secret" not in job.error
    assert NumberSequence.objects.count() == 0


def test_a_refusal_is_not_tried_again_and_its_reason_is_kept():
    job = jobs.enqueue("test.refuse")

    job_runs.run(job.pk)

    assert (fresh(job).state, job.error, job.attempts) == (JobState.FAILED, "Il n’y a rien à faire.", 0)
    assert SEEN == ["Il n’y a rien à faire."]


def test_a_job_that_lost_its_worker_is_taken_over_and_the_first_worker_cannot_end_it():
    job = jobs.enqueue("test.note", args={"n": 1})
    first = job_runs.claim(job.pk)
    assert job_runs.claim(job.pk) is None
    lose_worker(job)
    second = job_runs.claim(job.pk)

    with pytest.raises(job_runs.LeaseLost):
        job_runs._finish(first, None)
    job_runs._finish(second, None)

    assert (fresh(job).state, job.interruptions) == (JobState.DONE, 1)


def test_a_worker_whose_job_was_taken_over_stops_at_its_next_step_and_undoes_what_it_did():
    @jobs.handles("test.overtaken")
    def overtaken(job, progress):
        NumberSequence.objects.create(name="effet", last_value=1)
        Job.objects.filter(pk=job.pk).update(lease_token=uuid.uuid4())
        progress(1, 2)
        SEEN.append("après")

    job = jobs.enqueue("test.overtaken")

    assert job_runs.run(job.pk) is True
    assert (fresh(job).state, SEEN, NumberSequence.objects.count()) == (JobState.RUNNING, [], 0)


def test_a_job_that_kills_its_workers_is_given_up():
    job = jobs.enqueue("test.refuse")
    for _time in range(job_runs.MAX_INTERRUPTIONS + 1):
        assert job_runs.claim(job.pk) is not None
        lose_worker(job)
    assert job_runs.claim(job.pk) is None

    assert (fresh(job).state, job.error) == (JobState.FAILED, "Le travail a été interrompu trop de fois.")
    assert SEEN == ["Le travail a été interrompu trop de fois."]


def test_a_job_that_waits_is_cancelled_at_once():
    job = jobs.enqueue("test.note", args={"n": 1})

    assert jobs.cancel(job) is True
    assert job_runs.run(job.pk) is False
    assert (fresh(job).state, SEEN) == (JobState.CANCELLED, [])
    assert jobs.cancel(job) is False


def test_a_job_that_runs_is_cancelled_at_its_next_step():
    @jobs.handles("test.long")
    def long(job, progress):
        NumberSequence.objects.create(name="effet à défaire", last_value=1)
        jobs.cancel(job)
        progress(1, 2)
        progress(2, 2)
        SEEN.append("trop tard")

    job = jobs.enqueue("test.long")
    job_runs.run(job.pk)

    assert (fresh(job).state, SEEN, NumberSequence.objects.count()) == (JobState.CANCELLED, [], 0)


def test_a_cancelled_job_whose_worker_died_is_not_done_again():
    job = jobs.enqueue("test.note", args={"n": 1})
    job_runs.claim(job.pk)
    jobs.cancel(job)
    lose_worker(job)

    assert job_runs.run(job.pk) is False
    assert (fresh(job).state, SEEN) == (JobState.CANCELLED, [])


def test_run_now_waits_until_the_job_is_over():
    job = jobs_in_place.run_now(jobs.enqueue("test.note", args={"n": 1}))

    assert job.state == JobState.DONE


def test_run_due_does_what_is_due_and_leaves_the_rest():
    jobs.enqueue("test.note", args={"n": 1})
    later = jobs.enqueue("test.note", args={"n": 2}, run_after=calendar.real_now() + timedelta(minutes=1))

    assert jobs_in_place.run_due() == 1
    assert fresh(later).state == JobState.QUEUED


@pytest.mark.parametrize("answers", [True, False])
def test_a_job_is_told_at_commit_and_what_nobody_heard_of_is_told_again(
    answers, monkeypatch, django_capture_on_commit_callbacks
):
    told = []
    monkeypatch.setattr("ofqj_portal.core.broker.wake", lambda job_id, queue: told.append(job_id) or answers)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue("test.note", args={"n": 1})
        later = jobs.enqueue("test.note", args={"n": 2}, run_after=calendar.real_now() + timedelta(minutes=1))

    assert told == [job.pk]
    assert (fresh(job).woken_at is not None, fresh(later).woken_at) == (answers, None)
    jobs.reap(calendar.real_now())
    assert told == [job.pk] * (1 if answers else 2)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_leaves_right_after_a_commit_takes_nothing_back(monkeypatch):
    def away(job_id, queue):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("ofqj_portal.core.broker.wake", away)
    with transaction.atomic():
        jobs.enqueue("test.note", args={"n": 1})
    assert Job.objects.live().count() == 1


def test_the_reaper_wakes_what_nobody_heard_of_but_not_what_was_just_told(monkeypatch):
    told = []
    monkeypatch.setattr("ofqj_portal.core.broker.wake", lambda job_id, queue: told.append(job_id) or True)
    unheard = jobs.enqueue("test.note", args={"n": 1})
    assert jobs.reap(calendar.real_now()) == 0  # it is told at commit
    Job.objects.update(woken_at=None)  # as where the broker was away
    lost = jobs.enqueue("test.note", args={"n": 2})
    job_runs.claim(lost.pk)
    lose_worker(lost)
    alive = jobs.enqueue("test.note", args={"n": 3})
    job_runs.claim(alive.pk)
    now = calendar.real_now()

    assert jobs.reap(now) == 2
    assert set(told) == {unheard.pk, lost.pk}
    assert jobs.reap(now) == 0
    assert jobs.reap(now + timedelta(seconds=31)) == 3  # the lease of the living one is over by then


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_from_outside_while_the_effect_is_not():
    seen_outside = []

    @jobs.handles("test.visible")
    def visible(job, progress):
        NumberSequence.objects.create(name="effet", last_value=1)
        progress(1, 4, "Un quart")
        time.sleep(1.2)

        def look():
            seen_outside.append(
                (*Job.objects.values_list("progress_pct", "label").get(), NumberSequence.objects.count())
            )
            connection.close()

        looker = threading.Thread(target=look)
        looker.start()
        looker.join()

    jobs_in_place.run_now(jobs.enqueue("test.visible"))

    assert seen_outside == [(25, "Un quart", 0)]
    assert NumberSequence.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_while_the_work_lasts_though_the_database_hung_up_meanwhile(monkeypatch):
    monkeypatch.setattr(job_runs, "BEAT", 0.02)
    monkeypatch.setattr(job_runs, "RENEW_EVERY", 0.04)
    leases = []

    def renewed(job):
        until = time.monotonic() + 5
        while time.monotonic() < until:
            lease = Job.objects.values_list("lease_until", flat=True).get(pk=job.pk)
            if lease not in leases:
                leases.append(lease)
                return
            time.sleep(0.02)

    @jobs.handles("test.long", atomic=False)
    def long(job, progress):
        leases.append(job.lease_until)
        renewed(job)
        with connection.cursor() as cursor:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            cursor.execute(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {others}")
            SEEN.append(cursor.fetchone()[0])
        renewed(job)

    assert jobs_in_place.run_now(jobs.enqueue("test.long")).state == JobState.DONE
    assert (SEEN[0] >= 1, len(leases), leases) == (True, 3, sorted(leases))


@pytest.mark.django_db(transaction=True)
def test_an_owner_stops_a_job_that_runs_from_another_process():
    @jobs.handles("test.endless")
    def endless(job, progress):
        for step in range(100):
            progress(step, 100)
            if step == 1:
                stopper = threading.Thread(target=lambda: (jobs.cancel(job), connection.close()))
                stopper.start()
                stopper.join()
            time.sleep(0.05)

    job = jobs_in_place.run_now(jobs.enqueue("test.endless"))

    assert job.state == JobState.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_a_job_exists_only_if_its_cause_commits():
    def cause():
        with transaction.atomic():
            jobs.enqueue("test.note", args={"n": 1})
            raise DomainError("Non.")

    with pytest.raises(DomainError):
        cause()

    assert Job.objects.count() == 0


class TestPage:
    def test_shows_its_owner_how_far_the_job_is(self, client):
        owner = UserFactory()
        client.force_login(owner)
        job = jobs.enqueue("test.note", owner=owner, args={"n": 1})

        page = client.get(job.get_absolute_url())
        assert page.status_code == 200
        assert "Noter" in page.content.decode()
        assert 'http-equiv="refresh"' in page.content.decode()
        assert page.headers["Cache-Control"] == "private, no-store"
        fragment = client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
        assert "hx-get" in fragment
        assert "<html" not in fragment

        job_runs.run(job.pk)
        assert "hx-get" not in client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()

    def test_is_not_there_for_anybody_else(self, client):
        job = jobs.enqueue("test.note", owner=UserFactory(), args={"n": 1})
        client.force_login(UserFactory())

        assert client.get(job.get_absolute_url()).status_code == 404
        assert client.post(f"{job.get_absolute_url()}arreter/").status_code == 404
        assert fresh(job).state == JobState.QUEUED

    def test_asks_a_visitor_to_sign_in(self, client):
        job = jobs.enqueue("test.note", owner=UserFactory(), args={"n": 1})

        assert client.get(job.get_absolute_url()).status_code == 302

    def test_stops_the_job_by_post_only(self, client):
        owner = UserFactory()
        client.force_login(owner)
        job = jobs.enqueue("test.note", owner=owner, args={"n": 1})

        assert client.get(f"{job.get_absolute_url()}arreter/").status_code == 405
        assert client.post(f"{job.get_absolute_url()}arreter/").status_code == 302
        assert fresh(job).state == JobState.CANCELLED
