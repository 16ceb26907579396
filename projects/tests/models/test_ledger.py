"""What the database keeps true of the money, whatever the code does."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction

from projects.enums import LedgerKind
from projects.models import Envelope, LedgerEntry
from projects.tests.factories import DECIDED_AT, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, awarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision():
    return awarded(ProjectFactory(accepted=True), amount="4000.00")


def write(decision, kind, amount, **fields):
    row = {"envelope": decision.envelope, "decision": decision, "currency": decision.currency, "at": DECIDED_AT}
    return LedgerEntry.objects.create(kind=kind, amount=Decimal(amount), **(row | fields))


def totals(decision):
    envelope = Envelope.objects.get(pk=decision.envelope_id)
    return envelope.committed_amount, envelope.paid_amount


def test_each_row_moves_the_totals_of_its_envelope(decision):
    write(decision, LedgerKind.PAY, "1500.00")
    write(decision, LedgerKind.RELEASE, "500.00")
    write(decision, LedgerKind.RECOVER, "200.00")
    assert totals(decision) == (Decimal("3500.00"), Decimal("1300.00"))


def test_an_envelope_never_commits_more_than_it_holds(decision):
    with pytest.raises(IntegrityError, match="envelope_not_exhausted"), transaction.atomic():
        write(decision, LedgerKind.COMMIT, "6000.01")
    assert totals(decision) == (Decimal("4000.00"), Decimal("0.00"))


def test_a_decision_never_pays_more_than_it_commits(decision):
    other = awarded(ProjectFactory(accepted=True, call=decision.project.call), amount="2000.00")
    with pytest.raises(IntegrityError, match="pays no more than it commits"), transaction.atomic():
        write(other, LedgerKind.PAY, "2000.01")
    assert totals(decision) == (Decimal("6000.00"), Decimal("0.00"))


def test_a_decision_never_releases_more_than_it_committed(decision):
    awarded(ProjectFactory(accepted=True, call=decision.project.call), amount="2000.00")
    with pytest.raises(IntegrityError, match="gives back no more than it took"), transaction.atomic():
        write(decision, LedgerKind.RELEASE, "4000.01")


def test_a_row_in_another_currency_is_refused(decision):
    with pytest.raises(IntegrityError, match="not in the currency of its envelope"), transaction.atomic():
        write(decision, LedgerKind.PAY, "10.00", currency="CAD")


def test_a_row_on_the_envelope_of_another_decision_is_refused(decision):
    other = EnvelopeFactory()
    with pytest.raises(IntegrityError, match="does not stand on this envelope"), transaction.atomic():
        write(decision, LedgerKind.COMMIT, "10.00", envelope=other)


@pytest.mark.parametrize("amount", ["0.00", "-10.00"])
def test_a_row_has_a_positive_amount(decision, amount):
    with pytest.raises(IntegrityError), transaction.atomic():
        write(decision, LedgerKind.PAY, amount)


@pytest.mark.parametrize("field", ["committed_amount", "paid_amount", "currency"])
def test_the_application_may_not_write_the_totals(decision, field):
    value = "CAD" if field == "currency" else Decimal("1.00")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Envelope.objects.filter(pk=decision.envelope_id).update(**{field: value})


def test_the_application_may_raise_an_envelope(decision):
    Envelope.objects.filter(pk=decision.envelope_id).update(total_amount=Decimal("12000.00"))
    assert Envelope.objects.get(pk=decision.envelope_id).left.amount == Decimal("8000.00")


def test_an_envelope_is_not_lowered_under_what_is_committed(decision):
    with pytest.raises(IntegrityError, match="envelope_not_exhausted"), transaction.atomic():
        Envelope.objects.filter(pk=decision.envelope_id).update(total_amount=Decimal("3999.99"))


def test_a_new_envelope_has_nothing_committed():
    with pytest.raises(IntegrityError, match="nothing committed"), transaction.atomic():
        EnvelopeFactory(committed_amount=Decimal("10.00"))


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_ledger_only_grows(decision, act):
    rows = LedgerEntry.objects.filter(decision=decision)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows.update(amount=Decimal("1.00")) if act == "update" else rows.delete()
