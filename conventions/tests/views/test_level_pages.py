"""The indicators from the convention to networks, structures and projects: same counts, each within her rights."""

from datetime import date
from itertools import combinations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.periods import read_period
from conventions.queries.levels import count_networks, sections_of_year
from conventions.queries.rollup import NETWORK, OF_PEOPLE, STRUCTURE, add_projects, tree_of
from conventions.tests.conftest import project_of
from conventions.tests.factories import convention
from participants.enums import Gender
from participants.tests.factories import group
from partners.models import Network, Structure
from partners.tests.factories import MembershipFactory, StructureFactory

pytestmark = pytest.mark.django_db
PERIOD = read_period("2025")


def page(year=2025, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{reverse('conventions:indicator_levels', args=[convention().slug, year])}?{query}"


@pytest.fixture
def networks(people, year_2025):
    """The carriers of 2025: two Missions Locales of the UNML, with 12 and 9 departures, a CJE of the RCJEQ with 7."""
    unml = Network.objects.get(code="unml")
    rcjeq = Network.objects.create(code="rcjeq-test", name="RCJEQ", party="rcjeq")
    Structure.objects.filter(pk__in=[year_2025.first.carrier_id, year_2025.second.carrier_id]).update(network=unml)
    Structure.objects.filter(pk=year_2025.third.carrier_id).update(network=rcjeq)
    return unml, rcjeq


def sql(query, *params):
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchone()[0]


def test_each_level_adds_up_to_the_one_above_and_to_sql_counted_by_hand(networks, year_2025):
    root = tree_of(PERIOD)
    unml, rcjeq = (root.children[NETWORK, network.pk] for network in networks)
    assert [unit.found["stays"] for unit in (root, unml, rcjeq)] == [28, 21, 7]
    structure = unml.children[STRUCTURE, year_2025.first.carrier_id]
    add_projects(structure, PERIOD)
    assert sum(unit.found["stays"] for unit in structure.children.values()) == structure.found["stays"]
    women = """SELECT count(*)
        FROM participants_participation p JOIN participants_participant x ON x.id = p.participant_id
        JOIN projects_project j ON j.id = p.project_id JOIN partners_structure s ON s.id = j.carrier_id
        WHERE p.departed_on BETWEEN '2025-01-01' AND '2025-12-31' AND x.gender = 'woman' AND s.network_id = %s"""
    assert unml.share("women")["part"] == sql(women, networks[0].pk) == 12
    assert (unml.dossiers["filed"], unml.dossiers["projects"], rcjeq.dossiers["projects"]) == (4, 2, 1)
    count_networks(root, PERIOD)
    assert (root.people, unml.people, unml.delay, structure.delay) == (28, 21, 60, 60)
    fr, qc = sections_of_year(root, PERIOD)
    assert (fr.found["stays"], qc.found["stays"]) == (21, 7)


def test_each_reader_opens_her_own_levels_and_no_other(networks, people, year_2025, knock):
    unml, rcjeq = networks
    own = MembershipFactory(adviser=True, structure=year_2025.first.carrier).user
    doors = {
        "convention": page(), "unml": page(reseau=unml.pk), "rcjeq": page(reseau=rcjeq.pk),
        "own": page(structure=year_2025.first.carrier_id), "other": page(structure=year_2025.third.carrier_id),
    }  # fmt: skip
    seen = {
        who: {name: knock(user, url).status_code for name, url in doors.items()}
        for who, user in {"officer": people.officer_qc, "unml": people.unml, "member": people.member_rcjeq,
                          "own": own, "adviser": people.adviser, "nobody": people.nobody}.items()
    }  # fmt: skip
    assert seen["officer"] == dict.fromkeys(doors, 200)
    assert seen["unml"] == {"convention": 200, "unml": 200, "rcjeq": 404, "own": 200, "other": 404}
    assert seen["member"] == {"convention": 200, "unml": 200, "rcjeq": 200, "own": 404, "other": 404}
    assert seen["own"] == {"convention": 200, "unml": 404, "rcjeq": 404, "own": 200, "other": 404}
    assert set(seen["adviser"].values()) - {404} == {200}
    assert seen["adviser"]["own"] == seen["adviser"]["unml"] == 404
    assert set(seen["nobody"].values()) == {404}
    assert "Rien à compter" in knock(people.adviser, page()).content.decode()
    assert year_2025.first.carrier.name in knock(own, page()).content.decode()  # her own, without asking
    member = knock(people.member_rcjeq, page(reseau=unml.pk)).content.decode()
    assert year_2025.first.carrier.name not in member


def test_the_figures_of_a_level_stand_beside_those_of_the_convention(networks, people, year_2025, knock):
    text = knock(people.officer_fr, page(reseau=networks[0].pk, indicateur="women")).content.decode()
    for words in ("Toute la convention", "12 sur 21", year_2025.first.carrier.name, "Par structure"):
        assert words in text, words
    own = MembershipFactory(adviser=True, structure=year_2025.first.carrier).user
    text = knock(own, page(indicateur="departures")).content.decode()
    assert year_2025.first.number in text
    assert "Toute la convention" not in text  # its report is not published


def test_no_difference_of_levels_finds_anybody(networks, year_2025):
    """Every sum and difference of what is shown, over all pairs of a unit and its shown parts, is never small."""
    unml = networks[0]
    for size, women in ((6, 5), (7, 2), (3, 0), (12, 6), (9, 1)):
        carrier = StructureFactory(network=unml)
        gone = project_of(year_2025.to_quebec, date(2025, 9, 3), report_due=True, carrier=carrier)
        for number, person in enumerate(group(gone, size, returned=True)):
            kind = Gender.WOMAN if number < women else Gender.MAN
            type(person.participant).objects.filter(pk=person.participant_id).update(gender=kind)
    root = tree_of(PERIOD)
    checked = 0
    for parent in (root, root.children[NETWORK, unml.pk]):
        units = list(parent.children.values())
        for code in OF_PEOPLE:
            shown = [unit for unit in units if code not in unit.hidden]
            if code in parent.hidden:
                assert shown == [], code
                continue
            for some in (subset for n in range(len(shown) + 1) for subset in combinations(shown, n)):
                left = [
                    sum(unit.counts_of(code)[place] for unit in some) for place in range(len(parent.counts_of(code)))
                ]
                rest = [whole - part for whole, part in zip(parent.counts_of(code), left, strict=True)]
                checked += 1
                assert not [n for n in (*left, *rest) if 0 < n < 5], (code, [unit.name for unit in some])
    assert checked > 100
    hidden = [unit for unit in root.children[NETWORK, unml.pk].children.values() if "women" in unit.hidden]
    assert len(hidden) >= 3


def test_a_frozen_year_and_the_base_do_not_find_who_changed(networks, year_2025):
    shown = {"departures": 28, "women": {"part": 18, "whole": 28}}
    shown |= {code: {"part": 0, "whole": 0} for code in OF_PEOPLE if code not in shown}
    root = tree_of(PERIOD, shown)
    assert "women" in root.hidden  # 19 in the base today, 18 in the report: one person
    assert all("women" in unit.hidden for unit in root.children.values())
    assert "departures" not in root.hidden


def test_the_pages_of_levels_take_the_same_few_queries_whatever_there_is(networks, people, client, year_2025):
    unml, counts = networks[0], []
    client.force_login(people.officer_fr)
    pages = [page(), page(reseau=unml.pk), page(structure=year_2025.first.carrier_id)]
    for more in (1, 3):
        for month in range(more):
            carrier = StructureFactory(network=unml)
            group(project_of(year_2025.to_quebec, date(2025, 6 + month, 2), report_due=True, carrier=carrier), 5,
                  returned=True)  # fmt: skip
        for url in pages:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 12, counts
