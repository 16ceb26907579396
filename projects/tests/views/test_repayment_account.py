"""Where a structure gives money back: finance writes it, the letter and the page of the dossier say it, or say how."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD
from ofqj_portal.core import calendar
from ofqj_portal.core.models import JournalEntry
from partners.tests.factories import MembershipFactory, member
from projects.documents.recovery_letter import RecoveryLetter
from projects.models import Letterhead, RepaymentAccount
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import awarded, overpaid_by

pytestmark = pytest.mark.django_db
IBAN = "FR7630006000011234567890189"
SPACED = "FR76 3000 6000 0112 3456 7890 189"


@pytest.fixture
def recovery():
    return overpaid_by(awarded(ProjectFactory(accepted=True)).grant, "800.00", sent=True)


@pytest.fixture
def finance_client(client):
    finance = MembershipFactory(finance=True).user
    finance.set_password(DEMO_PASSWORD)
    finance.save()
    client.force_login(finance)
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})
    return client


def text_of(response):
    return response.content.decode().replace("\u00a0", " ")


def test_finance_writes_the_account_once_and_the_letter_and_the_dossier_give_it(finance_client, recovery):
    number, page = recovery.grant.decision.project.number, reverse("projects:repayment_account", args=["fr"])
    missing = [text_of(finance_client.get(url)) for url in ("/ordres-de-paiement/", f"/paiements/{number}/fr/")]
    assert ["compte à écrire" in missing[0], "n’est pas écrit" in missing[1]] == [True, True]

    shown = finance_client.get(page).context["form"]
    typed = {name: shown[name].value() for name in ("seen", "form_token")} | {"holder": "OFQJ France", "bic": ""}
    wrong = finance_client.post(page, typed | {"iban": "FR00"})
    assert (list(wrong.context["form"].errors), RepaymentAccount.objects.exists()) == (["iban"], False)
    assert [finance_client.post(page, typed | {"iban": IBAN}).status_code for _twice in range(2)] == [302, 302]
    assert JournalEntry.objects.filter(verb="repayment_account.changed").count() == 1
    assert IBAN not in str(list(JournalEntry.objects.values()))
    late = finance_client.post(page, typed | {"iban": IBAN, "holder": "Autre"})
    assert (late.status_code, "a changé entre-temps" in text_of(late)) == (409, True)
    assert RepaymentAccount.objects.get().holder == "OFQJ France"

    letter = RecoveryLetter.of(recovery)
    assert [value.replace("\u00a0", " ") for _label, value in letter.account] == ["OFQJ France", SPACED]
    assert number in letter.how_to_pay
    finance_client.force_login(member(recovery.grant.decision.project.carrier))
    assert SPACED in text_of(finance_client.get(f"/projets/{number}/versements/"))


def test_without_the_account_the_letter_and_the_dossier_say_how_to_learn_it(client, recovery):
    Letterhead.objects.filter(section="fr").update(email="finance@ofqj.example")
    letter = RecoveryLetter.of(recovery)
    assert (letter.account, "finance@ofqj.example" in letter.how_to_pay) == ((), True)
    Letterhead.objects.filter(section="fr").update(email="")
    assert RecoveryLetter.of(recovery).how_to_pay.endswith("dans le fil du dossier.")
    client.force_login(member(recovery.grant.decision.project.carrier))
    page = text_of(client.get(f"/projets/{recovery.grant.decision.project.number}/versements/"))
    assert ("écrivez-nous dans le fil du dossier" in page, "Écrire le compte" in page) == (True, False)


def test_an_account_is_one_of_either_shore(recovery):
    said = {"changed_by": recovery.sent_by, "changed_at": calendar.now(), "holder": "OFQJ"}
    for numbers in ({}, {"iban": IBAN, "account": "12345"}, {"institution": "815", "transit": "30000"}):
        with pytest.raises(IntegrityError, match="repayment_account_whole"), transaction.atomic():
            RepaymentAccount.objects.create(section="qc", **numbers, **said)
    RepaymentAccount.objects.create(section="qc", institution="815", transit="30000", account="1234567", **said)
