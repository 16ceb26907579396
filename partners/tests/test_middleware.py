"""The structure one works in at the moment, and the shore it makes one read in."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from partners.middleware import CurrentStructure
from partners.tests.factories import MembershipFactory, StructureFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(rf):
    """Give what a request sees once the middleware has worked: structure, language and zone."""

    def look(user, session=None):
        request = rf.get("/")
        request.user, request.session = user, session or {}
        seen = {}

        def view(request):
            seen.update(
                structure=request.structure,
                language=translation.get_language(),
                zone=timezone.get_current_timezone_name(),
            )

        CurrentStructure(view)(request)
        return seen

    return look


def test_an_adviser_reads_in_the_words_and_the_zone_of_her_structure(read):
    cje = StructureFactory(cje=True, time_zone="America/Halifax")
    assert read(member(cje)) == {"structure": cje, "language": "fr-ca", "zone": "America/Halifax"}
    ml = StructureFactory(ml=True)
    assert read(member(ml)) == {"structure": ml, "language": "fr", "zone": "Europe/Paris"}


def test_somebody_without_structure_has_none(read):
    assert read(UserFactory())["structure"] is None


def test_a_past_or_future_membership_does_not_count(read):
    user = UserFactory()
    today = calendar.today()
    MembershipFactory(user=user, ends_on=today - timedelta(days=1))
    MembershipFactory(user=user, starts_on=today + timedelta(days=1))
    assert read(user)["structure"] is None
    last_day = MembershipFactory(user=user, ends_on=today)
    user = type(user).objects.get(pk=user.pk)
    assert read(user)["structure"] == last_day.structure


def test_the_session_keeps_the_choice_among_several(read):
    user = UserFactory()
    first = MembershipFactory(user=user).structure
    second = MembershipFactory(user=user).structure
    assert read(user)["structure"] == first
    assert read(user, {"structure": second.pk})["structure"] == second
    assert read(user, {"structure": StructureFactory(ml=True).pk})["structure"] == first


def test_the_switch_takes_one_s_own_structures_only(client):
    user = UserFactory()
    MembershipFactory(user=user)
    second = MembershipFactory(user=user).structure
    client.force_login(user)
    address = reverse("partners:switch")
    assert client.post(address, {"structure": second.pk, "next": "/compte/"}).url == "/compte/"
    assert client.session["structure"] == second.pk
    assert client.post(address, {"structure": second.pk, "next": "https://ailleurs.test/"}).url == "/"
    for stranger in (StructureFactory(ml=True).pk, "x", "", "\x00", "9" * 40):
        assert client.post(address, {"structure": stranger}).status_code == 404
    assert client.get(address).status_code == 404


def test_the_structure_costs_no_query_beyond_those_of_the_roles(django_assert_num_queries, read):
    user = UserFactory()
    for _number in range(3):
        MembershipFactory(user=user)
    user = type(user).objects.get(pk=user.pk)
    with django_assert_num_queries(2):  # her memberships, then all the facts of her account that make other roles
        read(user)
