"""The directory on a map: drawn here, without a script, with the list beside."""

import pytest
from django.conf import settings

from ofqj_portal.core.maps import Frame, Place, draw_map, read_outlines
from partners.tests.factories import StructureFactory

pytestmark = pytest.mark.django_db
LYON = {"latitude": "45.76400", "longitude": "4.83570"}
MONTREAL = {"latitude": "45.50170", "longitude": "-73.56730"}
FORT_DE_FRANCE = {"latitude": "14.61610", "longitude": "-61.05880"}


def test_each_structure_is_on_its_shore_and_all_are_in_the_list(client):
    here = StructureFactory(ml=True, **LYON)
    there = StructureFactory(cje=True, **MONTREAL)
    far = StructureFactory(ml=True, **FORT_DE_FRANCE)
    nowhere = StructureFactory(ml=True)
    page = client.get("/structures/carte/")
    mapped = page.context["mapped"]
    assert [sheet.count for sheet in mapped.sheets] == [1, 1]
    assert here.name in mapped.sheets[0].svg
    assert there.name in mapped.sheets[1].svg
    assert (mapped.elsewhere, mapped.left_out) == (2, 0)
    assert {here, there, far, nowhere} == set(mapped.structures)
    assert all(one.get_absolute_url() in page.content.decode() for one in (here, there, far, nowhere))


def test_the_map_follows_the_filters_of_the_list_and_both_lead_to_each_other(client):
    StructureFactory(cje=True, **MONTREAL)
    page = client.get("/structures/carte/?country=fr&q=Ville")
    assert page.context["mapped"].structures == []
    assert "/structures/?country=fr&amp;q=Ville" in page.content.decode()
    assert "/structures/carte/?country=fr&amp;q=Ville" in client.get("/structures/?country=fr&q=Ville").content.decode()


def test_a_point_falls_where_it_is_and_a_name_is_never_markup():
    frame = Frame(west=0, south=0, east=10, north=10)
    assert frame.at(Place("", 10, 0)) == ("0.0", "0.0")
    assert frame.at(Place("", 0, 10))[0] == "520.0"
    svg = draw_map(frame, "Un <b>", marks=[Place("<i>", 5, 5)], points=[Place("<script>", 5, 5), Place("Loin", 50, 5)])
    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg
    assert "Loin" not in svg
    assert "style=" not in svg


def test_points_that_touch_are_one_with_their_number_and_names_never_cover_each_other():
    frame = Frame(west=0, south=0, east=10, north=10)
    near = [Place(name, 5, 5 + place / 100) for place, name in enumerate("ABCDEFGHIJ")]
    svg = draw_map(frame, "", marks=[Place("Laval", 5, 5)] * 6, points=[*near, Place("Loin", 9, 9)])
    assert svg.count("<circle") == 6 + 2
    assert ">10</text><title>A, B, C, D, E, F, G, H et 2 autres</title>" in svg
    assert "<title>Loin</title>" in svg
    assert svg.count(">Laval</text>") == 4  # four sides of one town, and no room for more


def test_the_shores_are_drawn_from_the_outlines_that_the_page_s_script_reads(client):
    page = client.get("/structures/carte/")
    outlines = read_outlines(settings.ROOT / "static/data/outlines.json")
    assert [sum(one.country == code for one in outlines) for code in ("fr", "qc")] == [13, 1]
    assert all(sheet.svg.count("<path") >= 1 for sheet in page.context["mapped"].sheets)
    assert "data/outlines.json" in page.content.decode()
    names = {place.name for place in page.context["mapped"].regions}
    assert {"Bretagne", "Bas-Saint-Laurent"} < names
    assert page.text.count("data-region=") == len(names) > 29


@pytest.mark.parametrize("count", [1, 3])
def test_the_map_costs_the_same_whatever_it_shows(client, django_assert_num_queries, count):
    for _number in range(count):
        StructureFactory(ml=True, **LYON)
    client.get("/structures/carte/")
    with django_assert_num_queries(6):
        assert client.get("/structures/carte/").context["mapped"].sheets[0].count == count


def test_a_closed_structure_is_not_on_the_map(client):
    closed = StructureFactory(ml=True, is_active=False, **LYON)
    assert closed.name not in client.get("/structures/carte/").content.decode()
