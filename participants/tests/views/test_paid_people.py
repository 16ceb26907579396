"""The structure chooses who of its group is paid herself; what each act on the person does to her share."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD
from ofqj_portal.core.models import Job, OutboxMail
from participants.data_enums import ErasureCause
from participants.documents.holdings import holdings_of
from participants.enums import WithdrawalReason
from participants.jobs import tell_of_share
from participants.models import PaidPerson
from participants.services.erasure import erase_person
from participants.services.group import withdraw_participation
from participants.services.paid_person import ask_payment, tell_of_payment
from participants.services.stay import confirm_departure
from participants.tests.factories import ParticipationFactory
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.models import AccountingRecord, BankDetails, Instalment, InstalmentTerm
from projects.services.bank_details import Account
from projects.services.payment import settle_instalment
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import awarded

pytestmark = pytest.mark.django_db
IBAN = "FR7630006000011234567890189"
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def grant():
    grant = awarded(ProjectFactory(accepted=True)).grant
    InstalmentTerm.objects.create(section="fr", kind="share", position=9, waits_for=["departed"])
    return grant


@pytest.fixture
def project(grant):
    return grant.decision.project


@pytest.fixture
def adviser(project):
    return member(project.carrier)


def paid(project, adviser, **traits):
    row = ParticipationFactory(project=project, **(traits or {"confirmed": True}))
    ask_payment(participation=row, account=Account("Lila", iban=IBAN), by=adviser, now=NOW)
    return row


def come(client, user):
    user.set_password(DEMO_PASSWORD)
    user.save()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})
    return client


def url(name, project, *keys):
    return reverse(f"participants:{name}", args=[project.number, *keys])


def shares():
    return Instalment.objects.filter(kind="share").count()


def test_an_adviser_has_a_person_paid_then_thinks_better_of_it(client, project, adviser):
    row = ParticipationFactory(project=project, confirmed=True)
    come(client, adviser)
    assert "Payer cette personne" in client.get(url("paid_people", project)).content.decode()
    assert "Choisir qui est payé" in client.get(reverse("projects:money", args=[project.number])).content.decode()
    page = url("person_account", project, row.pk)
    token = client.get(page).context["form"]["form_token"].value()
    posted = {"holder": "Lila Essai", "iban": IBAN, "bic": "", "form_token": token}
    assert [client.post(page, posted).status_code for _ in range(2)] == [302, 302]
    shown = client.get(url("paid_people", project)).content.decode()
    assert ("500\u00a0€" in shown, "le départ du groupe" in shown, IBAN in shown) == (True, True, False)
    assert (shares(), PaidPerson.objects.get().participation) == (1, row)
    client.post(url("give_share_back", project, row.pk), {})
    assert "versée à la structure" in client.get(url("paid_people", project)).content.decode()
    assert (shares(), BankDetails.objects.count(), PaidPerson.objects.count()) == (0, 0, 0)


def test_a_wrong_account_is_said_and_writes_nothing(client, project, adviser):
    row = ParticipationFactory(project=project, confirmed=True)
    response = come(client, adviser).post(url("person_account", project, row.pk), {"holder": "Lila", "iban": "FR00"})
    assert list(response.context["form"].errors) == ["iban"]
    assert shares() == 0


def test_only_the_lead_carrier_chooses_and_only_for_who_leaves(client, project, adviser):
    registered = ParticipationFactory(project=project)
    other = StructureFactory(ml=True)
    project.structures.create(
        structure=other, side="carrier", state="confirmed", is_lead=False, confirmed_on=NOW.date()
    )
    come(client, member(other))
    assert client.get(url("paid_people", project)).status_code == 403
    come(client, adviser)
    assert client.get(url("person_account", project, registered.pk)).status_code == 409


def test_no_page_but_finance_s_and_the_structure_s_list_says_who_is_paid(client, project, adviser):
    row = paid(project, adviser)
    name = str(row.participant)
    come(client, MembershipFactory(finance=True).user)
    assert name in client.get(reverse("projects:payment", args=[project.number, "fr"])).content.decode()
    for trait in ("officer_fr", "decider_fr"):
        come(client, MembershipFactory(**{trait: True}).user)
        assert name not in client.get(reverse("projects:money", args=[project.number])).content.decode()
        assert client.get(url("paid_people", project)).status_code == 403


def test_who_withdraws_is_not_paid(project, adviser):
    row = paid(project, adviser)
    withdraw_participation(participation=row, reason=WithdrawalReason.PERSONAL, by=adviser, now=NOW)
    assert (shares(), AccountingRecord.objects.filter(kind="person").count()) == (0, 0)


def test_who_did_not_leave_is_not_paid_and_the_others_are(project, adviser):
    away, home = paid(project, adviser), paid(project, adviser)
    confirm_departure(
        project=project, leaving=[away.pk], team=[], departed_on=date(2026, 5, 4), by=adviser, now=NOW
    )  # fmt: skip
    assert [bridge.participation for bridge in PaidPerson.objects.all()] == [away]
    assert Instalment.objects.get(kind="share").planned_amount == 500
    assert home.pk != away.pk


def test_an_erased_person_is_led_to_by_nothing_and_what_was_not_paid_goes_back(project, adviser):
    row = paid(project, adviser, returned=True)
    category = next(one for one in holdings_of(row.participant, NOW.date()) if one.code == "payments")
    assert [fact.value for fact in category.facts] == ["500\u00a0€"]
    erase_person(participant=row.participant, cause=ErasureCause.REQUEST, by=None, now=NOW)
    assert (PaidPerson.objects.count(), BankDetails.objects.count(), shares()) == (0, 0, 0)


def test_she_is_written_to_when_her_share_is_asked_and_when_it_is_paid(client, grant, project, adviser):
    row = paid(project, adviser, returned=True, participant__email="lila@exemple.test")
    share = Instalment.objects.get(kind="share")
    facts = {"grant": grant, "amount": share.planned, "paid_on": NOW.date(), "by": adviser, "now": NOW}
    payment = settle_instalment(instalment=share, **facts)
    first = OutboxMail.objects.get(kind="participants.share_asked").secret
    tell_of_share(Job.objects.get(kind="participants.tell_of_share"), lambda *said: None)
    asked, told = (OutboxMail.objects.get(kind=f"participants.share_{act}") for act in ("asked", "paid"))
    assert {asked.to_email, told.to_email} == {"lila@exemple.test"}
    assert not any("500" in mail.text or "0189" in mail.text for mail in (asked, told))
    page = client.get(reverse("participants:space_data", args=[told.secret])).content.decode()
    assert "versée le 4 mai 2026" in page.replace("\u00a0", " ")
    assert client.get(reverse("participants:space_data", args=[first])).status_code != 200

    assert tell_of_payment(payment=payment) is False, "once"
    erase_person(participant=row.participant, cause=ErasureCause.REQUEST, by=None, now=NOW)
    assert tell_of_payment(payment=payment) is False, "nothing leads to her any more"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whoever_is_on_it(client, project, adviser, count, django_assert_num_queries):
    for _ in range(count):
        paid(project, adviser)
    come(client, adviser)
    client.get(url("paid_people", project))
    with django_assert_num_queries(10):
        client.get(url("paid_people", project))
