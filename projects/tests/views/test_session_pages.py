"""The screen of a decision session: opened, tried, read again, confirmed; its deciders alone."""

from decimal import Decimal

import pytest
from django.urls import reverse

from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD
from partners.tests.factories import MembershipFactory, member
from projects.models import Decision, DecisionSession, Trial
from projects.tests.factories import ExternalOpinionFactory, ProjectFactory
from projects.tests.money_factories import ReviewFactory

pytestmark = pytest.mark.django_db


def url(page, project):
    return reverse(f"projects:{page}", args=[project.call.code, "fr"])


@pytest.fixture
def desk(client, decider):
    decider.set_password(DEMO_PASSWORD)
    decider.save()
    client.force_login(decider)
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})
    return client


@pytest.fixture
def opened(desk, project):
    assert desk.get(url("session", project)).status_code == 200
    assert not DecisionSession.objects.exists()
    desk.post(url("session_open", project))
    return project


def posted(page, project, **said):
    return {
        "form_token": page.context["form"]["form_token"].value(),
        "seen": page.context["form"]["seen"].value(),
        **{f"{name}_{project.pk}": value for name, value in said.items()},
    }


def test_a_meeting_tries_reads_again_and_confirms(desk, opened):
    page = desk.get(url("session", opened))
    assert "Enregistrer l’essai" in page.content.decode()
    said = posted(page, opened, answer="yes", amount="3 500,00") | {"act": "confirm"}
    assert desk.post(url("session", opened), said).url == url("session_confirm", opened)
    assert not Decision.objects.exclude(state="pending").exists()
    again = desk.get(url("session_confirm", opened))
    token = again.context["form"]["form_token"].value()
    for _twice in range(2):
        assert desk.post(url("session_confirm", opened), {"form_token": token}).status_code == 302
    assert Decision.objects.get(state="yes").amount == Decimal("3500.00")
    assert "1 décision enregistrée" in desk.get(url("session", opened)).content.decode()


def test_what_is_typed_stays_when_another_screen_saved_first(desk, opened):
    page = desk.get(url("session", opened))
    desk.post(url("session", opened), posted(page, opened, answer="no", motive="Trop tôt"))
    late = desk.post(url("session", opened), posted(page, opened, answer="yes", amount="1234"))
    assert late.status_code == 409
    assert 'value="1234"' in late.content.decode()
    assert Trial.objects.get().answer == "no"


def test_an_amount_that_is_none_is_refused_in_words(desk, opened):
    page = desk.get(url("session", opened))
    response = desk.post(url("session", opened), posted(page, opened, answer="yes", amount="NaN"))
    assert response.status_code == 200
    assert not Trial.objects.exists()


def test_nobody_but_its_deciders_reaches_a_session(client, opened, officer):
    for user, status in (
        (officer, 403),
        (MembershipFactory(decider_qc=True).user, 404),
        (member(opened.carrier), 404),
        (MembershipFactory(finance=True).user, 404),
    ):
        client.force_login(user)
        assert client.get(url("session", opened)).status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_a_session_costs_the_same_whatever_its_length(desk, opened, count, django_assert_max_num_queries):
    for _ in range(count):
        ReviewFactory(project=ProjectFactory(under_review=True, call=opened.call))
    with django_assert_max_num_queries(12):
        assert len(desk.get(url("session", opened)).context["lines"]) == count + 1


def test_reductions_and_a_day_are_typed_in_the_meeting_and_read_again_before_it_confirms(desk, opened):
    line = opened.budget_lines.filter(side="charge").first()
    page = desk.get(url("session", opened))
    key = opened.pk
    cuts = {f"line_{key}_0": line.pk, f"cut_{key}_0": "500", f"why_{key}_0": "Transport déjà payé."}
    said = posted(page, opened, answer="conditional_yes", amount="3600", motive="Reste à voir", conditions="Assurance.")
    wrong = desk.post(url("session", opened), said | cuts)
    assert "il manque 400" in wrong.content.decode().replace("\u202f", "").replace("\xa0", " ")
    assert ('value="500"' in wrong.content.decode(), Trial.objects.exists()) == (True, False)
    lineless = desk.post(url("session", opened), said | cuts | {f"line_{key}_0": ""})
    assert "Dites sur quelle ligne." in lineless.content.decode()
    right = said | cuts | {f"amount_{key}": "3500", f"due_on_{key}": "2026-04-10", "act": "confirm"}
    assert desk.post(url("session", opened), right).status_code == 302
    again = desk.get(url("session_confirm", opened)).content.decode()
    for words in ("Transport déjà payé.", "avant la fin du", line.words):
        assert words in again
    assert 'value="500' in desk.get(url("session", opened)).content.decode()


def test_opinions_given_outside_are_read_in_the_meeting_but_not_before_one_s_own(desk, opened, decider):
    given = {"state": "given", "ended_at": opened.submitted_at, "comment": "Solide.", "score": Decimal(72)}
    ExternalOpinionFactory(project=opened, opinion="reserved", name="Camille Dehors", **given)
    ExternalOpinionFactory(project=opened, name="Qui n’a pas répondu")
    page = desk.get(url("session", opened)).content.decode()
    assert ("Camille Dehors" in page, "72" in page, "pas répondu" in page) == (True, True, False)

    opened.reviews.all().delete()
    MembershipFactory(user=decider, structure=decider.memberships.get().structure, role="officer")
    page = desk.get(url("session", opened)).content.decode()
    assert ("Camille Dehors" in page, "caché jusqu’au vôtre" in page) == (False, True)
