"""Who works with whom over the years, and who is still alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ofqj_portal.core import calendar
from ofqj_portal.dashboard.queries.network import alone, pairs_of
from partners.tests.factories import AgreementFactory, MembershipFactory, StructureFactory
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)  # in Paris, one in the afternoon
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
    assert (pair.one, pair.other, pair.is_bound) == (ml.pk, cje.pk, True)
    assert pair.agreements == [1, 0, 1]
    assert pair.projects == [int(year == gone.departs_on.year) for year in YEARS]


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
    with django_assert_num_queries(6):
        page = client.get("/structures/reseau/?until=2026")
    assert (page.context["page"].paginator.count, page.context["alone_count"]) == (count, count + 1)


def test_figures_are_kept_a_few_minutes_and_say_when_they_were_counted(client, monkeypatch, settings):
    entente(StructureFactory(ml=True), StructureFactory(cje=True), 2025)
    client.force_login(MembershipFactory().user)  # of a Mission Locale that is alone

    def read(seconds, query=""):
        monkeypatch.setattr(calendar, "now", lambda: NOON + timedelta(seconds=seconds))
        page = client.get(f"/structures/reseau/{query}")
        return len(page.context["lines"]), len(page.context["alone"]), page.content.decode()

    assert read(0)[:2] == (1, 1)
    ml = StructureFactory(ml=True)
    entente(ml, StructureFactory(cje=True), 2025)
    StructureFactory(ml=True)
    pairs, lonely, page = read(settings.FIGURES_KEPT_SECONDS - 1)
    assert (pairs, lonely) == (1, 1)
    assert "comptés à 13\u00a0h\u00a000" in page
    assert read(1, f"?network={ml.network_id}")[0] == 2  # other figures, counted when they are asked
    assert read(1, "?until=2020")[:2] == (2, 2)  # both still bind
    pairs, lonely, page = read(settings.FIGURES_KEPT_SECONDS)
    assert (pairs, lonely) == (2, 2)
    assert "comptés à 13\u00a0h\u00a005" in page


def test_nonsense_in_the_address_is_as_if_it_were_not_there(client):
    client.force_login(MembershipFactory().user)
    assert client.get("/structures/reseau/?until=demain&network=x&page=z").status_code == 200
    client.logout()
    assert client.get("/structures/reseau/").status_code == 302
