"""Opinions with scores, and ties declared: one test for each outcome."""

from decimal import Decimal

import pytest

from ofqj_portal.core.account_facts import forget_facts
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.models import JournalEntry
from ofqj_portal.core.money import Money
from ofqj_portal.core.roles import forget_grants
from partners.tests.factories import MembershipFactory
from projects.models import CallRules, ConflictDeclaration, Project, Review
from projects.services.assignment import assign_officer
from projects.services.conflict import NotYoursToLift, ReasonUnsaid, declare_conflict, lift_conflict
from projects.services.decision import NotReadyToDecide, SelfDecision, award_share
from projects.services.review import ConflictOfInterest, ScoreRefused, give_review, take_in_charge
from projects.services.submission import submit_project
from projects.tests.factories import GRID, CallFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory

pytestmark = pytest.mark.django_db
WORDS = {"opinion": "favourable", "comment": "Solide."}
REASON = "Mon frère y travaille."


@pytest.fixture
def scored():
    return ProjectFactory(under_review=True, call=CallFactory(always_open=True, score_grid=GRID))


def review(project, officer, now, **scores):
    return give_review(project=project, by=officer, now=now, scores=scores, **WORDS)


def test_an_opinion_keeps_its_scores_and_their_weighted_mean(scored, officer, now):
    given = review(scored, officer, now, effect=5, partners=0, budget=8)
    given.refresh_from_db()
    assert (given.scores, given.score) == ({"effect": 5, "partners": 0, "budget": 8}, Decimal("58.00"))


def test_an_optional_criterion_may_be_left_out(scored, officer, now):
    assert review(scored, officer, now, effect=4, partners=5).score == Decimal("88.89")


@pytest.mark.parametrize(
    "scores",
    [
        {"effect": 5},
        {"effect": 6, "partners": 1},
        {"effect": -1, "partners": 1},
        {"effect": 5, "partners": 1, "charm": 5},
    ],
)
def test_a_score_off_the_grid_changes_nothing(scored, officer, now, scores):
    with pytest.raises(ScoreRefused):
        review(scored, officer, now, **scores)
    assert not Review.objects.exists()


def test_without_a_grid_an_opinion_has_no_score(officer, now):
    given = review(ProjectFactory(under_review=True), officer, now)
    assert (given.scores, given.score) == ({}, None)


def test_the_grid_is_frozen_with_the_rules_when_the_dossier_is_filed(now):
    project = ProjectFactory(call=CallFactory(always_open=True, score_grid=GRID))
    filed = submit_project(project=project, by=MembershipFactory(structure=project.carrier).user, now=now)
    filed.call.score_grid = []
    filed.call.save()
    kept = Project.objects.get(pk=filed.pk).call_rules
    assert [criterion.code for criterion in kept.score_grid] == ["effect", "partners", "budget"]
    assert CallRules.from_json(kept.to_json()) == kept


def test_rules_frozen_before_there_were_grids_read_as_without_one(scored):
    rules = {key: value for key, value in scored.rules.items() if key != "score_grid"}
    assert CallRules.from_json(rules).score_grid == ()


def test_a_declared_tie_takes_the_dossier_off_every_desk_of_hers(project, officer, now):
    Project.objects.filter(pk=project.pk).update(officer=officer)
    assert Project.objects.visible_to(officer).filter(pk=project.pk).exists()
    declared = declare_conflict(project=project, reason=REASON, by=officer, now=now)
    project.refresh_from_db()
    assert (declared.section, declared.reason, project.officer) == ("fr", REASON, None)
    assert not Project.objects.visible_to(officer).filter(pk=project.pk).exists()
    assert not Project.objects.listed_to(officer).filter(pk=project.pk).exists()
    assert REASON not in str(list(JournalEntry.objects.values_list("facts", flat=True)))
    assert [line.verb for line in history_of(project)] == ["project.conflict_declared"]


def test_her_opinion_no_longer_counts(project, now):
    reviewer = project.reviews.get().reviewer
    declare_conflict(project=project, reason=REASON, by=reviewer, now=now)
    assert list(project.reviews.standing()) == []
    decider = MembershipFactory(decider_fr=True).user
    with pytest.raises(NotReadyToDecide):
        award_share(project=project, section="fr", amount=Money(Decimal(100), "EUR"), by=decider, now=now)


def test_she_is_given_nothing_of_it_any_more(project, officer, decider, now):
    declare_conflict(project=project, reason=REASON, by=officer, now=now)
    declare_conflict(project=project, reason=REASON, by=decider, now=now)
    with pytest.raises(ConflictOfInterest):
        assign_officer(project=project, officer=officer, by=decider, now=now)
    with pytest.raises(ConflictOfInterest):
        review(project, officer, now)
    with pytest.raises(SelfDecision):
        award_share(project=project, section="fr", amount=Money(Decimal(100), "EUR"), by=decider, now=now)
    assert project.decisions.exclude(state="pending").count() == 0


def test_she_takes_nothing_in_charge_either(officer, now):
    project = ProjectFactory(submitted=True)
    declare_conflict(project=project, reason=REASON, by=officer, now=now)
    with pytest.raises(ConflictOfInterest):
        take_in_charge(project=project, by=officer, now=now)


def test_a_tie_without_words_or_said_twice_or_by_a_stranger_is_refused(project, officer, now):
    with pytest.raises(ReasonUnsaid):
        declare_conflict(project=project, reason="  ", by=officer, now=now)
    declare_conflict(project=project, reason=REASON, by=officer, now=now)
    with pytest.raises(WrongState):
        declare_conflict(project=project, reason=REASON, by=officer, now=now)
    with pytest.raises(NotYoursToLift):
        declare_conflict(project=project, reason=REASON, by=MembershipFactory().user, now=now)
    assert ConflictDeclaration.objects.count() == 1


def test_a_decider_of_her_section_lifts_it_and_the_opinion_is_to_be_given_anew(project, decider, now):
    reviewer = project.reviews.get().reviewer
    declared = declare_conflict(project=project, reason=REASON, by=reviewer, now=now)
    lifted = lift_conflict(declared=declared, reason="Il est parti.", by=decider, now=now)
    assert (lifted.lifted_by, lifted.lift_reason) == (decider, "Il est parti.")
    forget_facts(reviewer)
    assert Project.objects.visible_to(reviewer).filter(pk=project.pk).exists()
    assert list(project.reviews.standing()) == []
    review(project, reviewer, now)
    assert [given.reviewer for given in project.reviews.standing()] == [reviewer]
    with pytest.raises(WrongState):
        lift_conflict(declared=declared, reason="Encore.", by=decider, now=now)


def test_nobody_lifts_her_own_nor_the_other_section_s_nor_without_a_reason(project, decider, decider_qc, officer, now):
    declared = declare_conflict(project=project, reason=REASON, by=decider, now=now)
    for somebody in (decider, decider_qc, officer):
        forget_grants(somebody)
        with pytest.raises(NotYoursToLift):
            lift_conflict(declared=declared, reason="Pour voir.", by=somebody, now=now)
    with pytest.raises(ReasonUnsaid):
        lift_conflict(declared=declared, reason=" ", by=MembershipFactory(decider_fr=True).user, now=now)
    declared.refresh_from_db()
    assert declared.lifted_at is None


def test_the_tie_of_one_leaves_the_others_at_work(project, officer, decider, now):
    EnvelopeFactory(call=ProjectFactory(under_review=True).call)
    declare_conflict(project=project, reason=REASON, by=officer, now=now)
    decided = award_share(project=project, section="fr", amount=Money(Decimal(100), "EUR"), by=decider, now=now)
    assert decided.state == "yes"
