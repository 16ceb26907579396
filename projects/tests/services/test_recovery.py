"""What was paid above what is due: drafted, asked by letter, given back or waived."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, transaction

from ofqj_portal.core import files
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.invariants import check
from ofqj_portal.core.jobs_in_place import run_due
from ofqj_portal.core.models import JournalEntry, OutboxMail
from ofqj_portal.core.money import Money
from partners.tests.factories import MembershipFactory, member
from projects.models import Envelope, Grant, LedgerEntry, Project, Recovery, RecoveryReceipt
from projects.ports import GroupFacts
from projects.queries.grant_money import project_money
from projects.queries.next_step import next_step
from projects.services.cancellation import cancel_project
from projects.services.payment import record_payment
from projects.services.recovery import RecoveryRefused, draft_recovery, receive_recovery, send_recovery, waive_recovery
from projects.services.stay import record_departure
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import awarded

pytestmark = pytest.mark.django_db
PAID = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
LEFT = datetime(2026, 5, 4, 20, 0, tzinfo=UTC)
DUE = date(2026, 7, 1)


@pytest.fixture
def finance():
    return MembershipFactory(finance=True).user


@pytest.fixture
def project():
    return awarded(ProjectFactory(accepted=True)).project


@pytest.fixture
def adviser(project):
    return member(project.carrier)


@pytest.fixture
def recovery(project, adviser, finance):
    """3 000 € paid, then four people leave of eight: 2 000 € are due."""
    pay(finance)
    depart(project, adviser, 4)
    return Recovery.objects.get()


def pay(finance, amount="3000.00"):
    euros = Money(Decimal(amount), "EUR")
    return record_payment(
        grant=Grant.objects.get(), kind="advance", amount=euros, paid_on=PAID.date(), by=finance, now=PAID
    )


def depart(project, by, departed):
    facts, day = GroupFacts(departed=departed), project.departs_on
    return record_departure(project=project, facts=facts, departed_on=day, by=by, now=LEFT)


def envelope():
    found = Envelope.objects.get()
    return found.committed_amount, found.paid_amount


def test_fewer_people_than_paid_for_draft_a_recovery(recovery):
    assert (recovery.state, recovery.money) == ("drafted", Money(Decimal("1000.00"), "EUR"))
    assert recovery.reason.startswith("L’aide est recalculée sur 4 personnes")
    assert envelope() == (Decimal("3000.00"), Decimal("3000.00"))


def test_a_draft_follows_the_amount_until_it_is_asked(recovery, finance):
    grant, less = Grant.objects.get(), Money(Decimal("400.00"), "EUR")
    assert draft_recovery(grant=grant, amount=less, reason="Recompté", now=LEFT) == recovery
    recovery.refresh_from_db()
    assert (recovery.money, recovery.reason) == (less, "Recompté")

    send_recovery(recovery=recovery, due_on=DUE, by=finance, now=LEFT)
    assert draft_recovery(grant=grant, amount=less + less, reason="Encore", now=LEFT) is None
    assert Recovery.objects.get().money == less


@pytest.mark.parametrize(("paid", "departed"), [("2000.00", 4), ("3000.00", 8)])
def test_who_was_not_paid_too_much_owes_nothing(project, adviser, finance, paid, departed):
    pay(finance, paid)
    depart(project, adviser, departed)
    assert not Recovery.objects.exists()


def test_the_structure_is_asked_by_letter_and_reads_how_much_and_until_when(recovery, project, adviser, finance):
    send_recovery(recovery=recovery, due_on=DUE, by=finance, now=LEFT)
    run_due()
    recovery.refresh_from_db()
    mail = OutboxMail.objects.get(kind="projects.recovery")
    assert (recovery.state, files.read(recovery.letter)[:5]) == ("sent", b"%PDF-")
    assert (mail.to_email, list(mail.attachments.all())) == (adviser.email, [recovery.letter])
    assert "1\u202f000\xa0€" in mail.text
    assert "1er\xa0juillet 2026" in mail.text
    step = next_step(Project.objects.get(pk=project.pk), adviser, now=LEFT)
    assert (step.what, step.mine) == ("Rendre 1\u202f000\xa0€ à l’OFQJ\xa0: c’est un trop-perçu", True)
    assert next_step(Project.objects.get(pk=project.pk), adviser, now=LEFT + timedelta(days=90)).late


def test_money_given_back_has_its_row_and_returns_to_the_envelope(recovery, project, adviser, finance):
    send_recovery(recovery=recovery, due_on=DUE, by=finance, now=LEFT)
    receive_recovery(recovery=recovery, received_on=LEFT.date(), by=finance, now=LEFT)
    assert envelope() == (Decimal("2000.00"), Decimal("2000.00"))
    assert LedgerEntry.objects.get(kind="recover").amount == Decimal("1000.00")
    money = project_money(Project.objects.get(pk=project.pk), finance)[0]
    assert (money.paid.amount, money.to_recover.amount) == (Decimal("2000.00"), Decimal("0.00"))
    with pytest.raises(WrongState):
        receive_recovery(recovery=recovery, received_on=LEFT.date(), by=finance, now=LEFT)
    assert LedgerEntry.objects.filter(kind="recover").count() == 1


def test_money_given_up_says_why_and_stays_paid(recovery, finance):
    with pytest.raises(RecoveryRefused, match="Dites pourquoi"):
        waive_recovery(recovery=recovery, reason=" ", by=finance, now=LEFT)
    waive_recovery(recovery=recovery, reason="Somme trop petite.", by=finance, now=LEFT)
    recovery.refresh_from_db()
    assert (recovery.state, recovery.waiver) == ("waived", "Somme trop petite.")
    assert envelope() == (Decimal("3000.00"), Decimal("3000.00"))


def test_dates_make_sense(recovery, finance):
    with pytest.raises(RecoveryRefused, match="Laissez du temps"):
        send_recovery(recovery=recovery, due_on=LEFT.date(), by=finance, now=LEFT)
    with pytest.raises(WrongState):
        receive_recovery(recovery=recovery, received_on=LEFT.date(), by=finance, now=LEFT)
    send_recovery(recovery=recovery, due_on=DUE, by=finance, now=LEFT)
    with pytest.raises(RecoveryRefused, match="pas encore passée"):
        receive_recovery(recovery=recovery, received_on=DUE, by=finance, now=LEFT)
    with pytest.raises(WrongState):
        send_recovery(recovery=recovery, due_on=DUE, by=finance, now=LEFT)


def test_a_project_cancelled_before_it_leaves_gives_everything_back(project, adviser, finance):
    pay(finance)
    cancel_project(project=project, reason="Partenaire fermé.", on=PAID.date(), by=adviser, now=PAID)
    recovery = Recovery.objects.get()
    assert (recovery.money.amount, recovery.reason) == (Decimal("3000.00"), "Le projet est annulé avant le départ.")
    send_recovery(recovery=recovery, due_on=DUE, by=finance, now=PAID)
    receive_recovery(recovery=recovery, received_on=PAID.date(), by=finance, now=PAID)
    assert envelope() == (Decimal("0.00"), Decimal("0.00"))
    assert Grant.objects.get().due_amount == Decimal("0.00")


@pytest.mark.parametrize(
    "change",
    [{"amount": 0}, {"state": "sent"}, {"state": "received"}, {"ended_at": LEFT}, {"reason": ""}],
    ids=["nothing", "sent-without-date", "received-unasked", "ended-while-open", "no-reason"],
)
def test_a_recovery_is_whole(recovery, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.filter(pk=recovery.pk).update(**change)


def test_one_recovery_is_open_on_a_grant(recovery):
    recovery.pk = None
    with pytest.raises(IntegrityError, match="recovery_one_open"), transaction.atomic():
        recovery.save(force_insert=True)


def test_finance_acts_from_the_page_of_the_grant_and_the_structure_reads_what_was_asked(client, recovery, adviser):
    number = recovery.grant.decision.project.number
    client.force_login(adviser)
    assert "Trop-perçu" not in client.get(f"/projets/{number}/versements/").content.decode()
    client.force_login(MembershipFactory(finance=True).user)
    page = f"/paiements/{number}/fr/"
    assert "Demander la somme à la structure" in client.get(page).content.decode()
    later = (datetime.now(UTC) + timedelta(days=400)).date().isoformat()
    assert client.post(f"{page}trop-percu/", {"due_on": later}).headers["Location"] == page
    assert "Noter que l’argent est rendu" in client.get(page).content.decode()
    client.force_login(adviser)
    assert "À rendre" in client.get(f"/projets/{number}/versements/").content.decode()
    assert client.post(f"{page}trop-percu/rendu/", {"received_on": "2026-05-04"}).status_code == 403


def test_money_comes_back_in_parts_until_nothing_is_left(client, recovery, adviser, finance):
    send_recovery(recovery=recovery, due_on=DUE, by=finance, now=LEFT)
    number = recovery.grant.decision.project.number
    client.force_login(finance)
    page = f"/paiements/{number}/fr/trop-percu/rendu/"
    form = client.get(page).context["form"]
    part = {"amount": "400,50", "received_on": LEFT.date().isoformat(), "form_token": form["form_token"].value()}
    assert [client.post(page, part).status_code for _twice in range(2)] == [302, 302]
    recovery.refresh_from_db()
    assert (recovery.state, recovery.left.amount) == ("sent", Decimal("599.50"))
    assert envelope() == (Decimal("2599.50"), Decimal("2599.50"))
    mail = OutboxMail.objects.get(kind="projects.recovery_received")
    assert ("400,50" in mail.text, "599,50" in mail.text, mail.to_email) == (True, True, adviser.email)
    with pytest.raises(RecoveryRefused, match="Il reste"):
        receive(recovery, finance, "599.51")
    receive(recovery, finance, "599.50")
    recovery.refresh_from_db()
    assert (recovery.state, recovery.left.amount, recovery.receipts.count()) == ("received", 0, 2)
    assert envelope() == (Decimal("2000.00"), Decimal("2000.00"))
    texts = OutboxMail.objects.filter(kind="projects.recovery_received").values_list("text", flat=True)
    assert sorted("Tout est rendu" in text for text in texts) == [False, True]
    verbs = list(
        JournalEntry.objects.filter(verb__startswith="project.recovery_").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs[-2:] == ["project.recovery_part_received", "project.recovery_received"]
    assert [label for label, holds, _count in check() if not holds and "rendu" in str(label)] == []


def receive(recovery, by, amount, currency="EUR"):
    money = Money(Decimal(amount), currency)
    return receive_recovery(recovery=recovery, amount=money, received_on=LEFT.date(), by=by, now=LEFT)


@pytest.mark.parametrize(
    ("amount", "currency", "words"), [("10", "CAD", "dans cette devise"), ("0", "EUR", "a un montant")]
)
def test_a_sum_that_makes_no_sense_is_not_noted(recovery, finance, amount, currency, words):
    send_recovery(recovery=recovery, due_on=DUE, by=finance, now=LEFT)
    with pytest.raises(RecoveryRefused, match=words):
        receive(recovery, finance, amount, currency)


def test_the_rest_may_be_given_up(recovery, finance):
    send_recovery(recovery=recovery, due_on=DUE, by=finance, now=LEFT)
    receive(recovery, finance, "600")
    waive_recovery(recovery=recovery, reason="La structure ferme.", by=finance, now=LEFT)
    assert envelope() == (Decimal("2400.00"), Decimal("2400.00"))


def test_the_database_lets_no_more_come_back_than_was_asked_and_ends_nothing_early(recovery, finance):
    said = {"currency": "EUR", "received_on": LEFT.date(), "recorded_by": finance, "recorded_at": LEFT}
    for state, amount in (("drafted", "1"), ("sent", "1000.01")):
        if state == "sent":
            send_recovery(recovery=recovery, due_on=DUE, by=finance, now=LEFT)
        with pytest.raises(IntegrityError, match="no more than the whole"), transaction.atomic():
            RecoveryReceipt.objects.create(recovery=recovery, amount=Decimal(amount), **said)
    ended = {"state": "received", "received_on": LEFT.date(), "ended_by": finance, "ended_at": LEFT}
    with pytest.raises(IntegrityError, match="receipts make up the whole"), transaction.atomic():
        Recovery.objects.filter(pk=recovery.pk).update(**ended)
    receipt = RecoveryReceipt.objects.create(recovery=recovery, amount=Decimal(1), **said)
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        receipt.delete()
