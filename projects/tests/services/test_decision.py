"""Every outcome of a section's answer."""

from decimal import Decimal

import pytest

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.money import Money
from partners.tests.factories import MembershipFactory, member
from projects.enums import DecisionState, LedgerKind, ProjectState
from projects.models import Decision, Envelope, Grant, LedgerEntry, Project, Review
from projects.services.award_limits import AwardRefused
from projects.services.decision import (
    AlreadyDecided,
    MotiveMissing,
    NoSuchShare,
    NotReadyToDecide,
    SelfDecision,
    award_conditionally,
    award_share,
    close_share_without_action,
    refuse_share,
)
from projects.services.ledger import EnvelopeExhausted, NoEnvelope
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, ReviewFactory


def euros(amount):
    return Money(Decimal(amount), "EUR")


def award(project, by, now, amount="4000.00", section="fr"):
    return award_share(project=project, section=section, amount=euros(amount), by=by, now=now)


def nothing_written(project):
    project.refresh_from_db()
    decided = Decision.objects.filter(project=project).exclude(state=DecisionState.PENDING)
    return (
        project.state == ProjectState.UNDER_REVIEW
        and not decided.exists()
        and not LedgerEntry.objects.filter(decision__project=project).exists()
        and not Grant.objects.filter(decision__project=project).exists()
    )


def test_a_yes_commits_its_amount_and_accepts_the_dossier(project, decider, now):
    decision = award(project, decider, now, "3500.00")
    project.refresh_from_db()
    assert (project.state, project.decided_at) == (ProjectState.ACCEPTED, now)
    assert (decision.state, decision.amount, decision.currency) == (DecisionState.YES, Decimal("3500.00"), "EUR")
    assert (decision.decided_by, decision.decided_at, decision.announced_at) == (decider, now, None)
    assert decision.grant.awarded == euros("3500.00")
    assert Envelope.objects.get(call=project.call).committed == euros("3500.00")
    assert [entry.kind for entry in decision.entries.all()] == [LedgerKind.COMMIT]
    assert history_of(project)[0].verb == "project.share_awarded"


def test_a_conditional_yes_commits_its_amount_too(project, decider, now):
    decision = award_conditionally(
        project=project,
        section="fr",
        amount=euros("4000.00"),
        conditions="Joignez l’attestation d’assurance.",
        motive="L’assurance manque encore.",
        by=decider,
        now=now,
    )
    project.refresh_from_db()
    assert project.state == ProjectState.CONDITIONALLY_ACCEPTED
    assert decision.conditions == "Joignez l’attestation d’assurance."
    assert Envelope.objects.get(call=project.call).committed == euros("4000.00")


def test_a_no_refuses_the_dossier_and_commits_nothing(project, decider, now):
    refuse_share(project=project, section="fr", motive="Le partenaire n’est pas prêt.", by=decider, now=now)
    project.refresh_from_db()
    assert project.state == ProjectState.REFUSED
    assert Envelope.objects.get(call=project.call).committed == euros("0.00")


def test_no_action_closes_the_dossier(project, decider, now):
    close_share_without_action(project=project, section="fr", motive="Demande en double.", by=decider, now=now)
    project.refresh_from_db()
    assert project.state == ProjectState.CLOSED_WITHOUT_ACTION


def test_one_section_of_two_leaves_the_dossier_under_review(double_project, decider, now):
    award(double_project, decider, now)
    double_project.refresh_from_db()
    assert (double_project.state, double_project.announced_at) == (ProjectState.UNDER_REVIEW, None)


def test_a_yes_beside_a_no_is_partially_accepted(double_project, decider, decider_qc, now):
    award(double_project, decider, now)
    refuse_share(project=double_project, section="qc", motive="Hors des priorités.", by=decider_qc, now=now)
    double_project.refresh_from_db()
    assert double_project.state == ProjectState.PARTIALLY_ACCEPTED


def test_each_section_commits_on_its_own_envelope(double_project, decider, decider_qc, now):
    award(double_project, decider, now, "3000.00")
    dollars = Money(Decimal("1000.00"), "CAD")
    award_share(project=double_project, section="qc", amount=dollars, by=decider_qc, now=now)
    committed = {envelope.section: envelope.committed for envelope in Envelope.objects.all()}
    assert committed == {"fr": euros("3000.00"), "qc": dollars}


def test_awarding_more_than_the_envelope_holds_changes_nothing(project, decider, now):
    Envelope.objects.filter(call=project.call).update(total_amount=Decimal("3999.99"))
    with pytest.raises(EnvelopeExhausted, match="il reste 3\u202f999,99\xa0€") as refusal:
        award(project, decider, now)
    assert refusal.value.left == euros("3999.99")
    assert nothing_written(project)


