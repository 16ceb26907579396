"""The pages of finance and of the project report."""

from decimal import Decimal

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar
from ofqj_portal.core.read_log import readings_of
from partners.tests.factories import MembershipFactory, member
from projects.enums import ProjectState
from projects.models import AccountingRecord, Envelope, Payment, ProjectReport
from projects.ports import GroupFacts
from projects.queries.reports import report_summary
from projects.services.report import start_report
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, awarded

pytestmark = pytest.mark.django_db


def url(name, project, *more):
    return reverse(f"projects:{name}", args=[project.number, *more])


@pytest.fixture
def finance_client(client):
    client.force_login(MembershipFactory(finance=True).user)
    return client


def test_finance_sees_both_sections_and_what_blocks_the_balance(finance_client):
    project = ProjectFactory(report_due=True, both_sections=True)
    awarded(project, amount="4000.00")
    awarded(project, amount="1000.00", envelope=EnvelopeFactory(call=project.call, quebec=True))
    page = finance_client.get(reverse("projects:payments"))
    assert [row.section for row in page.context["rows"]] == ["OFQJ France", "OFQJ Québec"]
    assert "la structure n’a pas remis son bilan" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_payments_costs_the_same(finance_client, count, django_assert_max_num_queries):
    for _ in range(count):
        awarded(ProjectFactory(accepted=True))
    with django_assert_max_num_queries(10):
        finance_client.get(reverse("projects:payments"))


def test_a_payment_posted_twice_is_noted_once(finance_client):
    project = ProjectFactory(accepted=True)
    awarded(project, amount="4000.00")
    page = url("payment", project, "fr")
    token = finance_client.get(page).context["form"]["form_token"].value()
    day = calendar.today().isoformat()
    posted = {"kind": "advance", "amount": "1 000,00", "paid_on": day, "form_token": token}
    assert [finance_client.post(page, posted).status_code for _ in range(2)] == [302, 302]
    assert Payment.objects.get().amount == Decimal("1000.00")
    assert Envelope.objects.get().paid_amount == Decimal("1000.00")


def test_reading_who_was_paid_leaves_a_line(finance_client):
    project = ProjectFactory(accepted=True)
    awarded(project, amount="4000.00")
    posted = {"kind": "advance", "amount": "100", "paid_on": calendar.today().isoformat()}
    finance_client.post(url("payment", project, "fr"), posted)
    finance_client.get(url("payment", project, "fr"))
    assert readings_of(AccountingRecord.objects.get()).count() == 1


def test_a_refused_payment_keeps_what_was_typed(finance_client):
    project = ProjectFactory(accepted=True)
    awarded(project, amount="4000.00")
    posted = {"kind": "balance", "amount": "4 000,00", "paid_on": calendar.today().isoformat()}
    page = finance_client.post(url("payment", project, "fr"), posted)
    assert "Solde bloqué : le groupe n’est pas encore parti." in page.content.decode()
    assert 'value="4 000,00"' in page.content.decode()


@pytest.mark.parametrize("name", ["payments", "envelopes"])
def test_the_money_does_not_exist_for_a_carrier(client, name):
    client.force_login(MembershipFactory().user)
    assert client.get(reverse(f"projects:{name}")).status_code == 404


def test_an_officer_reads_her_section_s_envelopes_only(client, officer):
    call = EnvelopeFactory().call
    EnvelopeFactory(call=call, quebec=True)
    client.force_login(officer)
    page = client.get(reverse("projects:envelopes"))
    assert [state.envelope.section for state in page.context["envelopes"]] == ["fr"]
    assert client.get(reverse("projects:envelope", args=[call.code, "fr"])).status_code == 404


def test_finance_changes_the_amount_of_an_envelope(finance_client):
    envelope = EnvelopeFactory()
    page = reverse("projects:envelope", args=[envelope.call.code, "fr"])
    assert finance_client.get(page).status_code == 200
    assert finance_client.post(page, {"total": "12 000"}).status_code == 302
    envelope.refresh_from_db()
    assert envelope.total_amount == Decimal("12000.00")


# ---- the report -----------------------------------------------------------------------------------------------------


