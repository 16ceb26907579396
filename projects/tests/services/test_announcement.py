"""The structure learns of the answer when the undo window closes, once, with its letters."""

from datetime import timedelta
from decimal import Decimal

import pytest

from ofqj_portal.core import calendar, files
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.jobs_in_place import run_due
from ofqj_portal.core.models import OutboxMail
from ofqj_portal.core.money import Money
from partners.tests.factories import member
from projects.models import Decision, Project
from projects.services.announcement import announce_decisions, keep_letters
from projects.services.decision import award_share, refuse_share
from projects.services.decision_changes import undo_decision


@pytest.fixture(autouse=True)
def _no_window(settings):
    settings.DECISION_UNDO_SECONDS = 0


@pytest.fixture
def accepted(project, adviser, decider, now):
    award_share(project=project, section="fr", amount=Money(Decimal("4000.00"), "EUR"), by=decider, now=now)
    project.refresh_from_db()
    return project


def test_the_letter_leaves_with_one_mail_to_the_carrier(accepted, adviser):
    run_due()
    decision = Decision.objects.get(project=accepted)
    mail = OutboxMail.objects.get(kind="projects.decision")
    assert (mail.to_email, mail.state) == (adviser.email, "sent")
    assert list(mail.attachments.all()) == [decision.letter]
    assert decision.announced_at is not None
    assert files.read(decision.letter).startswith(b"%PDF")
    assert decision.letter.name == f"{accepted.number} OFQJ France.pdf"


def test_both_letters_leave_in_one_mail_once_both_sections_have_answered(double_project, decider, decider_qc, now):
    award_share(project=double_project, section="fr", amount=Money(Decimal("4000.00"), "EUR"), by=decider, now=now)
    run_due()
    assert not Decision.objects.filter(letter__isnull=False).exists()
    refuse_share(project=double_project, section="qc", motive="Hors des priorités.", by=decider_qc, now=now)
    run_due()
    assert Decision.objects.filter(letter__isnull=False).count() == 2


def test_a_decision_taken_back_in_the_window_leaves_no_letter(accepted, decider, now):
    undo_decision(project=accepted, section="fr", reason="Erreur.", by=decider, now=now)
    run_due()
    assert not OutboxMail.objects.exists()
    assert Decision.objects.get(project=accepted).letter is None


def test_an_announcement_done_twice_sends_one_mail(accepted, adviser):
    run_due()
    letters = {Decision.objects.get(project=accepted).pk: b"%PDF-1.7"}
    again = announce_decisions(
        project=accepted, planned_at=accepted.announced_at, letters=letters, now=calendar.real_now()
    )
    assert again == []
    assert OutboxMail.objects.filter(kind="projects.decision").count() == 1


def test_only_the_latest_plan_announces(accepted):
    earlier = accepted.announced_at - timedelta(seconds=1)
    letters = {Decision.objects.get(project=accepted).pk: b"%PDF-1.7"}
    assert announce_decisions(project=accepted, planned_at=earlier, letters=letters, now=calendar.real_now()) == []


def test_a_section_that_answers_again_sends_its_letter_only(double_project, decider, decider_qc, now):
    award_share(project=double_project, section="fr", amount=Money(Decimal("4000.00"), "EUR"), by=decider, now=now)
    refuse_share(project=double_project, section="qc", motive="Non.", by=decider_qc, now=now)
    run_due()
    first = Decision.objects.get(project=double_project, section="fr").letter
    undo_decision(project=double_project, section="qc", reason="Nouvel élément.", by=decider_qc, now=now)
    assert Project.objects.get(pk=double_project.pk).announced_at is None
    award_share(project=double_project, section="qc", amount=Money(Decimal("1000.00"), "CAD"), by=decider_qc, now=now)
    run_due()
    assert Decision.objects.get(project=double_project, section="fr").letter == first
    assert Decision.objects.get(project=double_project, section="qc").letter is not None


def test_the_confirmed_host_learns_that_the_dossier_is_answered_without_the_letter(accepted):
    host = accepted.structures.get(side="host").structure
    welcomes = member(host)
    run_due()
    mail = OutboxMail.objects.get(kind="projects.decision_to_hosts")
    assert (mail.to_email, mail.state, list(mail.attachments.all())) == (welcomes.email, "sent", [])
    assert accepted.title in mail.subject


def test_an_answer_of_the_past_is_announced_without_mail_and_gets_its_letter_later(accepted, now):
    with calendar.reading_at(now):
        told = announce_decisions(project=accepted, planned_at=accepted.announced_at, letters=None, now=now)
        enqueue("projects.make_letters", args={"project": accepted.pk})
    assert [(decision.announced_at, decision.letter) for decision in told] == [(now, None)]

    run_due()
    decision = Decision.objects.get(project=accepted)
    assert files.read(decision.letter).startswith(b"%PDF")
    assert (decision.announced_at, decision.letter.created_at) == (now, now)
    assert not OutboxMail.objects.exists()


def test_a_decision_that_was_taken_back_gets_no_letter_later(accepted, decider, now):
    announce_decisions(project=accepted, planned_at=accepted.announced_at, letters=None, now=now)
    decision = Decision.objects.get(project=accepted)
    undo_decision(project=accepted, section="fr", reason="Erreur.", by=decider, now=now)
    assert keep_letters(project=accepted, letters={decision.pk: b"%PDF-1.7"}, now=now) == []


def test_a_letter_made_twice_is_kept_once(accepted):
    run_due()
    decision = Decision.objects.get(project=accepted)
    assert keep_letters(project=accepted, letters={decision.pk: b"%PDF-1.7"}, now=calendar.now()) == []
    assert Decision.objects.get(project=accepted).letter == decision.letter
