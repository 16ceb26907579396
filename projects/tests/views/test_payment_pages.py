"""The pages of accounts and payment orders: what each reader sees of an account, what a double click does."""

import pytest
from django.urls import reverse

from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD
from ofqj_portal.core import calendar
from ofqj_portal.core.jobs_in_place import run_due
from ofqj_portal.core.models import Reading
from ofqj_portal.core.read_log import readings_of
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.models import BankDetails, PayerAccount, Payment, PaymentRun
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import awarded, run_of, with_account

pytestmark = pytest.mark.django_db
IBAN = "FR7630006000011234567890189"


@pytest.fixture
def grant():
    PayerAccount.objects.create(section="fr", holder="OFQJ France", iban=IBAN)
    return awarded(ProjectFactory(accepted=True)).grant


def come(client, user):
    user.set_password(DEMO_PASSWORD)
    user.save()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})
    return client


@pytest.fixture
def finance_client(client):
    return come(client, MembershipFactory(finance=True).user)


def url(name, grant, *more):
    return reverse(f"projects:{name}", args=[grant.decision.project.number, *more])


def test_the_structure_gives_its_account_and_reads_only_its_last_digits(client, grant):
    come(client, member(grant.decision.project.carrier))
    page = url("bank_details", grant)
    token = client.get(page).context["form"]["form_token"].value()
    posted = {"holder": "ML", "iban": IBAN, "bic": "", "form_token": token}
    assert [client.post(page, posted).status_code for _ in range(2)] == [302, 302]
    said = client.get(url("money", grant)).content.decode() + client.get(page).content.decode()
    assert "compte finissant par 0189" in said
    assert "7890189" not in said
    assert BankDetails.objects.count() == 1


def test_a_wrong_number_is_said_on_its_field_and_kept_on_the_page(client, grant):
    come(client, member(grant.decision.project.carrier))
    response = client.post(url("bank_details", grant), {"holder": "ML", "iban": "FR00", "bic": ""})
    assert list(response.context["form"].errors) == ["iban"]
    assert 'value="FR00"' in response.content.decode()


def test_a_structure_of_quebec_is_asked_its_three_numbers(client):
    project = ProjectFactory(accepted=True, to_france=True, carrier=StructureFactory(cje=True))
    awarded(project)
    come(client, member(project.carrier))
    form = client.get(reverse("projects:bank_details", args=[project.number])).context["form"]
    assert {"institution", "transit", "account"} <= form.fields.keys()
    assert "iban" not in form.fields


@pytest.mark.parametrize("who", ["adviser", "manager", "host", "officer_fr", "decider_fr", "dpo", "admin"])
def test_an_account_is_there_for_finance_alone(client, grant, who):
    with_account(grant)
    project = grant.decision.project
    insiders = {"adviser": project.carrier, "manager": project.carrier}
    insiders["host"] = project.structures.get(side="host").structure
    role = "manager" if who == "manager" else "adviser"
    user = member(insiders[who], role) if who in insiders else MembershipFactory(**{who: True}).user
    client.force_login(user)
    assert client.get(url("account", grant, "fr")).status_code == 404
    assert client.post(url("refuse_account", grant, "fr"), {"reason": "x"}).status_code == 404


def test_finance_reads_an_account_and_leaves_a_line(finance_client, grant):
    details = with_account(grant)
    assert IBAN in finance_client.get(url("account", grant, "fr")).content.decode()
    assert [reading.purpose for reading in readings_of(details.payee)] == ["projects.bank_details"]
    finance_client.post(url("refuse_account", grant, "fr"), {"reason": "Compte clos."})
    assert finance_client.get(url("account", grant, "fr")).status_code == 404


def test_an_order_is_prepared_taken_and_confirmed_once(finance_client, grant):
    with_account(grant)
    page = reverse("projects:prepare_run", args=["fr", "sepa"])
    form = finance_client.get(page).context["form"]
    posted = {"instalments": form["instalments"].value(), "execute_on": calendar.today().isoformat()}
    posted["form_token"] = form["form_token"].value()
    assert finance_client.post(page, posted).status_code == 302
    run = PaymentRun.objects.get()
    run_due()
    run.refresh_from_db()
    taken = finance_client.get(reverse("core:file", args=[run.file_id]))
    assert taken.status_code == 200
    assert b"".join(taken.streaming_content).startswith(b"<?xml")
    assert Reading.objects.about(run).get().purpose == "projects.payment_file"
    page = reverse("projects:confirm_run", args=[run.pk])
    form = finance_client.get(page).context["form"]
    posted = {name: form[name].value() for name in form.fields if form[name].value()}
    assert finance_client.post(page, posted).status_code == 302
    assert finance_client.post(page, posted).status_code == 409
    assert Payment.objects.count() == 1


def test_the_file_of_an_order_is_finance_s_alone(finance_client, client, grant):
    with_account(grant)
    run = run_of(grant)
    from ofqj_portal.core.jobs import enqueue

    enqueue("projects.make_payment_file", args={"run": run.pk})
    run_due()
    run.refresh_from_db()
    client.force_login(member(grant.decision.project.carrier, "manager"))
    assert client.get(reverse("core:file", args=[run.file_id])).status_code == 404


def test_a_rejection_asks_why_and_keeps_what_was_typed(finance_client, grant):
    with_account(grant)
    run = run_of(grant)
    line = run.lines.get()
    page = reverse("projects:confirm_run", args=[run.pk])
    posted = {"paid_on": calendar.today().isoformat(), f"outcome_{line.pk}": "account", f"reason_{line.pk}": ""}
    response = finance_client.post(page, posted)
    assert list(response.context["form"].errors) == [f"reason_{line.pk}"]
    assert finance_client.post(page, posted | {f"reason_{line.pk}": "Compte clos."}).status_code == 302
    assert not BankDetails.objects.exists()


def test_a_cancelled_order_leaves_the_list_of_what_waits(finance_client, grant):
    with_account(grant)
    run = run_of(grant)
    assert finance_client.post(reverse("projects:cancel_run", args=[run.pk])).status_code == 302
    page = finance_client.get(reverse("projects:runs"))
    assert [group.section for group in page.context["groups"]] == ["fr"]
    assert "Annulé" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_orders_costs_the_same(finance_client, grant, count, django_assert_max_num_queries):
    for _ in range(count):
        waiting = awarded(ProjectFactory(accepted=True)).grant
        with_account(waiting)
        other = awarded(ProjectFactory(accepted=True)).grant
        with_account(other)
        run_of(other)
    with django_assert_max_num_queries(15):
        assert len(finance_client.get(reverse("projects:runs")).context["groups"][0].rows) == count
