"""Payment orders: what goes in, the file that is made, what the bank answered, line by line."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, connection, transaction

from ofqj_portal.core import files
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.jobs_in_place import run_due
from ofqj_portal.core.models import OutboxMail, StoredFile
from ofqj_portal.core.money import Money
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.documents.payment_file import Transfer, csv_file
from projects.models import (
    BankDetails,
    ExchangeRate,
    Grant,
    LedgerEntry,
    PayerAccount,
    Payment,
    PaymentRun,
    PaymentRunLine,
)
from projects.ports import GroupFacts
from projects.queries.payment_runs import ready_groups
from projects.services.bank_details import Account, BankDetailsRefused, give_bank_details, refuse_bank_details
from projects.services.decision_changes import AlreadyPaid, undo_decision
from projects.services.payment import PaymentRefused, record_payment
from projects.services.payment_run import Rejection, RunRefused, cancel_run, confirm_run, prepare_run
from projects.services.stay import record_departure
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, awarded, run_of, with_account

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)
DAY = NOW.date()


@pytest.fixture
def finance():
    PayerAccount.objects.create(section="fr", holder="OFQJ France", iban="FR7630006000011234567890189", bic="AGRIFRPP")
    return MembershipFactory(finance=True).user


def ready(amount="4000.00", **fields):
    """A grant whose advance may be paid."""
    grant = awarded(ProjectFactory(accepted=True, **fields), amount=amount).grant
    with_account(grant)
    return grant


def prepare(by, *grants, method="sepa", section="fr", **facts):
    wanted = [grant.instalments.get(kind="advance").pk for grant in grants]
    facts = {"instalments": wanted, "execute_on": DAY} | facts
    return prepare_run(section=section, method=method, by=by, now=NOW, **facts)


def confirm(run, by, rejections=None, paid_on=DAY):
    return confirm_run(run=run, paid_on=paid_on, rejections=rejections or {}, by=by, now=NOW)


def test_what_nothing_blocks_is_grouped_by_section_and_form_of_file(finance):
    ready()
    awarded(ProjectFactory(accepted=True))  # no account
    quebec = ProjectFactory(accepted=True, both_sections=True)
    with_account(awarded(quebec, amount="1000.00", envelope=EnvelopeFactory(call=quebec.call, quebec=True)).grant)
    groups = [(group.section, group.currency, group.method, len(group.rows)) for group in ready_groups(finance)]
    assert groups == [("fr", "EUR", "sepa", 1), ("qc", "CAD", "csv", 1)]


def test_a_sepa_file_is_the_one_asked_for_and_follows_its_schema(finance):
    first = ready(carrier=StructureFactory(ml=True, name="Mission Locale d’Été"))
    run = prepare(finance, first, ready("1234.56"))
    run_due()
    run.refresh_from_db()
    content = files.read(run.file)
    root, ns = ElementTree.fromstring(content), "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
    found = {tag: [node.text for node in root.iter(ns + tag)] for tag in ("MsgId", "CtrlSum", "InstdAmt", "EndToEndId")}
    assert (found["MsgId"], found["CtrlSum"][0]) == ([run.name], "4187.65")
    assert found["InstdAmt"] == ["3200.00", "987.65"]
    assert found["EndToEndId"] == list(run.lines.order_by("pk").values_list("reference", flat=True))
    assert "Mission Locale d'Ete" in content.decode()
    assert run.file.name == f"{run.name}.xml"
    assert run.file_sha256 == run.file.sha256


def test_a_list_for_canadian_accounts_holds_no_formula_and_adds_up(finance):
    carrier = StructureFactory(cje=True, name="=CJE")
    project = ProjectFactory(accepted=True, to_france=True, carrier=carrier)
    grant = awarded(project, amount="1000.00", envelope=EnvelopeFactory(call=project.call, quebec=True)).grant
    with_account(grant)
    run = prepare(finance, grant, method="csv", section="qc")
    run_due()
    run.refresh_from_db()
    rows = list(csv.reader(io.StringIO(files.read(run.file).decode("utf-8-sig")), delimiter=";"))
    assert rows[1][1:5] == ["'=CJE", "815", "30000", "1234567"]
    assert rows[1][7:9] == ["800,00", "CAD"]


def test_a_list_keeps_the_zeros_of_its_numbers():
    dollars = Money(Decimal("10.00"), "CAD")
    content = csv_file([Transfer("R1", "CJE", dollars, "Aide", institution="006", transit="00011", account="0001234")])
    assert b"006;00011;0001234" in content


@pytest.mark.parametrize("days", [-1, 61])
def test_an_order_is_executed_soon(finance, days):
    with pytest.raises(RunRefused, match="dans les deux mois"):
        prepare(finance, ready(), execute_on=DAY + timedelta(days=days))


def test_an_order_by_sepa_needs_the_section_s_own_account(finance):
    PayerAccount.objects.all().delete()
    with pytest.raises(RunRefused, match="compte payeur"):
        prepare(finance, ready())


def test_an_instalment_that_is_blocked_does_not_enter_an_order(finance):
    grant = ready()
    with pytest.raises(RunRefused, match="n’est plus à payer"):
        prepare(finance, grant, instalments=[grant.instalments.get(kind="balance").pk])
    BankDetails.objects.all().delete()
    with pytest.raises(RunRefused, match="n’est plus à payer"):
        prepare(finance, grant)
    with pytest.raises(RunRefused, match="n’est plus à payer"):
        prepare(finance, instalments=[])


def test_two_orders_never_hold_one_instalment(finance):
    grant = ready()
    run = prepare(finance, grant)
    with pytest.raises(RunRefused, match="déjà dans un ordre"):
        prepare(finance, grant)
    with pytest.raises(IntegrityError, match="payment_run_line_one_order"), transaction.atomic():
        run_of(grant)
    assert run.lines.count() == 1


def test_a_confirmed_order_pays_tells_and_forgets(finance):
    grant = ready()
    adviser = member(grant.decision.project.carrier)
    run = prepare(finance, grant)
    run_due()
    path = StoredFile.objects.get(kind="projects.payment_file").path
    run = confirm(run, finance)
    payment = Payment.objects.get()
    assert (payment.amount, payment.instalment.kind, payment.paid_on) == (Decimal("3200.00"), "advance", DAY)
    assert list(LedgerEntry.objects.filter(kind="pay").values_list("amount", flat=True)) == [Decimal("3200.00")]
    assert OutboxMail.objects.get(kind="projects.payment_made").to_email == adviser.email
    assert not BankDetails.objects.exists()
    assert not StoredFile.objects.filter(path=path).exists()
    assert (run.state, run.file, run.lines.get().outcome) == ("confirmed", None, "paid")
    assert Grant.objects.get().instalments.get(kind="balance").planned_amount == Decimal("800.00")
    with pytest.raises(WrongState, match="a déjà terminé cet ordre"):
        confirm(run, finance)
    assert Payment.objects.count() == 1


def test_a_rejected_line_is_not_paid_and_a_wrong_account_is_asked_again(finance):
    wrong, other = ready(), ready()
    adviser = member(wrong.decision.project.carrier)
    run = prepare(finance, wrong, other)
    lines = {line.decision_id: line.pk for line in run.lines.all()}
    rejections = {
        lines[wrong.decision_id]: Rejection("Compte clos.", True),
        lines[other.decision_id]: Rejection("Plafond dépassé.", False),
    }
    with pytest.raises(RunRefused, match="Dites pourquoi"):
        confirm(run, finance, {lines[wrong.decision_id]: Rejection(" ", True)})
    confirm(run, finance, rejections)
    assert not Payment.objects.exists()
    assert [details.grant for details in BankDetails.objects.all()] == [other]
    mail = OutboxMail.objects.get(kind="projects.bank_details_refused")
    assert (mail.to_email, "Compte clos." in mail.text) == (adviser.email, True)
    assert prepare(finance, other).lines.count() == 1


def test_an_order_is_confirmed_once_executed(finance):
    run = prepare(finance, ready())
    with pytest.raises(RunRefused, match="pas encore passée"):
        confirm(run, finance, paid_on=DAY + timedelta(days=1))


def test_a_cancelled_order_gives_its_instalments_back(finance):
    grant = ready()
    run = prepare(finance, grant)
    run_due()
    cancel_run(run=run, by=finance, now=NOW)
    assert not StoredFile.objects.filter(kind="projects.payment_file").exists()
    assert PaymentRunLine.objects.get().outcome == "dropped"
    assert prepare(finance, grant).state == "prepared"
    assert BankDetails.objects.count() == 1


def test_while_an_order_waits_nothing_else_touches_its_grant(finance):
    grant = ready()
    run = prepare(finance, grant)
    by, decider = member(grant.decision.project.carrier), MembershipFactory(decider_fr=True).user
    euros = Money(Decimal("10.00"), "EUR")
    with pytest.raises(PaymentRefused, match="ordre de paiement est en cours"):
        record_payment(grant=grant, kind="advance", amount=euros, paid_on=DAY, by=finance, now=NOW)
    account = Account("ML", iban="DE89370400440532013000")
    with pytest.raises(BankDetailsRefused, match="paiement est en cours"):
        give_bank_details(project=grant.decision.project, account=account, by=by, now=NOW)
    with pytest.raises(BankDetailsRefused, match="paiement est en cours"):
        refuse_bank_details(grant=grant, reason="Faux.", by=finance, now=NOW)
    with pytest.raises(AlreadyPaid, match="ordre de paiement"):
        undo_decision(project=grant.decision.project, section="fr", reason="Erreur.", by=decider, now=NOW)
    assert run.lines.get().outcome == "pending"


def test_a_group_that_leaves_smaller_while_an_order_waits_stays_payable(finance):
    grant = ready()
    run = prepare(finance, grant)
    project = grant.decision.project
    facts = GroupFacts(departed=4)
    late = NOW + timedelta(days=60)
    by = member(project.carrier)
    record_departure(project=project, facts=facts, departed_on=project.departs_on, by=by, now=late)
    confirm_run(run=run, paid_on=DAY, rejections={}, by=finance, now=late)
    assert Payment.objects.get().amount == Decimal("3200.00")
    grant = Grant.objects.get()
    assert (grant.due_amount, grant.decision.entries.totals()["committed"]) == (Decimal("2000.00"), Decimal("3200.00"))


def test_euros_paid_on_a_canadian_account_freeze_the_rate_of_the_day(finance):
    known = {"base": "EUR", "quote": "CAD", "source": "Banque du Canada"}
    ExchangeRate.objects.create(rate=Decimal("1.61"), on=DAY, **known)
    carrier = StructureFactory(cje=True)
    grant = ready(carrier=carrier)
    run = prepare(finance, grant, method="csv")
    confirm(run, finance)
    payment = Payment.objects.get()
    assert (payment.rate, payment.rate_on, payment.rate_source) == (Decimal("1.61"), DAY, "Banque du Canada")


def test_an_order_does_not_end_before_every_line_has_its_answer(finance):
    run = prepare(finance, ready())
    ended = {"state": "confirmed", "ended_by": finance, "ended_at": NOW}
    with pytest.raises(IntegrityError, match="every line has its answer"), transaction.atomic():
        PaymentRun.objects.filter(pk=run.pk).update(**ended)


@pytest.mark.parametrize("change", [{"amount": 1}, {"outcome": "rejected"}, {"instalment": None}])
def test_a_line_says_what_was_asked_of_the_bank(finance, change):
    prepare(finance, ready())
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRunLine.objects.update(**change)


def test_truths_hold_from_preparation_to_confirmation(finance):
    from ofqj_portal.core.invariants import check

    def broken():
        connection.check_constraints()
        return {label for label, holds, _count in check() if not holds}

    first, second = ready(), ready()
    before = broken()
    run = prepare(finance, first, second)
    assert broken() == before
    confirm(run, finance, {run.lines.first().pk: Rejection("Plafond.", False)})
    assert broken() == before
    assert date(2026, 4, 10) == PaymentRun.objects.get().paid_on
