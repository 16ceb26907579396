"""Departure, return, interruption, cancellation: what they do to the dossier and to its money."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.money import Money
from partners.tests.factories import MembershipFactory
from projects.enums import CANCELLABLE, PaymentKind, ProjectState
from projects.models import Envelope, Grant, ProjectReport
from projects.ports import GroupFacts
from projects.services.cancellation import CancelReasonMissing, StayOver, cancel_project
from projects.services.payment import record_payment
from projects.services.stay import (
    DateRefused,
    InterruptionUnexplained,
    NobodyLeft,
    interrupt_stay,
    record_departure,
    record_return,
)
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, awarded

pytestmark = pytest.mark.django_db
LEFT = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
BACK = datetime(2026, 5, 15, 15, 0, tzinfo=UTC)
STATES = sorted(set(ProjectState.values) - {"draft"})


@pytest.fixture
def by():
    return MembershipFactory().user


@pytest.fixture
def accepted():
    project = ProjectFactory(accepted=True)
    awarded(project, amount="4000.00")
    return project


@pytest.fixture
def ongoing(accepted, by):
    return depart(accepted, by, departed=8)


def depart(project, by, *, departed, departed_on=date(2026, 5, 4)):
    facts = GroupFacts(departed=departed, leaders=2)
    return record_departure(project=project, facts=facts, departed_on=departed_on, by=by, now=LEFT)


def envelope():
    found = Envelope.objects.get(section="fr")
    return found.committed_amount, found.paid_amount


# ---- departure ------------------------------------------------------------------------------------------------------


def test_a_departure_recomputes_the_aid_from_who_really_left(accepted, by):
    project = depart(accepted, by, departed=7)
    grant = Grant.objects.get()
    assert (project.state, project.departed_on) == (ProjectState.ONGOING, date(2026, 5, 4))
    assert (grant.awarded_amount, grant.recomputed_amount) == (Decimal("4000.00"), Decimal("3500.00"))
    assert envelope() == (Decimal("3500.00"), Decimal("0.00"))


def test_more_people_than_planned_never_raise_the_aid(accepted, by):
    depart(accepted, by, departed=9)
    assert envelope() == (Decimal("4000.00"), Decimal("0.00"))


def test_an_advance_above_the_recomputed_aid_stays_committed(accepted, by):
    finance = MembershipFactory(finance=True).user
    advance = {"kind": PaymentKind.ADVANCE, "amount": Money(Decimal("3000.00"), "EUR"), "paid_on": date(2026, 4, 20)}
    record_payment(grant=Grant.objects.get(), by=finance, now=LEFT, **advance)
    depart(accepted, by, departed=4)
    assert Grant.objects.get().recomputed_amount == Decimal("2000.00")
    assert envelope() == (Decimal("3000.00"), Decimal("3000.00"))


def test_aid_in_another_currency_than_the_scale_follows_the_share_of_places_filled(by):
    project = ProjectFactory(accepted=True, both_sections=True)
    awarded(project, amount="4000.00")
    awarded(project, amount="1000.00", envelope=EnvelopeFactory(call=project.call, quebec=True))
    depart(project, by, departed=5)
    due = dict(Grant.objects.values_list("currency", "recomputed_amount"))
    assert due == {"EUR": Decimal("2500.00"), "CAD": Decimal("625.00")}


def test_a_call_without_scale_pays_what_was_awarded(by):
    project = ProjectFactory(accepted=True, call=CallFactory(grant=True, always_open=True))
    awarded(project, amount="4000.00")
    depart(project, by, departed=1)
    assert envelope() == (Decimal("4000.00"), Decimal("0.00"))


def test_nobody_leaving_is_no_departure(accepted, by):
    with pytest.raises(NobodyLeft, match="annulez le projet"):
        depart(accepted, by, departed=0)


def test_a_departure_is_not_noted_before_its_day(accepted, by):
    with pytest.raises(DateRefused, match="pas encore passée"):
        depart(accepted, by, departed=8, departed_on=date(2026, 5, 6))


@pytest.mark.parametrize("state", [state for state in STATES if state != "accepted"])
def test_only_an_accepted_group_leaves(by, state):
    with pytest.raises(WrongState, match="dossier accepté"):
        depart(ProjectFactory(**{state: True}), by, departed=8)


# ---- return ---------------------------------------------------------------------------------------------------------


def come_back(project, by, *, returned_on=date(2026, 5, 15), facts=None):
    facts = facts or GroupFacts(departed=8, returned=7, interrupted=1)
    return record_return(project=project, facts=facts, returned_on=returned_on, by=by, now=BACK)


def test_a_return_makes_the_report_due_sixty_days_later_and_pre_fills_it(ongoing, by):
    project = come_back(ongoing, by)
    assert (project.state, project.report_due_on) == (ProjectState.REPORT_DUE, date(2026, 7, 14))
    report = ProjectReport.objects.get(project=project)
    counts = report.planned_count, report.departed_count, report.returned_count, report.interrupted_count
    assert counts == (8, 8, 7, 1)


def test_the_delay_is_the_one_of_the_call_when_the_dossier_was_filed(by):
    project = ProjectFactory(ongoing=True, call__report_due_days=45)
    assert come_back(project, by).report_due_on == date(2026, 6, 29)


def test_an_interruption_makes_the_report_due_too(ongoing, by):
    facts = GroupFacts(departed=8, interrupted=8)
    day = date(2026, 5, 9)
    project = interrupt_stay(project=ongoing, facts=facts, interrupted_on=day, reason="Tempête.", by=by, now=BACK)
    assert (project.state, project.returned_on) == (ProjectState.REPORT_DUE, day)


def test_an_interruption_says_why(ongoing, by):
    with pytest.raises(InterruptionUnexplained):
        interrupt_stay(
            project=ongoing, facts=GroupFacts(), interrupted_on=date(2026, 5, 9), reason=" ", by=by, now=BACK
        )


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 5, 3), "avant d’être parti"), (date(2026, 5, 17), "pas encore passée")]
)
def test_a_return_comes_after_the_departure_and_not_tomorrow(ongoing, by, day, words):
    with pytest.raises(DateRefused, match=words):
        come_back(ongoing, by, returned_on=day)


@pytest.mark.parametrize("state", [state for state in STATES if state != "ongoing"])
def test_only_a_group_that_left_comes_back(by, state):
    project = ProjectFactory(**{state: True})
    with pytest.raises(WrongState, match="pendant le séjour"):
        come_back(project, by)
    with pytest.raises(WrongState, match="pendant le séjour"):
        interrupt_stay(
            project=project, facts=GroupFacts(), interrupted_on=date(2026, 5, 9), reason="Tempête.", by=by, now=BACK
        )


# ---- cancellation ---------------------------------------------------------------------------------------------------


def cancel(project, by, *, reason="Le partenaire s’est retiré.", on=date(2026, 5, 10)):
    return cancel_project(project=project, reason=reason, on=on, by=by, now=LEFT)


@pytest.mark.parametrize("state", sorted(CANCELLABLE))
def test_a_cancelled_project_gives_back_what_is_not_paid(by, state):
    project = ProjectFactory(**{state: True})
    awarded(project, amount="4000.00")
    assert cancel(project, by).state == ProjectState.CANCELLED
    assert envelope() == (Decimal("0.00"), Decimal("0.00"))


def test_what_was_paid_stays_committed(accepted, by):
    finance = MembershipFactory(finance=True).user
    advance = {"kind": PaymentKind.ADVANCE, "amount": Money(Decimal("1000.00"), "EUR"), "paid_on": date(2026, 4, 20)}
    record_payment(grant=Grant.objects.get(), by=finance, now=LEFT, **advance)
    cancel(accepted, by)
    assert envelope() == (Decimal("1000.00"), Decimal("1000.00"))
    assert Grant.objects.get().recomputed_amount == Decimal("1000.00")


def test_a_stay_that_has_ended_is_not_cancelled(ongoing, by):
    with pytest.raises(StayOver, match="remettez le bilan"):
        cancel(ongoing, by, on=date(2026, 5, 16))


def test_a_stay_is_cancelled_on_its_last_day(ongoing, by):
    assert cancel(ongoing, by, on=date(2026, 5, 15)).state == ProjectState.CANCELLED


def test_a_cancellation_says_why(accepted, by):
    with pytest.raises(CancelReasonMissing):
        cancel(accepted, by, reason=" ")


@pytest.mark.parametrize("state", [state for state in STATES if state not in CANCELLABLE])
def test_nothing_else_is_cancelled(by, state):
    with pytest.raises(WrongState, match="ne peut plus être annulé"):
        cancel(ProjectFactory(**{state: True}), by)
