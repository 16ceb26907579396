"""The pages of the answer: who opens them, what each reader may know, what they do."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD
from ofqj_portal.core import calendar
from ofqj_portal.core.money import Money
from partners.tests.factories import MembershipFactory, member
from projects.enums import DecisionState, ProjectState
from projects.models import Decision, Envelope, Project
from projects.services.decision import award_share, refuse_share
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import ReviewFactory, awarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def decider_client(client, decider):
    """A decider who has just proved again who she is."""
    decider.set_password(DEMO_PASSWORD)
    decider.save()
    client.force_login(decider)
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})
    return client


def url(name, project, *more):
    return reverse(f"projects:{name}", args=[project.number, *more])


def close_window(project):
    Project.objects.filter(pk=project.pk).update(announced_at=calendar.real_now() - timedelta(seconds=1))


def test_a_decision_asks_to_prove_again_who_one_is(client, project, decider):
    client.force_login(decider)
    response = client.get(url("award", project, "fr"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_a_yes_is_recorded_from_the_page(decider_client, project):
    page = decider_client.get(url("award", project, "fr"))
    assert page.status_code == 200
    response = decider_client.post(url("award", project, "fr"), {"answer": "yes", "amount": "3 500,00"})
    assert response.headers["Location"] == url("decision", project)
    assert Decision.objects.get(project=project).amount == Decimal("3500.00")


def test_above_what_is_left_the_page_says_how_much_and_writes_nothing(decider_client, project):
    Envelope.objects.update(total_amount=Decimal("1000.00"))
    response = decider_client.post(url("award", project, "fr"), {"answer": "yes", "amount": "4000"})
    assert response.status_code == 200
    assert "il reste 1\u202f000\xa0€" in response.content.decode()
    assert not Decision.objects.exclude(state="pending").exists()


@pytest.mark.parametrize("amount", ["NaN", "1e9", "-0,01", "0,005", "1,000.50", "１２", ""])
def test_an_amount_that_is_none_is_refused_with_its_reason(decider_client, project, amount):
    response = decider_client.post(url("award", project, "fr"), {"answer": "yes", "amount": amount})
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["amount"])


@pytest.mark.parametrize(
    ("posted", "missing"),
    [
        ({}, ["answer"]),
        ({"answer": "no"}, ["motive"]),
        ({"answer": "no_action"}, ["motive"]),
        ({"answer": "conditional_yes", "amount": "4000"}, ["conditions", "motive"]),
    ],
)
def test_each_answer_asks_for_its_own_fields(decider_client, project, posted, missing):
    response = decider_client.post(url("award", project, "fr"), posted)
    assert sorted(response.context["form"].errors) == sorted(missing)


def test_the_second_decider_is_told(decider_client, double_project):
    first = MembershipFactory(decider_fr=True).user
    refuse_share(project=double_project, section="fr", motive="Non.", by=first, now=calendar.now())
    response = decider_client.post(url("award", double_project, "fr"), {"answer": "yes", "amount": "4000"})
    assert response.status_code == 409
    assert f"{first} a déjà répondu" in response.content.decode()


def test_a_decided_dossier_cannot_be_decided_again(decider_client):
    project = ProjectFactory(accepted=True)
    assert decider_client.get(url("award", project, "fr")).status_code == 409


def test_a_decider_does_not_decide_for_the_other_section(decider_client, double_project):
    assert decider_client.get(url("award", double_project, "qc")).status_code == 403


def test_an_officer_does_not_decide(client, project, officer):
    client.force_login(officer)
    assert client.get(url("award", project, "fr")).status_code == 403


def test_until_the_window_closes_the_structure_reads_that_it_is_under_review(client, project, decider):
    money = Money(Decimal("4000.00"), "EUR")
    award_share(project=project, section="fr", amount=money, by=decider, motive="CANARI", now=calendar.now())
    client.force_login(member(project.carrier))
    before = client.get(url("decision", project)).content.decode()
    assert "CANARI" not in before
    assert "en cours d’instruction" in before
    close_window(project)
    assert "CANARI" in client.get(url("decision", project)).content.decode()


def test_the_decider_sees_the_truth_at_once_and_may_take_it_back(decider_client, project, decider):
    money = Money(Decimal("4000.00"), "EUR")
    award_share(project=project, section="fr", amount=money, by=decider, now=calendar.now())
    page = decider_client.get(url("decision", project)).content.decode()
    assert "Les courriers partent le" in page
    response = decider_client.post(url("undo", project, "fr"), {"reason": "Erreur de montant."})
    assert response.status_code == 302
    assert Decision.objects.get(project=project).state == DecisionState.PENDING


@pytest.mark.parametrize(("met", "state"), [("yes", ProjectState.ACCEPTED), ("no", ProjectState.REFUSED)])
def test_conditions_are_judged_from_the_page(decider_client, met, state):
    project = ProjectFactory(conditionally_accepted=True)
    ReviewFactory(project=project)
    awarded(project, state="conditional_yes", motive="Il manque une pièce.", conditions="Joignez l’assurance.")
    page = decider_client.get(url("conditions", project, "fr")).content.decode()
    assert "Joignez l’assurance." in page
    response = decider_client.post(url("conditions", project, "fr"), {"met": met, "motive": "Rien reçu."})
    assert response.status_code == 302
    project.refresh_from_db()
    assert project.state == state


def test_the_carrier_confirms_its_plan_from_the_page(client, double_project, decider, decider_qc):
    money = Money(Decimal("4000.00"), "EUR")
    award_share(project=double_project, section="fr", amount=money, by=decider, now=calendar.now())
    refuse_share(project=double_project, section="qc", motive="Non.", by=decider_qc, now=calendar.now())
    close_window(double_project)
    client.force_login(member(double_project.carrier))
    assert "Confirmer le plan" in client.get(url("decision", double_project)).content.decode()
    assert client.post(url("confirm_plan", double_project)).status_code == 302
    double_project.refresh_from_db()
    assert double_project.state == ProjectState.ACCEPTED


def test_a_manager_cancels_and_an_adviser_does_not(client):
    project = ProjectFactory(accepted=True)
    client.force_login(member(project.carrier))
    assert client.get(url("cancel", project)).status_code == 403
    client.force_login(member(project.carrier, "manager"))
    assert client.post(url("cancel", project), {"reason": "Trop peu d’inscrits."}).status_code == 302
    project.refresh_from_db()
    assert project.state == ProjectState.CANCELLED


def test_the_list_of_decisions_says_what_waits_for_whom(decider_client, project, decider):
    reviewed = ProjectFactory(under_review=True, call=project.call)
    ReviewFactory(project=reviewed, reviewer=decider)
    ProjectFactory(under_review=True, call=project.call)
    page = decider_client.get(reverse("projects:decisions"))
    text = page.content.decode()
    assert len(page.context["rows"]) == 3
    assert text.count(">Décider<") == 1
    assert "quelqu’un d’autre décide" in text
    assert "après un premier avis" in text
    assert "reste à accorder" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_decisions_costs_the_same(decider_client, project, count, django_assert_max_num_queries):
    for _ in range(count):
        ReviewFactory(project=ProjectFactory(under_review=True, call=project.call))
    with django_assert_max_num_queries(12):
        decider_client.get(reverse("projects:decisions"))