def test_without_an_envelope_nothing_is_awarded(project, decider, now):
    Envelope.objects.filter(call=project.call).update(total_amount=Decimal("0.00"))
    other = ProjectFactory(under_review=True)
    ReviewFactory(project=other)
    with pytest.raises(NoEnvelope, match="n’a pas d’enveloppe"):
        award(other, decider, now)
    assert nothing_written(other)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (euros("4000.01"), "demande 4\u202f000\xa0€ à cette section"),
        (euros("0.00"), "Un accord porte un montant"),
        (Money(Decimal("100.00"), "CAD"), "Cette enveloppe est en EUR"),
    ],
)
def test_an_amount_the_share_cannot_take_is_refused(project, decider, now, amount, words):
    with pytest.raises(AwardRefused, match=words):
        award_share(project=project, section="fr", amount=amount, by=decider, now=now)
    assert nothing_written(project)


def test_the_scale_holds_when_places_were_lowered_after_filing(project, decider, now):
    Project.objects.filter(pk=project.pk).update(places=6)
    with pytest.raises(AwardRefused, match="au plus 3\u202f000\xa0€ pour 6 places"):
        award(project, decider, now)


@pytest.mark.parametrize(("amount", "words"), [("1999.99", "au moins 2"), ("5000.00", "au plus 4")])
def test_a_call_without_scale_keeps_its_floor_and_cap(decider, now, amount, words):
    project = ProjectFactory(under_review=True, call__grant=True, call__grant_cap_amount=Decimal("4500.00"))
    project.aid_requests.update(requested_amount=Decimal("5000.00"), converted_amount=Decimal("5000.00"))
    ReviewFactory(project=project)
    EnvelopeFactory(call=project.call)
    with pytest.raises(AwardRefused, match=words):
        award(project, decider, now, amount)


def test_the_aid_of_both_sections_stays_within_its_share_of_the_cost(double_project, decider, decider_qc, now):
    double_project.budget_lines.filter(side="charge").update(amount=Decimal("6000.00"))
    award(double_project, decider, now, "4000.00")
    with pytest.raises(AwardRefused, match="dépasserait 70 % du coût du projet, soit 4\u202f200\xa0€"):
        award_share(
            project=double_project, section="qc", amount=Money(Decimal("1000.00"), "CAD"), by=decider_qc, now=now
        )


def test_a_decision_comes_after_a_review(project, decider, now):
    Review.objects.all().delete()
    with pytest.raises(NotReadyToDecide, match="Il manque un avis"):
        refuse_share(project=project, section="fr", motive="Non.", by=decider, now=now)
    assert nothing_written(project)


def test_a_yes_needs_a_confirmed_host(project, decider, now):
    project.structures.filter(side="host").update(state="invited", confirmed_on=None)
    with pytest.raises(NotReadyToDecide, match="Aucun partenaire d’accueil n’a confirmé"):
        award(project, decider, now)
    refuse_share(project=project, section="fr", motive="Pas de partenaire.", by=decider, now=now)


def test_nobody_decides_what_they_reviewed(project, decider, now):
    ReviewFactory(project=project, reviewer=decider)
    with pytest.raises(SelfDecision, match="Vous avez donné votre avis"):
        award(project, decider, now)
    assert nothing_written(project)


def test_nobody_decides_what_their_structure_files(project, now):
    both = member(project.carrier)
    MembershipFactory(decider_fr=True, user=both)
    with pytest.raises(SelfDecision, match="Vous avez un lien avec ce dossier"):
        award(project, both, now)
    assert nothing_written(project)


def test_a_section_that_is_not_asked_decides_nothing(project, decider_qc, now):
    with pytest.raises(NoSuchShare, match="ne demande rien à cette section"):
        refuse_share(project=project, section="qc", motive="Non.", by=decider_qc, now=now)


def test_the_second_of_two_deciders_is_told_what_the_first_said(double_project, decider, now):
    award(double_project, decider, now)
    second = MembershipFactory(decider_fr=True).user
    with pytest.raises(AlreadyDecided, match=f"{decider} a déjà répondu pour cette section : « Accord »") as refusal:
        refuse_share(project=double_project, section="fr", motive="Non.", by=second, now=now)
    assert refusal.value.status == 409
    assert Decision.objects.get(project=double_project, section="fr").state == DecisionState.YES


@pytest.mark.parametrize("answer", [refuse_share, close_share_without_action])
def test_what_is_not_a_plain_yes_says_why(project, decider, now, answer):
    with pytest.raises(MotiveMissing, match="Dites pourquoi"):
        answer(project=project, section="fr", motive="  ", by=decider, now=now)
    assert nothing_written(project)


@pytest.mark.parametrize(("motive", "conditions"), [("", "Joignez l’assurance."), ("Il manque une pièce.", " ")])
def test_a_conditional_yes_says_why_and_under_which_conditions(project, decider, now, motive, conditions):
    with pytest.raises(MotiveMissing):
        award_conditionally(
            project=project,
            section="fr",
            amount=euros("4000.00"),
            conditions=conditions,
            motive=motive,
            by=decider,
            now=now,
        )
    assert nothing_written(project)


@pytest.mark.parametrize("state", sorted(set(ProjectState.values) - {"under_review"}))
def test_only_a_dossier_under_review_is_decided(decider, now, state):
    project = ProjectFactory(**({state: True} if state != "draft" else {}))
    ReviewFactory(project=project)
    EnvelopeFactory(call=project.call)
    with pytest.raises(WrongState, match="n’est plus en instruction"):
        award(project, decider, now)
