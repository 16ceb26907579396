"""A decision session: what is tried commits nothing, one act decides all, each dossier whole or not at all."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from django.db import IntegrityError, transaction

from ofqj_portal.core import calendar, files
from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.models import Job, OutboxMail
from ofqj_portal.core.money import Money
from partners.enums import Section
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.documents.decision_letter import CutLine
from projects.documents.session_minutes import SessionMinutes
from projects.enums import DecisionState, ProjectState
from projects.jobs import announce_together, make_minutes, minutes_pdf
from projects.models import Decision, DecisionSession, Envelope, Project, Trial
from projects.queries.session import board_of, session_rows
from projects.services.cuts import Cut
from projects.services.decision_changes import undo_decision
from projects.services.session import (
    MINUTES_JOB,
    TOGETHER_JOB,
    NothingTried,
    Tried,
    close_session,
    confirm_session,
    keep_trials,
    open_session,
)
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, ReviewFactory

pytestmark = pytest.mark.django_db
FR = Section.FRANCE
YES, CONDITIONAL, NO = DecisionState.YES, DecisionState.CONDITIONAL_YES, DecisionState.NO


@pytest.fixture
def carrier(db):
    return StructureFactory(ml=True)


@pytest.fixture
def dossiers(carrier):
    """Three dossiers of one carrier on one call, the best scored first, with an envelope that holds two of them."""
    call = CallFactory(always_open=True)
    EnvelopeFactory(call=call, total_amount=Decimal("9000.00"))
    found = [ProjectFactory(under_review=True, call=call, carrier=carrier) for _ in range(3)]
    for project, score in zip(found, (90, 70, 50), strict=True):
        ReviewFactory(project=project, score=Decimal(score))
    return found


@pytest.fixture
def session(dossiers, decider, now):
    return open_session(call=dossiers[0].call, section=FR, by=decider, now=now)


def keep(session, tried, by, now):
    keys = {project.pk: what for project, what in tried.items()}
    seen = DecisionSession.objects.get(pk=session.pk).version
    return keep_trials(session=session, tried=keys, seen=seen, by=by, now=now)


def confirm(session, user, now):
    order = [row.project.pk for row in session_rows(session, user)]
    return confirm_session(session=session, order=order, by=user, now=now)


def yes(amount=4000):
    return Tried(YES, Money(amount, "EUR"))


def test_one_session_is_open_for_a_call_and_a_section(session, dossiers, decider, now):
    assert open_session(call=dossiers[0].call, section=FR, by=decider, now=now) == session
    with pytest.raises(IntegrityError, match="decision_session_one_open"), transaction.atomic():
        DecisionSession.objects.create(call=dossiers[0].call, section=FR, opened_by=decider, opened_at=now)


def test_what_is_tried_commits_nothing_and_moves_the_bar(session, dossiers, decider, now):
    keep(session, {dossier: yes() for dossier in dossiers}, decider, now)
    envelope = Envelope.objects.get()
    board = board_of(envelope, list(session.trials.all()))
    assert (envelope.committed_amount, Decision.objects.count()) == (0, 0)
    assert (board.tried.amount, board.left.amount, board.is_overrun) == (12000, -3000, True)
    assert [part.pct for part in board.parts] == [Decimal("0.00"), Decimal("100.00"), Decimal("33.33")]


def test_two_screens_do_not_write_over_each_other(session, dossiers, decider, now):
    keep(session, {dossiers[0]: yes()}, decider, now)
    with pytest.raises(EditedMeanwhile, match="autre écran"):
        keep_trials(session=session, tried={}, seen=1, by=decider, now=now)


def test_the_ranking_follows_the_scores(session, dossiers, decider):
    assert [row.project for row in session_rows(session, decider)] == dossiers
    assert [row.rank for row in session_rows(session, decider)] == [1, 2, 3]


def test_confirming_decides_all_in_the_order_of_the_ranking_as_far_as_the_envelope_goes(
    session, dossiers, decider, now
):
    keep(session, dict.fromkeys(reversed(dossiers), yes()), decider, now)
    outcome = confirm(session, decider, now)
    assert [decision.project_id for decision in outcome.done] == [dossier.pk for dossier in dossiers[:2]]
    assert [(project.pk, "reste 1" in why) for project, why in outcome.refused] == [(dossiers[2].pk, True)]
    states = list(Project.objects.order_by("pk").values_list("state", flat=True))
    assert states == [ProjectState.ACCEPTED, ProjectState.ACCEPTED, ProjectState.UNDER_REVIEW]
    session.refresh_from_db()
    assert (Envelope.objects.get().committed_amount, session.confirmed_at) == (8000, None)
    keep(session, {dossiers[2]: Tried(NO, motive="L’enveloppe ne suffit pas.")}, decider, now)
    assert confirm(session, decider, now).refused == []
    session.refresh_from_db()
    assert session.confirmed_by == decider
    with pytest.raises(WrongState):
        confirm(session, decider, now)


def test_a_dossier_that_lacks_something_stays_whole_and_says_why(session, dossiers, decider, now):
    first, second, third = dossiers
    third.reviews.all().delete()
    ReviewFactory(project=second, reviewer=decider)
    tried = {first: Tried(NO), second: yes(), third: yes()}
    keep(session, tried, decider, now)
    outcome = confirm(session, decider, now)
    reasons = {project.pk: why for project, why in outcome.refused}
    assert outcome.done == []
    assert "pourquoi" in reasons[first.pk]
    assert "quelqu’un d’autre" in reasons[second.pk]
    assert "manque un avis" in reasons[third.pk]
    assert not Decision.objects.exclude(state=DecisionState.PENDING).exists()


def test_a_session_without_an_answer_has_nothing_to_confirm(session, decider, now):
    with pytest.raises(NothingTried):
        confirm(session, decider, now)
    close_session(session=session, by=decider, now=now)
    assert DecisionSession.objects.get().confirmed_by == decider


def test_the_letters_of_a_session_leave_together_one_message_a_person(session, dossiers, carrier, decider, now):
    people = [member(carrier), member(carrier, "manager")]
    said = Tried(CONDITIONAL, Money(4000, "EUR"), "Bon projet.", "Assurance\nEncadrement")
    keep(session, {dossiers[0]: yes(), dossiers[1]: said, dossiers[2]: Tried(NO, motive="Trop tard.")}, decider, now)
    confirm(session, decider, now)
    undo_decision(project=dossiers[2], section=FR, reason="Erreur", by=decider, now=now)
    assert not Job.objects.filter(kind="projects.announce_decisions").exists()
    job = Job.objects.get(kind=TOGETHER_JOB)
    assert job.run_after > calendar.real_now()
    for _twice in range(2):
        announce_together(job, lambda *said: None)
    mails = OutboxMail.objects.filter(kind="projects.decisions", to_user__in=[person.pk for person in people])
    assert mails.count() == 2
    for mail in mails:
        assert "2 de vos projets" in mail.subject
        assert (dossiers[0].number in mail.text, dossiers[2].number in mail.text) == (True, False)
        assert mail.attachments.count() == 2
    assert Decision.objects.filter(announced_at__isnull=False).count() == 2


def test_the_list_to_sign_says_what_was_decided(session, dossiers, decider, now):
    keep(session, {dossiers[0]: yes(), dossiers[1]: Tried(NO, motive="Trop tard.")}, decider, now)
    confirm(session, decider, now)
    session = DecisionSession.objects.get()
    minutes = SessionMinutes.of(session)
    assert [(line.number, line.answer, line.motive) for line in minutes.lines] == [
        (dossiers[0].number, "Accord", ""),
        (dossiers[1].number, "Refus", "Trop tard."),
    ]
    assert minutes.signatories == (str(decider),)
    assert minutes.sums[1][1] == "4\u202f000\xa0€"
    stored = make_minutes(Job.objects.get(kind=MINUTES_JOB), lambda *said: None)
    assert DecisionSession.objects.get().paper == stored
    others = [MembershipFactory(decider_qc=True).user, member(dossiers[0].carrier)]
    assert [files.may_read(user, stored) for user in (decider, *others)] == [True, False, False]
    assert "/StructTreeRoot" in pikepdf.open(BytesIO(minutes_pdf(session))).Root


def test_the_database_holds_an_amount_to_a_yes(session, dossiers):
    with pytest.raises(IntegrityError, match="trial_amount_with_a_yes"), transaction.atomic():
        Trial.objects.create(session=session, project=dossiers[0], answer=NO, amount=10, currency="EUR")


def test_a_conflict_hides_the_dossier_from_the_ranking(session, dossiers, now):
    tied = MembershipFactory(decider_fr=True).user
    MembershipFactory(user=tied, structure=dossiers[0].structures.get(side="host").structure, role="dpo")
    assert [row.project for row in session_rows(session, tied)] == dossiers[1:]


def test_reductions_and_the_day_of_conditions_tried_in_a_session_become_those_of_the_decision(
    session, dossiers, decider, now
):
    first, second, third = dossiers
    line = first.budget_lines.filter(side="charge").first()
    cut = Cut(line.pk, Decimal("500.00"), "Transport déjà payé.")
    due = date(2026, 4, 10)
    conditional = Tried(CONDITIONAL, Money(4000, "EUR"), "Assurance.", "Joignez l’assurance.", due_on=due)
    wrong = Tried(
        YES, Money(3000, "EUR"), cuts=[Cut(third.budget_lines.filter(side="charge").first().pk, *cut_of(cut))]
    )
    tried = {first: Tried(YES, Money(3500, "EUR"), cuts=[cut]), second: conditional, third: wrong}
    keep(session, tried, decider, now)
    outcome = confirm(session, decider, now)
    kept = Decision.objects.get(project=first, state=YES)
    assert [(row.line, row.amount, row.reason) for row in kept.cuts.all()] == [
        (line.words, 500, "Transport déjà payé.")
    ]
    told = {line.number: line.cuts for line in SessionMinutes.of(session).lines}
    assert told == {first.number: (CutLine(line.words, "500\xa0€", "Transport déjà payé."),), second.number: ()}
    (condition,) = Decision.objects.get(project=second).condition_rows.all()
    assert condition.due_at.astimezone(calendar.PARIS).date() == due
    assert [(project, "Les réductions font" in why) for project, why in outcome.refused] == [(third, True)]


def cut_of(cut):
    return cut.amount, cut.reason
