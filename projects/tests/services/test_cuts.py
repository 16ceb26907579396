"""Reductions of an aid: line by line of the charges, with their reasons, as the letter says them."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import Shore, reading_as
from partners.enums import Section
from projects.documents.decision_letter import DecisionLetter
from projects.forms.decision import AnswerForm
from projects.models import AwardCut, Decision
from projects.services.cuts import Cut, CutRefused
from projects.services.decision import award_share
from projects.services.decision_changes import undo_decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(project):
    return project.budget_lines.filter(side="charge").select_related("account").get()


def award(project, by, now, *cuts, amount=3500):
    facts = {"section": Section.FRANCE, "amount": Money(amount, "EUR"), "by": by, "now": now}
    return award_share(project=project, cuts=cuts, **facts)


def test_the_letter_says_each_reduction_and_why(project, line, decider, now):
    decision = award(project, decider, now, Cut(line.pk, Decimal(500), "Nuitées au-delà du barème."))
    with reading_as(Shore.FRANCE):
        [cut] = DecisionLetter.of(decision, written_at=now).cuts
    assert (cut.line, cut.amount, cut.reason) == (line.words, "500\xa0€", "Nuitées au-delà du barème.")


def test_reductions_make_up_what_is_not_awarded_each_with_its_reason(project, line, decider, now):
    for cut, words in (
        (Cut(line.pk, Decimal(400), "Barème"), "il manque"),
        (Cut(line.pk, Decimal(500), " "), "une raison"),
        (Cut(line.pk, Decimal(0), "Barème"), "un montant"),
        (Cut(0, Decimal(500), "Barème"), "plus au budget"),
    ):
        with pytest.raises(CutRefused, match=words), transaction.atomic():
            award(project, decider, now, cut)
    assert not Decision.objects.filter(state="yes").exists()
    award(project, decider, now)  # the motive alone may say why
    assert not AwardCut.objects.exists()


def test_a_decision_taken_back_keeps_no_reduction(project, line, decider, now):
    award(project, decider, now, Cut(line.pk, Decimal(500), "Barème"))
    undo_decision(project=project, section=Section.FRANCE, reason="Erreur", by=decider, now=now)
    assert not AwardCut.objects.exists()


def test_the_database_refuses_a_reduction_without_a_reason(project, line, decider, now):
    decision = award(project, decider, now)
    with pytest.raises(IntegrityError, match="award_cut_has_a_reason"), transaction.atomic():
        AwardCut.objects.create(decision=decision, position=1, line="x", amount=1, currency="EUR", reason="")


def test_the_form_gives_the_reductions_that_were_typed(line):
    data = {"answer": "yes", "amount": "3500", f"cut_{line.pk}": "500,00", f"why_{line.pk}": "Barème"}
    form = AnswerForm(data, asked=Money(4000, "EUR"), charges=[line])
    assert form.is_valid()
    assert form.facts()["cuts"] == [Cut(line.pk, Decimal("500.00"), "Barème")]
