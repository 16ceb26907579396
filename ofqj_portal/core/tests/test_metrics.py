from datetime import timedelta

import pytest

from ofqj_portal.core import calendar, jobs
from ofqj_portal.core.metrics import exposition
from ofqj_portal.core.models import FileState, Job, JobState, MailState, OutboxMail, StoredFile

pytestmark = pytest.mark.django_db
TOKEN = "un-jeton-de-test-assez-long"


def test_nobody_reads_the_figures_without_the_token(client, settings):
    settings.METRICS_TOKEN = TOKEN
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    answers = [
        client.get("/metriques/").status_code,
        client.get("/metriques/", headers={"Authorization": "Bearer autre"}).status_code,
        client.get("/metriques/", headers=bearer).status_code,
    ]
    settings.METRICS_TOKEN = ""
    answers.append(client.get("/metriques/", headers={"Authorization": "Bearer "}).status_code)
    answers.append(client.get("/metriques/", headers=bearer).status_code)

    assert answers == [404, 404, 200, 404, 404]


def test_requests_are_counted_by_page_and_never_by_address(client, settings):
    settings.METRICS_TOKEN = TOKEN
    client.get("/connexion/?next=/Tremblay/")

    told = client.get("/metriques/", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()

    assert 'ofqj_requests_total{method="GET",page="account_login",status="2xx"}' in told
    assert "Tremblay" not in told


def figures(now):
    """Read the figures without labels, and those of jobs, as {name: value}."""
    lines = exposition(now).decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def test_what_waits_is_told_with_its_age(django_assert_num_queries):
    now = calendar.real_now()
    Job.objects.all().delete()
    late = jobs.enqueue("core.run_periodic", args={"name": "none", "slot": now.isoformat()})
    Job.objects.filter(pk=late.pk).update(run_after=now - timedelta(seconds=90))
    failed = jobs.enqueue("core.run_periodic", args={"name": "none", "slot": now.isoformat()})
    Job.objects.filter(pk=failed.pk).update(state=JobState.FAILED, finished_at=now - timedelta(hours=2))
    mail = {"kind": "k", "to_email": "a@exemple.test", "shore": "france", "subject": "s", "text": "t", "html": "h"}
    for state, due in ((MailState.QUEUED, -30), (MailState.QUEUED, 600), (MailState.FAILED, -30)):
        OutboxMail.objects.create(state=state, not_before=now + timedelta(seconds=due), created_at=now, **mail)
    before = figures(now)["ofqj_files_held"]
    StoredFile.objects.create(name="a.pdf", path="a", size=1, state=FileState.QUARANTINED, created_at=now)

    with django_assert_num_queries(6):
        told = figures(now)

    assert told['ofqj_jobs{queue="default",state="queued"}'] == 1
    assert (told["ofqj_job_late_seconds"], told["ofqj_jobs_failed_today"]) == (90, 1)
    assert (told["ofqj_mails_waiting"], told["ofqj_mail_late_seconds"], told["ofqj_mails_failed"]) == (1, 30, 1)
    assert told["ofqj_files_held"] == before + 1
