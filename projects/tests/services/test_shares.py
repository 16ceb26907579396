"""A young person is paid her own share: what it is worth, what it takes from the structure, what becomes of it."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction

from ofqj_portal.core import files
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.invariants import check
from ofqj_portal.core.jobs_in_place import run_due
from ofqj_portal.core.models import JournalEntry, OutboxMail, StoredFile
from ofqj_portal.core.money import Money
from partners.tests.factories import MembershipFactory, member
from projects.models import AccountingRecord, BankDetails, Grant, InstalmentTerm, PayerAccount, Payment, Piece
from projects.ports import GroupFacts
from projects.queries.grant_money import project_money
from projects.queries.payment_runs import ready_groups
from projects.queries.shares import share_of
from projects.services.bank_details import Account, BankDetailsRefused, refuse_bank_details
from projects.services.payment import PaymentRefused, record_payment
from projects.services.payment_run import Rejection, confirm_run, prepare_run
from projects.services.shares import ShareRefused, ask_share, drop_shares
from projects.services.stay import record_departure
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.money_factories import awarded, share_of_somebody, with_account

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 6, 9, 0, tzinfo=UTC)
DAY = NOW.date()
ZEPHYRINE = Account("Zéphyrine Rare", iban="DE89370400440532013000")


@pytest.fixture
def finance():
    PayerAccount.objects.create(section="fr", holder="OFQJ France", iban="FR7630006000011234567890189", bic="AGRIFRPP")
    return MembershipFactory(finance=True).user


@pytest.fixture
def grant():
    """4 000 € for eight places: 500 € a head."""
    return awarded(ProjectFactory(accepted=True)).grant


def planned(grant):
    return {row.kind: row.planned_amount for row in grant.instalments.order_by("position")}


def depart(grant, count=8):
    project = grant.decision.project
    by = member(project.carrier)
    record_departure(project=project, facts=GroupFacts(departed=count), departed_on=project.departs_on, by=by, now=NOW)


def pay_ready(finance, method="sepa"):
    (group,) = [group for group in ready_groups(finance) if group.method == method]
    wanted = [row.line.instalment.pk for row in group.rows if row.line.instalment.payee_id]
    run = prepare_run(section="fr", method=method, instalments=wanted, execute_on=DAY, by=finance, now=NOW)
    run_due()
    run.refresh_from_db()
    return run


def test_a_share_is_an_equal_part_and_never_more_than_the_aid_per_head():
    assert share_of(awarded(ProjectFactory(accepted=True), amount="3000.00").grant).amount == Decimal("375.00")
    assert share_of(awarded(ProjectFactory(accepted=True), amount="100.00").grant).amount == Decimal("12.50")
    flat = ProjectFactory(accepted=True, call=CallFactory(grant=True))
    assert share_of(awarded(flat).grant) is None


def test_a_share_leaves_that_much_less_to_the_structure(grant):
    share_of_somebody(grant)
    assert planned(grant) == {"advance": Decimal("3200.00"), "balance": Decimal("300.00"), "share": Decimal("500.00")}
    share_of_somebody(grant, "Sacha Essai")
    assert sum(row.planned_amount for row in grant.instalments.all()) == Decimal("4000.00")


def test_her_name_is_sealed_and_told_to_nobody(grant):
    share_of_somebody(grant)
    said = str(list(JournalEntry.objects.values())) + "".join(mail.text for mail in OutboxMail.objects.all())
    assert "Zéphyrine" not in said
    assert "FR76" not in said
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM projects_accountingrecord r WHERE r.kind = 'person'")
        assert "Zéphyrine" not in cursor.fetchone()[0]
    lines = [line for money in project_money(grant.decision.project, None) for line in money.lines]
    assert [line.label for line in lines] == ["Acompte", "Solde", "Part d’un jeune (n°\u00a01)"]


def test_a_share_is_paid_by_an_order_to_her_own_account_which_is_then_forgotten(grant, finance):
    with_account(grant)
    details = share_of_somebody(grant)
    depart(grant)
    run = pay_ready(finance)
    content = files.read(run.file).decode()
    assert ("Zephyrine Rare" in content, "500.00" in content, "Part d" in content) == (True, True, True)
    confirm_run(run=run, paid_on=DAY, rejections={}, by=finance, now=NOW)
    payment = Payment.objects.get()
    assert (payment.kind, payment.payee_ref, payment.amount) == ("share", details.payee.payee_ref, Decimal("500.00"))
    assert [kept.payee.kind for kept in BankDetails.objects.all()] == ["structure"]  # its own payment is still to come
    assert AccountingRecord.objects.get(kind="person").kept_until.year == 2036
    assert OutboxMail.objects.filter(kind="projects.payment_made").exclude(text__contains="Zéphyrine").exists()
    assert not [label for label, holds, _count in check() if not holds and "part d" in str(label).casefold()]


def test_an_account_that_the_bank_refuses_is_asked_again_without_a_name(grant, finance):
    member(grant.decision.project.carrier)
    share_of_somebody(grant)
    depart(grant)
    run = pay_ready(finance)
    rejections = {run.lines.get().pk: Rejection("Compte clos.", True)}
    confirm_run(run=run, paid_on=DAY, rejections=rejections, by=finance, now=NOW)
    mail = OutboxMail.objects.filter(kind="projects.bank_details_refused").first()
    assert ("un jeune du groupe" in mail.text, "groupe/versements/" in mail.text) == (True, True)
    assert "Zéphyrine" not in mail.text
    assert not BankDetails.objects.exists()
    (line,) = [line for money in project_money(grant.decision.project, None) for line in money.lines if line.missing][
        -1:
    ]
    assert line.missing[0].code == "bank_details"


def test_an_account_asked_again_replaces_the_former_one_and_writes_no_second_share(grant):
    details = share_of_somebody(grant)
    by = grant.decision.decided_by
    ask_share(project=grant.decision.project, payee=details.payee, name="", account=ZEPHYRINE, by=by, now=NOW)
    assert [kept.iban for kept in BankDetails.objects.all()] == ["DE89370400440532013000"]
    assert grant.instalments.filter(kind="share").count() == 1


def test_while_an_order_waits_her_account_does_not_change(grant, finance):
    details = share_of_somebody(grant)
    depart(grant)
    pay_ready(finance)
    by = grant.decision.decided_by
    with pytest.raises(BankDetailsRefused, match="paiement est en cours"):
        ask_share(project=grant.decision.project, payee=details.payee, name="", account=ZEPHYRINE, by=by, now=NOW)
    with pytest.raises(BankDetailsRefused, match="paiement est en cours"):
        refuse_bank_details(grant=grant, payee=details.payee, reason="Faux.", by=finance, now=NOW)
    assert drop_shares(project=grant.decision.project, payees=[details.payee], by=by, now=NOW) == 0


def test_a_share_given_back_forgets_who_she_was(grant):
    details = share_of_somebody(grant)
    assert drop_shares(project=grant.decision.project, payees=[details.payee], by=None, now=NOW) == 1
    assert planned(grant) == {"advance": Decimal("3200.00"), "balance": Decimal("800.00")}
    assert not AccountingRecord.objects.filter(kind="person").exists()
    assert not BankDetails.objects.exists()


def test_no_more_is_promised_to_people_than_the_structure_has_left(grant, finance):
    with_account(grant)
    euros = Money(Decimal("3600.00"), "EUR")
    record_payment(grant=grant, kind="advance", amount=euros, paid_on=DAY, by=finance, now=NOW)
    with pytest.raises(ShareRefused, match="moins qu’une part"):
        share_of_somebody(grant)
    assert not AccountingRecord.objects.filter(kind="person").exists() or not BankDetails.objects.exists()


def test_a_share_needs_a_section_that_pays_people_and_money_that_may_leave(grant):
    by, facts = grant.decision.decided_by, {"payee": None, "name": "Zéphyrine Rare", "account": ZEPHYRINE, "now": NOW}
    with pytest.raises(ShareRefused, match="Aucune part"):
        ask_share(project=grant.decision.project, by=by, **facts)
    with pytest.raises(WrongState):
        ask_share(project=ProjectFactory(under_review=True), by=by, **facts)


def test_a_share_is_never_noted_by_hand(grant, finance):
    share_of_somebody(grant)
    euros = Money(Decimal("10.00"), "EUR")
    with pytest.raises(PaymentRefused, match="jamais à la main"):
        record_payment(grant=grant, kind="share", amount=euros, paid_on=DAY, by=finance, now=NOW)


@pytest.mark.parametrize(("kind", "to_person"), [("share", False), ("advance", True)])
def test_the_database_pays_nobody_else(grant, finance, kind, to_person):
    details = share_of_somebody(grant)
    facts = {"grant": grant, "kind": kind, "amount": 1, "currency": "EUR", "paid_on": DAY}
    payee = details.payee.payee_ref if to_person else uuid4()
    with pytest.raises(IntegrityError, match="goes to its own payee"), transaction.atomic():
        Payment.objects.create(
            **facts, instalment=grant.instalments.get(kind=kind), payee_ref=payee, recorded_by=finance, recorded_at=NOW
        )


def test_a_share_is_at_somebody_s_name(grant):
    with pytest.raises(IntegrityError, match="instalment_share_has_its_payee"), transaction.atomic():
        grant.instalments.create(kind="share", position=101, planned_amount=1, currency="EUR")


def test_the_text_of_the_agreement_says_that_people_may_be_paid(grant):
    from projects.services.agreement import _text_of

    assert "versés directement" not in _text_of(grant.decision, None)
    InstalmentTerm.objects.create(section="fr", kind="share", position=9, waits_for=["departed"])
    assert "500\u00a0€ au plus lui sont versés directement" in _text_of(Grant.objects.get().decision, None)


def test_the_pieces_that_show_the_account_go_with_the_payment_and_leave_their_digest(grant, finance):
    project = grant.decision.project
    with_account(grant)
    kept = {"kind": "projects.piece", "attached_to": project, "by": None, "now": NOW}
    rib = files.store(b"%PDF-1.4\nrib", name="rib.pdf", **kept)
    letter = files.store(b"%PDF-1.4\nlettre", name="lettre.pdf", **kept)
    added = {"project": project, "added_at": NOW}
    Piece.objects.create(category="bank_details", file=rib, **added)
    Piece.objects.create(category="host_letter", file=letter, **added)
    path, digest = rib.path, rib.sha256
    euros = Money(Decimal("3200.00"), "EUR")
    record_payment(grant=grant, kind="advance", amount=euros, paid_on=DAY, by=finance, now=NOW)
    assert [piece.category for piece in Piece.objects.all()] == ["host_letter"]
    assert list(StoredFile.objects.filter(kind="projects.piece")) == [letter]
    assert JournalEntry.objects.get(verb="project.bank_piece_purged").facts["sha256"] == digest
    assert storages["private"].exists(letter.path)
    assert path != letter.path
