"""Every outcome of what happens to a decision once it is taken."""

from decimal import Decimal

import pytest

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import Job, OutboxMail
from ofqj_portal.core.money import Money
from partners.tests.factories import MembershipFactory
from projects.enums import DecisionState, LedgerKind, PaymentKind, ProjectState
from projects.models import Decision, Envelope, Grant, Project
from projects.services.decision import (
    MotiveMissing,
    SelfDecision,
    award_conditionally,
    award_share,
    refuse_share,
)
from projects.services.decision_changes import (
    AlreadyPaid,
    ReasonMissing,
    condition_not_met,
    confirm_partial_plan,
    lift_condition,
    undo_decision,
)
from projects.services.payment import record_payment
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import ReviewFactory, agree, awarded


def euros(amount):
    return Money(Decimal(amount), "EUR")


def announce(project):
    """Let the undo window close and the structure read the answer."""
    instant = calendar.real_now()
    Project.objects.filter(pk=project.pk).update(announced_at=instant)
    Decision.objects.filter(project=project).exclude(state="pending").update(announced_at=instant)


def committed(project):
    return {envelope.section: envelope.committed_amount for envelope in Envelope.objects.filter(call=project.call)}


@pytest.fixture
def conditional(project, decider, now):
    award_conditionally(
        project=project,
        section="fr",
        amount=euros("4000.00"),
        conditions="Joignez l’attestation d’assurance.",
        motive="L’assurance manque encore.",
        by=decider,
        now=now,
    )
    project.refresh_from_db()
    return project


# ---- conditions -----------------------------------------------------------------------------------------------------


def test_lifting_the_condition_accepts_the_dossier_and_keeps_the_money(conditional, decider, now):
    decision = lift_condition(project=conditional, section="fr", by=decider, now=now)
    conditional.refresh_from_db()
    assert (decision.state, conditional.state) == (DecisionState.YES, ProjectState.ACCEPTED)
    assert committed(conditional) == {"fr": Decimal("4000.00")}


def test_the_structure_is_told_of_a_lifted_condition_once_it_had_read_it(conditional, adviser, decider, now):
    announce(conditional)
    lift_condition(project=conditional, section="fr", by=decider, now=now)
    mail = OutboxMail.objects.get(kind="projects.conditions_lifted")
    assert mail.to_email == adviser.email
    assert "Les conditions posées par OFQJ France" in mail.text


def test_a_condition_that_is_not_met_refuses_and_gives_the_money_back(conditional, decider, now):
    condition_not_met(project=conditional, section="fr", motive="Pas d’attestation.", by=decider, now=now)
    conditional.refresh_from_db()
    decision = Decision.objects.get(project=conditional)
    assert (conditional.state, decision.state) == (ProjectState.REFUSED, DecisionState.NO)
    assert (decision.motive, decision.amount) == ("Pas d’attestation.", None)
    assert committed(conditional) == {"fr": Decimal("0.00")}
    assert not Grant.objects.exists()


def test_a_condition_not_met_beside_a_yes_leaves_a_partial_acceptance(double_project, decider, decider_qc, now):
    award_share(project=double_project, section="fr", amount=euros("4000.00"), by=decider, now=now)
    dollars = Money(Decimal("1000.00"), "CAD")
    words = {"conditions": "Trouvez un hébergement.", "motive": "Rien n’est réservé."}
    award_conditionally(project=double_project, section="qc", amount=dollars, by=decider_qc, now=now, **words)
    condition_not_met(project=double_project, section="qc", motive="Rien n’est réservé.", by=decider_qc, now=now)
    double_project.refresh_from_db()
    assert double_project.state == ProjectState.PARTIALLY_ACCEPTED
    assert committed(double_project) == {"fr": Decimal("4000.00"), "qc": Decimal("0.00")}


def test_a_condition_not_met_says_which(conditional, decider, now):
    with pytest.raises(MotiveMissing, match="Dites quelle condition"):
        condition_not_met(project=conditional, section="fr", motive="", by=decider, now=now)


