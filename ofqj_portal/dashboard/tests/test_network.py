"""Who works with whom over the years, and who is still alone."""

from datetime import date

import pytest

from ofqj_portal.dashboard.queries.network import alone, pairs_of
from partners.tests.factories import AgreementFactory, MembershipFactory, StructureFactory
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
YEARS = [2024, 2025, 2026]


def entente(one, other, year, **fields):
    day = date(year, 3, 1)
    said = {"first_structure": one, "second_structure": other, "signed_on": day, "starts_on": day} | fields
    return AgreementFactory(**said)


def test_ententes_and_projects_count_by_pair_and_year_whoever_wrote_them_first():
    ml, cje = StructureFactory(ml=True), StructureFactory(cje=True)
    entente(ml, cje, 2024, ends_on=date(2025, 2, 28))
    entente(cje, ml, 2026)
    entente(cje, ml, 2025, confirmed_on=None)  # nobody vouched for it
    gone = ProjectFactory(accepted=True, carrier=ml, host=cje)
    ProjectFactory(under_review=True, carrier=ml, host=cje)
    (pair,) = pairs_of(YEARS, on=TODAY)
    assert (pair.one, pair.other, pair.is_bound) == (ml, cje, True)
    assert dict(pair.agreements) == {2024: 1, 2026: 1}
    assert dict(pair.projects) == {gone.departs_on.year: 1}


def test_a_network_keeps_the_pairs_and_the_lonely_of_its_members():
    ml, cje, lonely = StructureFactory(ml=True), StructureFactory(cje=True), StructureFactory(ml=True)
    entente(ml, cje, 2025)
    entente(StructureFactory(), StructureFactory(abroad=True), 2025)
    closed = StructureFactory(ml=True, is_active=False)
    assert len(pairs_of(YEARS, on=TODAY)) == 2
    assert len(pairs_of(YEARS, on=TODAY, network=ml.network)) == 1
    assert list(alone(TODAY, network=ml.network)) == [lonely]
    assert closed not in alone(TODAY)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whatever_it_shows(client, django_assert_num_queries, count):
    for _number in range(count):
        entente(StructureFactory(ml=True), StructureFactory(cje=True), 2025)
        StructureFactory(ml=True)
    client.force_login(MembershipFactory().user)
    client.get("/structures/reseau/?until=2026")
    with django_assert_num_queries(8):
        page = client.get("/structures/reseau/?until=2026")
    assert (page.context["page"].paginator.count, page.context["alone_count"]) == (count, count + 1)


def test_nonsense_in_the_address_is_as_if_it_were_not_there(client):
    client.force_login(MembershipFactory().user)
    assert client.get("/structures/reseau/?until=demain&network=x&page=z").status_code == 200
    client.logout()
    assert client.get("/structures/reseau/").status_code == 302
