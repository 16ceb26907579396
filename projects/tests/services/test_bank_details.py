"""An account is checked, sealed, kept for one payment, and gone with it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from ofqj_portal.core import invariants
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import JournalEntry, OutboxMail
from ofqj_portal.core.money import Money
from partners.tests.factories import MembershipFactory, member
from projects.models import AccountingRecord, BankDetails, Grant, Project
from projects.services.bank_details import Account, BankDetailsRefused, checked, give_bank_details, refuse_bank_details
from projects.services.cancellation import cancel_project
from projects.services.payment import record_payment
from projects.services.payment_run import cancel_run
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, awarded, run_of, with_account

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 1, 9, 0, tzinfo=UTC)
FRENCH = Account("Mission Locale", iban="fr76 3000 6000 0112 3456 7890 189", bic="agrifrpp")
QUEBEC = Account("CJE", institution="815", transit="30 000", account="1234-567")


@pytest.fixture
def project():
    return awarded(ProjectFactory(accepted=True)).project


@pytest.fixture
def adviser(project):
    return member(project.carrier)


def give(project, by, account=FRENCH):
    return give_bank_details(project=project, account=account, by=by, now=NOW)


def test_an_account_is_written_plainly_and_sealed(project, adviser):
    (kept,) = give(project, adviser)
    details = BankDetails.objects.get()
    assert (details.iban, details.bic, details.tail) == ("FR7630006000011234567890189", "AGRIFRPP", "0189")
    assert (details.payee.structure, details.payee.kept_until) == (project.carrier, date(2036, 8, 1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(b)::text FROM projects_bankdetails b")
        row = cursor.fetchone()[0]
    assert "3000" not in row
    assert "Mission" not in row
    assert kept.grant == Grant.objects.get()


def test_an_account_is_told_to_the_structure_and_never_written_anywhere_else(project, adviser):
    give(project, adviser)
    mail = OutboxMail.objects.get(kind="projects.bank_details_given")
    lines = str(list(JournalEntry.objects.values()))
    assert str(adviser) in mail.text
    assert not {"0189", "FR76"} & set((mail.text + lines).split())
    assert "7890" not in mail.text + lines


def test_an_account_given_again_replaces_the_first(project, adviser):
    give(project, adviser)
    give(project, adviser, replace(FRENCH, iban="DE89370400440532013000", bic=""))
    assert BankDetails.objects.get().tail == "3000"


@pytest.mark.parametrize(
    ("account", "field"),
    [
        (replace(FRENCH, iban="FR7630006000011234567890188"), "iban"),
        (replace(FRENCH, iban="=1+1"), "iban"),
        (replace(FRENCH, bic="AGRI"), "bic"),
        (replace(FRENCH, holder=" "), "holder"),
        (replace(QUEBEC, institution="81"), "institution"),
        (replace(QUEBEC, transit="3000a"), "transit"),
        (replace(QUEBEC, account="١٢٣٤٥٦"), "account"),
        (Account("CJE"), "institution"),
    ],
)
def test_numbers_that_make_no_account_are_refused_on_their_field(account, field):
    with pytest.raises(BankDetailsRefused) as refusal:
        checked(account)
    assert refusal.value.field == field


def test_a_canadian_account_is_its_three_numbers():
    assert checked(QUEBEC) == Account("CJE", institution="815", transit="30000", account="1234567")


def test_one_account_serves_every_grant_of_the_dossier(adviser):
    project = ProjectFactory(accepted=True, both_sections=True)
    awarded(project, amount="4000.00")
    awarded(project, amount="1000.00", envelope=EnvelopeFactory(call=project.call, quebec=True))
    assert len(give(project, member(project.carrier))) == 2
    assert AccountingRecord.objects.count() == 1


@pytest.mark.parametrize("state", ["under_review", "refused", "cancelled"])
def test_no_account_is_taken_where_nothing_is_to_pay(state):
    project = ProjectFactory(**{state: True})
    with pytest.raises(WrongState, match="Rien n’est à verser"):
        give(project, member(project.carrier))


def test_a_refused_account_is_gone_and_the_structure_knows_why(project, adviser):
    give(project, adviser)
    finance = MembershipFactory(finance=True).user
    grant = Grant.objects.get()
    with pytest.raises(BankDetailsRefused, match="Dites ce qui ne va pas"):
        refuse_bank_details(grant=grant, reason=" ", by=finance, now=NOW)
    refuse_bank_details(grant=grant, reason="Le compte est clos.", by=finance, now=NOW)
    assert not BankDetails.objects.exists()
    assert "Le compte est clos." in OutboxMail.objects.get(kind="projects.bank_details_refused").text
    with pytest.raises(WrongState):
        refuse_bank_details(grant=grant, reason="Encore.", by=finance, now=NOW)


def test_the_payment_takes_the_account_away_whoever_writes_it(project, adviser):
    give(project, adviser)
    other = with_account(awarded(ProjectFactory(accepted=True)).grant)
    finance = MembershipFactory(finance=True).user
    payment = {"kind": "advance", "amount": Money(Decimal("10.00"), "EUR"), "paid_on": NOW.date()}
    record_payment(grant=Grant.objects.get(decision__project=project), by=finance, now=NOW, **payment)
    assert list(BankDetails.objects.all()) == [other]


def test_a_cancelled_project_keeps_no_account_but_the_one_an_order_is_about_to_pay(project, adviser):
    grant, other = Grant.objects.get(), awarded(ProjectFactory(accepted=True)).grant
    give(project, adviser)
    with_account(other)
    run = run_of(other)
    for each in (project, other.decision.project):
        cancel_project(project=each, reason="Groupe trop petit.", on=NOW.date(), by=adviser, now=NOW)
    assert list(BankDetails.objects.values_list("grant", flat=True)) == [other.pk]
    assert not grant.bank_details.exists()

    cancel_run(run=run, by=MembershipFactory(finance=True).user, now=NOW)
    assert not BankDetails.objects.exists()


def test_the_invariant_finds_an_account_that_a_cancelled_project_kept(project, adviser):
    give(project, adviser)
    Project.objects.update(state="cancelled", cancel_reason="Essai.")
    broken = [label for label, holds, _count in invariants.check() if not holds]
    assert any("annulé" in label for label in broken)