@pytest.mark.parametrize("act", [lift_condition, lambda **kw: condition_not_met(motive="Non.", **kw)])
def test_a_decision_without_condition_is_left_alone(project, decider, now, act):
    award_share(project=project, section="fr", amount=euros("4000.00"), by=decider, now=now)
    with pytest.raises(WrongState, match="n’attend plus de condition"):
        act(project=project, section="fr", by=decider, now=now)


@pytest.mark.parametrize("act", [lift_condition, lambda **kw: condition_not_met(motive="Non.", **kw)])
def test_who_reviewed_does_not_judge_the_condition(conditional, decider, now, act):
    ReviewFactory(project=conditional, reviewer=decider)
    with pytest.raises(SelfDecision):
        act(project=conditional, section="fr", by=decider, now=now)


# ---- taken back -----------------------------------------------------------------------------------------------------


def test_undoing_a_yes_releases_its_money_by_a_counter_row(project, decider, now):
    decision = award_share(project=project, section="fr", amount=euros("4000.00"), by=decider, now=now)
    undo_decision(project=project, section="fr", reason="Erreur de montant.", by=decider, now=now)
    project.refresh_from_db()
    decision.refresh_from_db()
    assert (project.state, project.decided_at, project.announced_at) == (ProjectState.UNDER_REVIEW, None, None)
    assert (decision.state, decision.amount, decision.decided_by) == (DecisionState.PENDING, None, None)
    assert [(entry.kind, entry.amount) for entry in decision.entries.all()] == [
        (LedgerKind.COMMIT, Decimal("4000.00")),
        (LedgerKind.RELEASE, Decimal("4000.00")),
    ]
    assert committed(project) == {"fr": Decimal("0.00")}
    assert not Grant.objects.exists()


def test_inside_the_window_an_undo_is_silent(project, adviser, decider, now):
    award_share(project=project, section="fr", amount=euros("4000.00"), by=decider, now=now)
    undo_decision(project=project, section="fr", reason="Erreur.", by=decider, now=now)
    assert not OutboxMail.objects.exists()


def test_a_structure_that_had_read_the_answer_is_told_that_it_is_open_again(project, adviser, decider, now):
    award_share(project=project, section="fr", amount=euros("4000.00"), by=decider, now=now)
    announce(project)
    undo_decision(project=project, section="fr", reason="Pièce fausse.", by=decider, now=now)
    mail = OutboxMail.objects.get(kind="projects.decision_reopened")
    assert (mail.to_email, mail.subject) == (adviser.email, f"L’OFQJ réexamine votre projet « {project.title} »")
    assert "Pièce fausse" not in mail.text


def test_a_decision_taken_back_may_be_taken_again(project, decider, now):
    refuse_share(project=project, section="fr", motive="Trop tard.", by=decider, now=now)
    undo_decision(project=project, section="fr", reason="La date était bonne.", by=decider, now=now)
    award_share(project=project, section="fr", amount=euros("4000.00"), by=decider, now=now)
    project.refresh_from_db()
    assert project.state == ProjectState.ACCEPTED
    assert committed(project) == {"fr": Decimal("4000.00")}


def test_undoing_one_section_keeps_the_other(double_project, decider, decider_qc, now):
    award_share(project=double_project, section="fr", amount=euros("4000.00"), by=decider, now=now)
    refuse_share(project=double_project, section="qc", motive="Non.", by=decider_qc, now=now)
    undo_decision(project=double_project, section="qc", reason="Nouvel élément.", by=decider_qc, now=now)
    double_project.refresh_from_db()
    assert double_project.state == ProjectState.UNDER_REVIEW
    assert committed(double_project)["fr"] == Decimal("4000.00")


def test_an_undo_says_why(project, decider, now):
    award_share(project=project, section="fr", amount=euros("4000.00"), by=decider, now=now)
    with pytest.raises(ReasonMissing, match="Dites pourquoi"):
        undo_decision(project=project, section="fr", reason=" ", by=decider, now=now)


