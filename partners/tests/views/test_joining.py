"""The pages of requests to join, and of structures without a manager."""

import uuid

import pytest
from django.urls import reverse

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from partners.models import Invitation, JoinRequest, Membership
from partners.tests.factories import MembershipFactory, StructureFactory, member

pytestmark = pytest.mark.django_db
PASSWORD = "quatre hibiscus sous la neige"


@pytest.fixture
def structure():
    return StructureFactory(ml=True)


def form(**changes):
    said = {"form_token": str(uuid.uuid4()), "name": "Nour Essai", "email": "nour@exemple.test", "words": ""}
    return said | changes


def signed_in_with_proof(client, user):
    user.set_password(PASSWORD)
    user.save()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_a_visitor_asks_from_the_sheet_and_a_double_click_asks_once(client, structure):
    member(structure, "manager")
    address, once = reverse("partners:join", args=[structure.pk]), form()
    assert address in client.get(structure.get_absolute_url()).content.decode()
    assert [client.post(address, once).status_code for _click in range(2)] == [302, 302]
    assert JoinRequest.objects.get().user is None


def test_a_visitor_learns_nothing_of_who_works_there(client, structure):
    member(structure, "manager", email="connue@exemple.test")
    address = reverse("partners:join", args=[structure.pk])
    answers = []
    for email in ("connue@exemple.test", "inconnue@exemple.test"):
        answer = client.post(address, form(email=email), follow=True)
        answers.append((answer.redirect_chain, [str(message) for message in answer.context["messages"]]))
    assert answers[0] == answers[1]
    assert JoinRequest.objects.get().email == "inconnue@exemple.test"


def test_ten_requests_an_hour_leave_from_one_place(client):
    for number in range(11):
        address = reverse("partners:join", args=[StructureFactory(ml=True).pk])
        answer = client.post(address, form(email=f"p{number}@exemple.test"))
    assert (answer.status_code, JoinRequest.objects.count()) == (429, 10)


@pytest.mark.parametrize(("field", "value"), [("email", "a\x00@b.test"), ("name", ""), ("words", "x" * 501)])
def test_nonsense_comes_back_with_its_message(client, structure, field, value):
    answer = client.post(reverse("partners:join", args=[structure.pk]), form(**{field: value}))
    assert list(answer.context["form"].errors) == [field]


def test_who_works_there_is_told_so(client, structure):
    client.force_login(member(structure))
    assert "Vous travaillez déjà" in client.get(reverse("partners:join", args=[structure.pk])).content.decode()


def test_the_manager_reads_the_request_and_opens_the_access(client, structure):
    user = UserFactory()
    client.force_login(user)
    client.post(reverse("partners:join", args=[structure.pk]), {"form_token": str(uuid.uuid4()), "words": "Bonjour."})
    client.logout()
    asked = JoinRequest.objects.get()
    signed_in_with_proof(client, member(structure, "manager"))
    address = reverse("partners:join_answer", args=[structure.pk, asked.pk])
    assert address in client.get(reverse("partners:members", args=[structure.pk])).content.decode()
    assert "Bonjour." in client.get(address).content.decode()
    assert client.post(address, {"answer": "no"}).context["form"].errors["reason"]
    assert client.post(address, {"answer": "yes", "role": "pirate"}).context["form"].errors["role"]
    once = {"form_token": str(uuid.uuid4()), "answer": "yes", "role": "adviser"}
    assert [client.post(address, once).status_code for _click in range(2)] == [302, 302]
    assert Membership.objects.get(user=user).role == "adviser"


def test_a_request_of_another_structure_is_404(client, structure):
    asked = JoinRequest.objects.create(
        structure=structure, name="Nour", email="nour@exemple.test", asked_at=calendar.real_now()
    )
    other = StructureFactory(ml=True)
    signed_in_with_proof(client, member(other, "manager"))
    for pk in (structure.pk, other.pk):
        assert client.post(reverse("partners:join_answer", args=[pk, asked.pk]), {"answer": "no"}).status_code == 404


def test_the_network_proposes_a_successor(client):
    membership = MembershipFactory()
    network = MembershipFactory(unml=True).user
    signed_in_with_proof(client, network)
    page = client.get(reverse("partners:unmanaged")).content.decode()
    address = reverse("partners:propose_manager", args=[membership.structure.pk, membership.pk])
    assert address in page
    client.post(address)
    assert Invitation.objects.get().email == membership.user.email
    assert "dont la réponse est attendue" in client.get(reverse("partners:unmanaged")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_structures_without_manager_costs_the_same(client, count, django_assert_num_queries):
    for _ in range(count):
        MembershipFactory()
    client.force_login(MembershipFactory(unml=True).user)
    with django_assert_num_queries(6):
        client.get(reverse("partners:unmanaged"))