@pytest.fixture
def due():
    project = ProjectFactory(report_due=True)
    facts = GroupFacts(departed=8, returned=8)
    start_report(project=project, facts=facts, by=member(project.carrier), now=calendar.now())
    return project


def filled(project, **more):
    texts = dict.fromkeys(["reached_aims", "partner", "difficulties", "practices"], "Bien.")
    lines = project.budget_lines.all()
    amounts = {f"line_{line.pk}": "7 900,00" for line in lines}
    reasons = {f"reason_{line.pk}": "Un billet de plus." for line in lines}
    return {"version": project.report.version, **texts, **amounts, **reasons, **more}


def test_a_report_is_saved_and_handed_in_later(client, due):
    client.force_login(member(due.carrier))
    assert client.post(url("report", due), {"version": 1, "partner": "Bien."}).status_code == 302
    due.report.refresh_from_db()
    assert (due.report.partner, due.report.submitted_at) == ("Bien.", None)
    response = client.post(url("report", due), filled(due, remettre="1"))
    assert response.status_code == 302
    due.refresh_from_db()
    assert due.state == ProjectState.REPORT_SUBMITTED


def test_an_unfinished_report_is_not_lost(client, due):
    client.force_login(member(due.carrier))
    response = client.post(url("report", due), {"version": 1, "partner": "Un long récit.", "remettre": "1"})
    assert response.status_code == 200
    text = response.content.decode()
    assert "Il manque encore : objectifs atteints" in text
    assert "Un long récit." in text


def test_the_second_writer_keeps_her_text_on_the_page(client, due):
    client.force_login(member(due.carrier))
    client.post(url("report", due), {"version": 1, "partner": "Le premier."})
    response = client.post(url("report", due), {"version": 1, "partner": "Le second."})
    assert response.status_code == 409
    assert "Le second." in response.content.decode()
    assert ProjectReport.objects.get().partner == "Le premier."


def test_the_host_does_not_write_the_report(client, due):
    client.force_login(member(due.structures.get(side="host").structure))
    assert client.get(url("report", due)).status_code == 403


def test_the_officer_reads_it_and_closes_the_dossier(client, due, officer):
    client.force_login(member(due.carrier))
    client.post(url("report", due), filled(due, remettre="1"))
    client.force_login(officer)
    page = client.get(url("report", due)).content.decode()
    assert "Accepter et clore" in page
    assert "7\u202f900\xa0€" in page
    assert client.post(url("report_close", due)).status_code == 302
    due.refresh_from_db()
    assert due.state == ProjectState.CLOSED


def test_the_officer_sends_it_back_on_named_points(client, due, officer):
    client.force_login(member(due.carrier))
    client.post(url("report", due), filled(due, remettre="1"))
    client.force_login(officer)
    day = calendar.today().replace(year=calendar.today().year + 1).isoformat()
    posted = {"points": ["budget"], "reason": "Joignez le détail.", "due_on": day}
    assert client.post(url("report_send_back", due), posted).status_code == 302
    client.force_login(member(due.carrier))
    assert "Joignez le détail." in client.get(url("report", due)).content.decode()


def test_before_the_return_there_is_no_report_page(client):
    project = ProjectFactory(ongoing=True)
    client.force_login(member(project.carrier))
    assert client.get(url("report", project)).status_code == 409


def test_the_balance_of_a_closed_dossier_is_offered_whole(finance_client):
    project = ProjectFactory(closed=True)
    awarded(project, amount="4000.00")
    form = finance_client.get(url("payment", project, "fr")).context["form"]
    assert (form["kind"].value(), form["amount"].value()) == ("balance", "4\u202f000,00")


def test_the_report_that_the_officer_reads_sets_the_aid_beside_the_other_incomes(client):
    project = ProjectFactory(report_submitted=True)
    awarded(project, amount="3000.00")
    project.budget_lines.update(actual_amount=Decimal("10.00"))
    summary = report_summary(project, ProjectReport(project=project))
    aid = summary.incomes[0]
    assert (aid.label, aid.planned.amount, aid.actual.amount) == ("Aide de l’OFQJ France", 4000, 3000)
    others = [line.actual.amount for line in summary.incomes[1:]]
    assert summary.incomes_actual.amount == 3000 + sum(others)
