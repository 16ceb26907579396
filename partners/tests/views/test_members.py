"""The page where a manager says who has access."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar
from ofqj_portal.core.models import OutboxMail
from partners.models import Membership
from partners.tests.factories import MembershipFactory, StructureFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def structure():
    return StructureFactory(ml=True)


@pytest.fixture
def manager(client, structure):
    user = member(structure, "manager")
    client.force_login(user)
    return user


def form(**changes):
    fields = {
        "form_token": str(uuid.uuid4()),
        "email": "neuve@exemple.test",
        "first_name": "Neuve",
        "last_name": "Personne",
        "role": "adviser",
        "starts_on": calendar.today().isoformat(),
    }
    return fields | changes


def test_the_manager_adds_somebody_and_a_double_click_adds_nothing_more(client, structure, manager):
    address = reverse("partners:members", args=[structure.pk])
    assert client.get(address).status_code == 200
    once = form()
    assert [client.post(address, once).status_code for _click in range(2)] == [302, 302]
    assert Membership.objects.filter(structure=structure, role="adviser").count() == 1
    assert OutboxMail.objects.count() == 1


@pytest.mark.parametrize("role", ["officer", "admin", "dpo", "network", "pirate", ""])
def test_the_manager_gives_the_roles_of_her_structure_only(client, structure, manager, role):
    response = client.post(reverse("partners:members", args=[structure.pk]), form(role=role))
    assert response.context["form"].errors["role"]
    assert Membership.objects.count() == 1


def test_a_manager_of_the_ofqj_never_makes_an_administrator(client):
    ofqj = StructureFactory(ofqj_fr=True)
    client.force_login(member(ofqj, "manager"))
    address = reverse("partners:members", args=[ofqj.pk])
    assert client.post(address, form(role="admin")).context["form"].errors["role"]
    assert client.post(address, form(role="officer")).status_code == 302


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_on": "hier"},
        {"starts_on": "0000-00-00"},
        {"ends_on": "2001-01-01"},
        {"email": "\x00"},
        {"email": "a b"},
    ],
)
def test_nonsense_comes_back_with_its_message(client, structure, manager, changes):
    response = client.post(reverse("partners:members", args=[structure.pk]), form(**changes))
    assert response.status_code == 200
    assert response.context["form"].errors


def test_members_of_others_are_404_and_an_adviser_gets_403(client, structure):
    membership = MembershipFactory(structure=structure)
    addresses = [
        reverse("partners:members", args=[structure.pk]),
        reverse("partners:member_end", args=[structure.pk, membership.pk]),
    ]
    client.force_login(MembershipFactory(manager=True).user)
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    client.force_login(membership.user)
    assert [client.post(address).status_code for address in addresses] == [403, 403]


def test_a_membership_is_ended_from_its_own_structure_only(client, structure, manager):
    foreign = MembershipFactory()
    address = reverse("partners:member_end", args=[structure.pk, foreign.pk])
    assert client.post(address, {"when": "now"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.ends_on is None


def test_stopping_an_access_closes_the_pages_at_the_next_request(client, structure, manager):
    membership = MembershipFactory(structure=structure, role="manager")
    leaving = type(client)()
    leaving.force_login(membership.user)
    page = reverse("partners:members", args=[structure.pk])
    assert leaving.get(page).status_code == 200
    address = reverse("partners:member_end", args=[structure.pk, membership.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"when": "now"}).url == page
    assert leaving.get(page).status_code == 404


def test_an_access_stops_at_a_date(client, structure, manager):
    membership = MembershipFactory(structure=structure)
    address = reverse("partners:member_end", args=[structure.pk, membership.pk])
    assert client.post(address, {"when": "later"}).context["form"].errors["last_day"]
    last_day = calendar.today() + timedelta(days=30)
    client.post(address, {"when": "later", "last_day": last_day.isoformat()})
    membership.refresh_from_db()
    assert membership.ends_on == last_day


def test_the_last_manager_is_told_why_she_stays(client, structure, manager):
    membership = Membership.objects.get(user=manager)
    response = client.post(reverse("partners:member_end", args=[structure.pk, membership.pk]), {"when": "now"})
    assert response.context["form"].non_field_errors() == [
        "C’est la seule personne responsable : nommez-en d’abord une autre."
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_it_holds(client, structure, manager, django_assert_num_queries, count):
    for _number in range(count):
        MembershipFactory(structure=structure)
    address = reverse("partners:members", args=[structure.pk])
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)
