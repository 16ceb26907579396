"""A whole request to the pages people open first costs the same, whatever they hold."""

import pytest

from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.tests.factories import InformationRequestFactory, ProjectFactory

pytestmark = pytest.mark.django_db

# Three of them are the session, the account with its facts, and the memberships.
HOME = {"manager": 6, "officer_fr": 7, "decider_fr": 9, "finance": 6, "unml": 4, "dpo": 6, "admin": 6}
LIST = {"manager": 6, "officer_fr": 6, "decider_fr": 6, "finance": 6, "unml": 6}


@pytest.fixture(params=[1, 3])
def carrier(request):
    carrier = StructureFactory(ml=True)
    for _ in range(request.param):
        ProjectFactory(carrier=carrier)
        ProjectFactory(carrier=carrier, accepted=True)
        InformationRequestFactory(project=ProjectFactory(carrier=carrier, incomplete=True))
    return carrier


def sign_in(client, carrier, who):
    user = member(carrier, "manager") if who == "manager" else MembershipFactory(**{who: True}).user
    client.force_login(user)


@pytest.mark.parametrize("who", HOME)
def test_the_home_of_each_role_costs_the_same(client, carrier, who, django_assert_num_queries):
    sign_in(client, carrier, who)
    client.get("/")  # totals are counted, then kept some minutes

    with django_assert_num_queries(HOME[who]):
        response = client.get("/")

    assert response.status_code == 200


@pytest.mark.parametrize("who", LIST)
def test_the_list_of_dossiers_costs_the_same(client, carrier, who, django_assert_num_queries):
    sign_in(client, carrier, who)

    with django_assert_num_queries(LIST[who]):
        response = client.get("/projets/")

    assert response.status_code == 200
