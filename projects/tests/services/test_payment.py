"""Every outcome of a payment, and of an envelope whose amount changes."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.money import Money
from partners.tests.factories import MembershipFactory
from projects.enums import PayeeKind, PaymentKind, ProjectState
from projects.models import AccountingRecord, Envelope, Grant, Payment
from projects.services.envelope import TotalRefused, set_total
from projects.services.payment import PAYABLE, BalanceBlocked, PaymentRefused, record_payment
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, awarded

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 1, 9, 0, tzinfo=UTC)


def euros(amount):
    return Money(Decimal(amount), "EUR")


@pytest.fixture
def finance():
    return MembershipFactory(finance=True).user


def grant_of(state, amount="4000.00"):
    return awarded(ProjectFactory(**{state: True}), amount=amount).grant


def pay(grant, by, amount="1000.00", kind=PaymentKind.ADVANCE, paid_on=date(2026, 7, 30)):
    amount = amount if isinstance(amount, Money) else euros(amount)
    return record_payment(grant=grant, kind=kind, amount=amount, paid_on=paid_on, by=by, now=NOW)


def test_a_payment_moves_the_envelope_and_names_nobody(finance):
    grant = grant_of("accepted")
    payment = pay(grant, finance)
    assert Envelope.objects.get().paid == euros("1000.00")
    payee = AccountingRecord.objects.get(payee_ref=payment.payee_ref)
    assert (payee.kind, payee.structure) == (PayeeKind.STRUCTURE, grant.decision.project.carrier)
    assert payee.kept_until == date(2036, 7, 30)


def test_two_payments_to_one_structure_share_one_accounting_record(finance):
    grant = grant_of("accepted")
    pay(grant, finance)
    pay(grant, finance, paid_on=date(2026, 7, 31))
    assert AccountingRecord.objects.get().kept_until == date(2036, 7, 31)


def test_the_balance_is_paid_once_the_report_is_closed(finance):
    grant = grant_of("closed")
    pay(grant, finance, "4000.00", PaymentKind.BALANCE)
    assert Envelope.objects.get().paid == euros("4000.00")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("accepted", "le groupe n’est pas encore parti"),
        ("ongoing", "le séjour est en cours"),
        ("report_due", "n’a pas remis son bilan"),
        ("report_incomplete", "doit compléter son bilan"),
        ("report_submitted", "ne l’a pas encore clos"),
    ],
)
def test_the_balance_waits_for_something_named(finance, state, words):
    with pytest.raises(BalanceBlocked, match=words):
        pay(grant_of(state), finance, "4000.00", PaymentKind.BALANCE)
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": "4000.01"}, "Il reste 4\u202f000\xa0€ à payer"),
        ({"amount": "0.00"}, "Un versement a un montant"),
        ({"amount": Money(Decimal("10.00"), "CAD")}, "Cette subvention est en EUR"),
        ({"paid_on": date(2026, 8, 2)}, "pas encore passée"),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused(finance, changes, words):
    with pytest.raises(PaymentRefused, match=words):
        pay(grant_of("closed"), finance, **changes)
    assert Envelope.objects.get().paid == euros("0.00")


def test_the_balance_is_paid_once(finance):
    grant = grant_of("closed")
    pay(grant, finance, "1000.00", PaymentKind.BALANCE)
    with pytest.raises(PaymentRefused, match="déjà versé"):
        pay(grant, finance, "1000.00", PaymentKind.BALANCE)


@pytest.mark.parametrize("state", sorted(set(ProjectState.values) - PAYABLE - {"draft"}))
def test_money_leaves_only_for_an_accepted_project(finance, state):
    with pytest.raises(WrongState, match="ne peut pas être payé"):
        pay(grant_of(state), finance)


def test_an_envelope_is_raised_and_lowered_down_to_what_is_committed(finance):
    grant = grant_of("accepted")
    envelope = set_total(envelope=grant.decision.envelope, total=euros("4000.00"), by=finance, now=NOW)
    assert envelope.left == euros("0.00")


@pytest.mark.parametrize(
    ("total", "words"), [(euros("3999.99"), "déjà engagés"), (Money(Decimal("5000.00"), "CAD"), "est en EUR")]
)
def test_an_envelope_never_goes_under_what_is_committed(finance, total, words):
    grant = grant_of("accepted")
    with pytest.raises(TotalRefused, match=words):
        set_total(envelope=grant.decision.envelope, total=total, by=finance, now=NOW)
    assert Envelope.objects.get().total == euros("10000.00")


def test_both_currencies_stand_apart(finance):
    project = ProjectFactory(accepted=True, both_sections=True)
    awarded(project, amount="4000.00")
    dollars = awarded(project, amount="1000.00", envelope=EnvelopeFactory(call=project.call, quebec=True))
    pay(Grant.objects.get(decision=dollars), finance, Money(Decimal("500.00"), "CAD"))
    paid = dict(Envelope.objects.values_list("currency", "paid_amount"))
    assert paid == {"EUR": Decimal("0.00"), "CAD": Decimal("500.00")}
