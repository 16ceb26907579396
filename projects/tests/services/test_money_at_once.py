"""The same act by several people at the same instant, on real connections: one effect, and words for the others."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.invariants import check
from ofqj_portal.core.models import JournalEntry, OutboxMail
from ofqj_portal.core.money import Money
from ofqj_portal.core.tests.at_once import together
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.models import Envelope, LedgerEntry, Payment, PaymentRun, Project, Recovery
from projects.services.payment_run import confirm_run
from projects.services.recovery import RecoveryRefused, receive_recovery
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, awarded, overpaid_by, run_of, with_account

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOW = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)


def two_of_finance():
    return [MembershipFactory(finance=True).user for _ in range(2)]


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def broken():
    return [str(label) for label, holds, _count in check() if not holds]


def test_two_people_who_confirm_one_order_at_once_pay_it_once():
    grant = awarded(ProjectFactory(accepted=True)).grant
    member(grant.decision.project.carrier)
    with transaction.atomic():
        with_account(grant)
    run, before = run_of(grant), broken()

    def confirm(by):
        return lambda: confirm_run(run=run, paid_on=NOW.date(), rejections={}, by=by, now=NOW)

    results = together([confirm(by) for by in two_of_finance()])
    assert kinds(results) == ["PaymentRun", "WrongState"]
    assert "Rien n’a été écrit deux fois" in str(next(one for one in results if isinstance(one, WrongState)))
    assert (Payment.objects.count(), LedgerEntry.objects.filter(kind="pay").count()) == (1, 1)
    assert Envelope.objects.get().paid_amount == Decimal("3200.00")
    assert (PaymentRun.objects.get().state, OutboxMail.objects.filter(kind="projects.payment_made").count()) == (
        *("confirmed",),
        1,
    )
    assert broken() == before


@pytest.mark.parametrize(("amount", "expected"), [("1000.00", "whole"), ("600.00", "part")])
def test_money_that_two_people_note_at_once_comes_back_once(amount, expected):
    grant = awarded(ProjectFactory(accepted=True)).grant
    recovery = overpaid_by(grant, "1000.00", sent=True)

    def receive(by):
        money = Money(Decimal(amount), "EUR")
        return lambda: receive_recovery(recovery=recovery, amount=money, received_on=date(2026, 4, 10), by=by, now=NOW)

    results = together([receive(by) for by in two_of_finance()])
    refusal = {"whole": WrongState, "part": RecoveryRefused}[expected]
    assert kinds(results) == sorted(["Recovery", refusal.__name__])
    kept = Recovery.objects.get()
    assert (kept.receipts.get().amount, kept.received.amount) == (Decimal(amount), Decimal(amount))
    assert [entry.amount for entry in LedgerEntry.objects.filter(kind="recover")] == [Decimal(amount)]


def test_twenty_identical_posts_of_a_filing_file_once():
    days = {"departs_on": date(2059, 5, 4), "returns_on": date(2059, 5, 15)}
    project = ProjectFactory(carrier=StructureFactory(ml=True), **days)
    EnvelopeFactory(call=project.call)
    adviser, page = member(project.carrier), reverse("projects:section", args=[project.number, "depot"])
    token, clients = str(uuid4()), [Client(raise_request_exception=False) for _ in range(20)]
    for client in clients:
        client.force_login(adviser)

    def post(client):
        return lambda: client.post(page, {"form_token": token}).status_code

    answers = together([post(client) for client in clients])
    assert sorted(set(answers)) in ([302], [302, 409])
    filed = Project.objects.get(pk=project.pk)
    assert (filed.state, filed.submitted_at is not None) == ("submitted", True)
    assert JournalEntry.objects.filter(verb="project.submitted").count() == 1
    assert OutboxMail.objects.filter(kind="projects.filed").count() == 1
    assert filed.submitted_at <= calendar.now()