def test_who_reviewed_does_not_take_back(project, decider, now):
    award_share(project=project, section="fr", amount=euros("4000.00"), by=decider, now=now)
    other = MembershipFactory(decider_fr=True).user
    ReviewFactory(project=project, reviewer=other)
    with pytest.raises(SelfDecision):
        undo_decision(project=project, section="fr", reason="Erreur.", by=other, now=now)


def test_a_paid_decision_is_never_taken_back(project, decider, now):
    decision = award_share(project=project, section="fr", amount=euros("4000.00"), by=decider, now=now)
    agree(decision.grant, "signed")
    finance = MembershipFactory(finance=True).user
    payment = {"kind": PaymentKind.ADVANCE, "amount": euros("1000.00"), "paid_on": now.date()}
    record_payment(grant=decision.grant, by=finance, now=now, **payment)
    with pytest.raises(AlreadyPaid, match="Un versement est déjà noté"):
        undo_decision(project=project, section="fr", reason="Erreur.", by=decider, now=now)
    assert committed(project) == {"fr": Decimal("4000.00")}


@pytest.mark.parametrize(
    "state", ["ongoing", "report_due", "report_submitted", "report_incomplete", "closed", "cancelled"]
)
def test_nothing_is_taken_back_once_the_group_has_left(decider, now, state):
    project = ProjectFactory(**{state: True})
    awarded(project)
    with pytest.raises(WrongState, match="plus de décision à reprendre"):
        undo_decision(project=project, section="fr", reason="Erreur.", by=decider, now=now)


def test_there_must_be_a_decision_to_take_back(project, decider, now):
    with pytest.raises(WrongState, match="plus de décision à reprendre"):
        undo_decision(project=project, section="fr", reason="Erreur.", by=decider, now=now)


# ---- a plan that holds ----------------------------------------------------------------------------------------------


@pytest.fixture
def partial(double_project, decider, decider_qc, now):
    award_share(project=double_project, section="fr", amount=euros("4000.00"), by=decider, now=now)
    refuse_share(project=double_project, section="qc", motive="Hors des priorités.", by=decider_qc, now=now)
    double_project.refresh_from_db()
    return double_project


def test_the_carrier_confirms_a_plan_that_holds(partial, decider, now):
    announce(partial)
    project = confirm_partial_plan(project=partial, by=decider, now=now)
    assert project.state == ProjectState.ACCEPTED


def test_a_confirmed_plan_keeps_its_condition(double_project, decider, decider_qc, now):
    words = {"conditions": "Trouvez un hébergement.", "motive": "Rien n’est réservé."}
    award_conditionally(project=double_project, section="fr", amount=euros("4000.00"), by=decider, now=now, **words)
    refuse_share(project=double_project, section="qc", motive="Non.", by=decider_qc, now=now)
    announce(double_project)
    project = confirm_partial_plan(project=double_project, by=decider, now=now)
    assert project.state == ProjectState.CONDITIONALLY_ACCEPTED
    lift_condition(project=project, section="fr", by=decider, now=now)
    project.refresh_from_db()
    assert project.state == ProjectState.ACCEPTED


def test_a_plan_is_not_confirmed_before_the_structure_was_told(partial, decider, now):
    with pytest.raises(WrongState, match="n’attend pas votre confirmation"):
        confirm_partial_plan(project=partial, by=decider, now=now)


@pytest.mark.parametrize("state", sorted(set(ProjectState.values) - {"partially_accepted", "draft"}))
def test_only_a_partial_acceptance_is_confirmed(decider, now, state):
    project = ProjectFactory(announced_at=now, **{state: True})
    with pytest.raises(WrongState):
        confirm_partial_plan(project=project, by=decider, now=now)


def test_a_decision_plans_its_announcement_at_the_end_of_the_window(project, decider, now, settings):
    settings.DECISION_UNDO_SECONDS = 600
    before = calendar.real_now()
    award_share(project=project, section="fr", amount=euros("4000.00"), by=decider, now=now)
    project.refresh_from_db()
    job = Job.objects.get(kind="projects.announce_decisions")
    assert 600 <= (project.announced_at - before).total_seconds() <= 605
    assert job.run_after == project.announced_at
