"""A bilan whose worker is killed still arrives, once; two people who vote at once leave one vote."""

import os
import signal
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from conventions.enums import PlanState
from conventions.models import ActionPlan, AnnualReport, FiguresSnapshot, PartyBallot, Vote
from conventions.services.building import request_build
from conventions.services.voting import Voice, record_vote
from conventions.tests.factories import MeetingFactory, PlanFactory, ReportFactory, committee
from ofqj_portal.core import files
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.models import Job, JobState, StoredFile
from ofqj_portal.core.tests.at_once import together
from ofqj_portal.core.tests.workers import fresh, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOW = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)


def test_a_bilan_whose_worker_is_killed_while_it_puts_the_paper_away_arrives_once(year_2025, start_worker, tmp_path):
    log = tmp_path / "worker.log"
    report = ReportFactory()
    job = request_build(report=report, by=None, now=NOW)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {StoredFile._meta.db_table} IN SHARE MODE")  # nobody keeps a file for now
        worker = start_worker()
        wait_until(lambda: fresh(job).label == "Rangement du document", log)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    assert fresh(job).state == JobState.RUNNING
    assert not StoredFile.objects.exists()
    start_worker()
    wait_until(lambda: not fresh(job).is_live and not Job.objects.live().exists(), log)  # the letter format follows

    report = AnnualReport.objects.get(pk=report.pk)
    assert (job.state, job.interruptions, job.attempts) == (JobState.DONE, 1, 0)
    editions = {edition.page_size: edition.file for edition in report.editions.all()}
    assert editions["a4"] == report.paper == job.artefact
    assert set(StoredFile.objects.all()) == set(editions.values())
    assert sorted(editions) == ["a4", "letter"]
    assert files.read(report.paper).startswith(b"%PDF")
    assert FiguresSnapshot.objects.count() == 1
    assert [line.verb for line in history_of(report)].count("report.built") == 1


def test_two_members_who_record_a_vote_at_once_leave_one_vote():
    seats, plan = committee(), PlanFactory(proposed=True)
    meeting = MeetingFactory()
    voices = [
        Voice("ofqj", "yes", seats.ofqj_fr, seats.ofqj_qc),
        Voice("unml", "yes", seats.unml),
        Voice("rcjeq", "yes", seats.rcjeq),
    ]

    def act(seat):
        present = [seats.ofqj_fr, seats.unml, seats.rcjeq]
        subject = ActionPlan.objects.get(pk=plan.pk)
        return lambda: record_vote(
            meeting=meeting, subject=subject, present=present, voices=voices, by=seat.user, now=NOW
        )

    results = together([act(seat) for seat in (seats.unml, seats.rcjeq, seats.ofqj_fr, seats.ofqj_qc)])
    votes = [result for result in results if isinstance(result, Vote)]
    refusals = [result for result in results if isinstance(result, WrongState)]
    assert (len(votes), len(refusals)) == (1, 3)
    assert (Vote.objects.count(), PartyBallot.objects.count()) == (1, 3)
    plan.refresh_from_db()
    assert plan.state == PlanState.VALIDATED
    assert {str(refusal) for refusal in refusals} == {
        "Le comité vote sur un plan proposé ou un bilan présenté\u00a0; "
        "l’état est maintenant «\u00a0Validé par le comité\u00a0»."
    }
