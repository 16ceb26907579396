"""The page where a manager says who has access."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar
from partners.models import Membership
from partners.services import invite_member
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
    for number in range(count):
        MembershipFactory(structure=structure)
        invite_member(structure=structure, email=f"n{number}@exemple.test", role="adviser", ends_on=None, by=manager)
    address = reverse("partners:members", args=[structure.pk])
    client.get(address)
    with django_assert_num_queries(8):
        client.get(address)
