"""What the database keeps true of payments and accounts, whatever the code does."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from projects.models import BankDetails, Payment
from projects.tests.factories import DECIDED_AT, ProjectFactory
from projects.tests.money_factories import awarded, with_account

pytestmark = pytest.mark.django_db


def pay(grant, **fields):
    row = {
        "grant": grant, "instalment": grant.instalments.filter(kind="advance").first(), "kind": "advance",
        "amount": Decimal("10.00"), "currency": grant.currency, "payee_ref": uuid4(), "paid_on": date(2026, 4, 1),
        "recorded_by": grant.decision.decided_by, "recorded_at": DECIDED_AT,
    }  # fmt: skip
    return Payment.objects.create(**(row | fields))


@pytest.mark.parametrize("agreed", [None, "waiting_carrier", "waiting_ofqj"])
def test_nothing_is_paid_before_both_sides_signed(agreed):
    grant = awarded(ProjectFactory(accepted=True), agreed=agreed).grant
    with pytest.raises(IntegrityError, match="both sides sign"), transaction.atomic():
        pay(grant)


@pytest.mark.parametrize("which", ["none", "another", "kind"])
def test_a_payment_settles_an_instalment_of_its_grant_and_kind(which):
    grant = awarded(ProjectFactory(accepted=True)).grant
    other = awarded(ProjectFactory(accepted=True)).grant.instalments.get(kind="advance")
    wrong = {"none": None, "another": other, "kind": grant.instalments.get(kind="balance")}[which]
    with pytest.raises(IntegrityError, match="its instalment is another one"), transaction.atomic():
        pay(grant, instalment=wrong)


def test_an_instalment_is_paid_once():
    grant = awarded(ProjectFactory(accepted=True)).grant
    pay(grant)
    with pytest.raises(IntegrityError, match="instalment"), transaction.atomic():
        pay(grant)


def test_a_payment_purges_the_account_of_its_payee_for_its_grant_and_no_other():
    grant = awarded(ProjectFactory(accepted=True)).grant
    mine, other = with_account(grant), with_account(awarded(ProjectFactory(accepted=True)).grant)
    pay(grant)
    assert BankDetails.objects.count() == 2
    balance = grant.instalments.get(kind="balance")
    pay(grant, kind="balance", instalment=balance, payee_ref=mine.payee.payee_ref)
    assert list(BankDetails.objects.all()) == [other]


def test_a_rate_is_dated():
    grant = awarded(ProjectFactory(accepted=True)).grant
    with pytest.raises(IntegrityError, match="payment_rate_is_dated"), transaction.atomic():
        pay(grant, rate=Decimal("1.6"))


def test_a_payee_has_one_account_for_a_grant():
    grant = awarded(ProjectFactory(accepted=True)).grant
    with_account(grant)
    with pytest.raises(IntegrityError, match="bank_details_once"), transaction.atomic():
        with_account(grant)
