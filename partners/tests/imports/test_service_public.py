"""The directory of the administration, as JSON: read tolerantly, turned into rows like any others."""

import json
from datetime import date
from pathlib import Path
from random import Random

import pytest

from ofqj_portal.core.imports import ImportRefused
from ofqj_portal.core.imports.limits import MAX_BYTES
from ofqj_portal.core.models import JournalEntry
from partners.imports import plan_import, read_directory
from partners.models import Structure
from partners.services.imports import import_structures
from partners.tests.factories import MembershipFactory, StructureFactory, valid_siret

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).with_name("samples") / "annuaire-invente.json"
TODAY = date(2026, 11, 20)


def service(number: int, **changed) -> dict:
    """Make an invented Mission Locale as service-public.fr writes one; `changed` replaces keys."""
    place = {
        "numero_voie": f"{number} rue de l'Essai",
        "code_postal": "69990",
        "nom_commune": f"Essai-{number}",
        "longitude": "4.8357",
        "latitude": "45.764",
    }
    return {
        "id": f"essai-{number:04d}",
        "nom": f"MISSION LOCALE D'ESSAI {number} - SIEGE",
        "pivot": [{"type_service_local": "mission_locale", "code_insee_commune": ["69997"]}],
        "adresse": [place],
        "telephone": [{"valeur": f"01 99 {number:06d}"}],
        "adresse_courriel": [f"contact{number}@invente.example"],
        "site_internet": [{"valeur": f"https://ml{number}.invente.example"}],
        "siret": valid_siret(number),
    } | changed


def written(*services, **options) -> bytes:
    return json.dumps({"service": list(services)}, **options).encode()


def plan(content: bytes):
    return plan_import(read_directory(content), user=None)


def bring(content: bytes):
    return import_structures(table=read_directory(content), by=None, on=TODAY)


def reasons(content: bytes) -> list[tuple[int, str]]:
    return [(line.row.line, line.row.sentence.replace("\xa0", " ")) for line in plan(content).of("refused")]


def test_the_invented_sample_comes_in_whole_and_a_second_time_changes_nothing():
    content = SAMPLE.read_bytes()
    first = bring(content)
    stored = list(Structure.objects.order_by("pk").values())
    second = bring(content)
    assert (first.added, second.added, second.changed, second.same) == (26, 0, 0, 26)
    assert list(Structure.objects.order_by("pk").values()) == stored
    assert JournalEntry.objects.count() == 26
    assert plan(content).others == ["cap_emploi (1)", "france_travail (1)", "mairie (2)"]


def test_names_and_places_of_the_sample_come_in_cleanly():
    bring(SAMPLE.read_bytes())
    names = dict(Structure.objects.values_list("service_public_id", "name"))
    by_place = [names[f"{place:08x}-e55a-4000-8000-00000000{place:04x}"] for place in (1, 2, 3, 4, 5, 6, 7, 9, 11, 15)]
    assert by_place == [
        "Mission Locale du Val d’Essai",
        "Mission locale de Montfictif",
        "Mission Locale des Trois-Exemples",
        "Mission Locale du Pays Imaginaire",
        "Mission Locale de Fausse-Rive",
        "Mission locale du Bassin Témoin",
        "Mission Locale de Port-Modèle",
        "ML de Sainte-Fiction",
        "Mission Locale de Villebrouillon - Accueil",
        "Mission Locale de Bourg-Témoin",
    ]
    assert not Structure.objects.filter(name__iregex="si[eè]ge").exists()
    corsica = Structure.objects.get(commune="Piton-Fictif")
    assert (corsica.time_zone, corsica.territory.code, corsica.postal_code) == ("Indian/Reunion", "974", "97499")
    paris = Structure.objects.get(commune="Ébauche")
    assert (str(paris.latitude), str(paris.longitude)) == ("48.85661", "2.35220")
    assert {(one.country, one.kind) for one in Structure.objects.all()} == {("fr", "ml")}


def test_rows_without_siret_are_matched_by_the_identifier_of_their_source():
    bring(written(service(1, siret=""), service(2)))
    done = bring(written(service(1, siret="", telephone=[{"valeur": "01 99 11 11 11"}]), service(2)))
    assert (done.added, done.changed, done.same) == (0, 1, 1)
    assert Structure.objects.get(service_public_id="essai-0001").phone == "01 99 11 11 11"


def test_a_structure_known_by_its_siret_receives_the_identifier_and_keeps_it():
    known = StructureFactory(ml=True, siret=valid_siret(7), checked_on=TODAY)
    bring(written(service(7)))
    bring(written(service(7, siret="")))
    known.refresh_from_db()
    assert (known.service_public_id, known.siret) == ("essai-0007", valid_siret(7))
    assert Structure.objects.filter(kind="ml").count() == 1


def test_several_hundred_lines_twice_with_changes_between_then_nothing_at_the_third():
    random = Random(6)
    services = [service(number) for number in range(1, 449)]
    for one in random.sample(services, 60):
        one["siret"] = ""
    for one in random.sample(services, 60):
        one["telephone"], one["adresse_courriel"] = [], []
    first = bring(written(*services))
    untouched = {one["id"] for one in services[40:]}
    before = list(Structure.objects.filter(service_public_id__in=untouched).order_by("pk").values())
    for one in services[:40]:
        one["adresse"][0]["nom_commune"] = "Essai-Nouveau"
    random.shuffle(services)  # the order of the file says nothing
    second = bring(written(*services[:-3], service(900), service(901)))
    third = bring(written(*services[:-3], service(900), service(901)))
    assert (first.added, first.changed, first.same) == (448, 0, 0)
    moved = sum(one["adresse"][0]["nom_commune"] == "Essai-Nouveau" for one in services[:-3])
    assert (second.added, second.changed, second.same) == (2, moved, 445 - moved)
    assert (third.added, third.changed, third.same) == (0, 0, 447)
    assert Structure.objects.count() == 450  # the three that left the file are not taken away
    assert list(Structure.objects.filter(service_public_id__in=untouched).order_by("pk").values()) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"telephone": None, "adresse_courriel": None, "site_internet": None, "adresse": None},
        {"telephone": 12, "adresse_courriel": {}, "site_internet": [[]], "adresse": ["là"]},
        {"telephone": [{}], "adresse_courriel": [None], "site_internet": [{"valeur": {}}], "adresse": [{}]},
        {"telephone": [True], "adresse": "[{", "siret": {}, "pivot": [{"type_service_local": "mission_locale"}]},
        {"adresse": [{"longitude": "4.8"}], "date_modification": [[[]]], "inconnu": {"a": 1}},
    ],
)
def test_missing_keys_empty_lists_and_odd_types_are_empty_cells(changed):
    (line,) = plan(written(service(1, **changed))).lines
    assert (line.action, line.row.sentence) == ("added", "")
    assert not {"latitude", "longitude"} & line.changes.keys()


def test_only_missions_locales_come_in_and_the_rest_is_counted():
    found = plan(
        written(
            service(1),
            service(2, pivot=[{"type_service_local": "mairie"}, {"type_service_local": "mission_locale"}]),
            service(3, pivot=[]),
            service(4, pivot=[{"type_service_local": "mairie"}]),
            service(5, pivot=None, nom="Un guichet"),
            "une ligne",
            None,
        )
    )
    assert [line.row.line for line in found.of("added")] == [1, 2, 3]
    assert found.others == ["fiche illisible (2)", "mairie (1)", "type non précisé (1)"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"nom": ""}, "Nom : à remplir."),
        ({"nom": ["A"]}, "Nom : à remplir."),
        ({"siret": "12345678900011"}, "SIRET : Ce SIRET n’existe pas : vérifiez ses 14 chiffres."),
        ({"id": "", "siret": ""}, "donnez un SIRET, un RNA, un NEQ ou un code i-milo."),
        (
            {"id": "<script>"},
            "Identifiant service-public.fr : Un identifiant de l’annuaire compte 3 à 80 lettres sans accent, "
            "chiffres et tirets.",
        ),
        ({"adresse_courriel": ["pas une adresse"]}, "Adresse e-mail : Saisissez une adresse de courriel valide."),
        ({"nom": "A" * 201}, "Nom : 200 caractères au plus."),
    ],
)
def test_a_record_that_cannot_be_is_told_with_its_place_and_why(changed, reason):
    assert reasons(written(service(1), service(2, **changed))) == [(2, reason)]


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "-Infinity", "1e400", '"1e5"', "91", '"48.8566°"'])
def test_coordinates_that_are_no_place_are_told(odd):
    place = {"nom_commune": "Essai", "code_postal": "69990", "latitude": "@", "longitude": "4.8"}
    content = written(service(1, adresse=[place])).replace(b'"@"', odd.encode())
    assert [(line, text.split(" :")[0]) for line, text in reasons(content)] == [(1, "Latitude")]


def test_the_same_identifier_twice_names_the_first_place():
    content = written(service(1), service(2, id="essai-0001"))
    assert reasons(content) == [(2, "Identifiant service-public.fr : déjà à la ligne 1.")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "ligne 1, caractère 2"),
        (b'{"service": [\n{"id": }]}', "ligne 2, caractère 8"),
        (b'{"service": 12}', "il lui manque la liste"),
        (b"[]", "Ce fichier est vide."),
        (b'{"service": []}', "Ce fichier est vide."),
        (b'{"service": ' + b"[" * 100_000, "trop de niveaux"),
        (b'[{"nom": "\xff"}]', "n’est pas du JSON"),
        (b'{"service": [' + b" " * MAX_BYTES + b"]}", "5 Mo au plus"),
        (b'[{"nom": "' + b"A" * 20_000 + b'", "pivot": [{"type_service_local": "mission_locale"}]}]', "trop long"),
        (b"[" + b"1" * 5000 + b"]", ""),
    ],
)
def test_a_file_that_is_no_directory_is_refused_in_words(content, said):
    if not said:
        assert plan(content).others == ["fiche illisible (1)"]
        return
    with pytest.raises(ImportRefused) as refusal:
        read_directory(content)
    assert said in str(refusal.value)


def test_more_records_than_a_table_may_hold_are_refused():
    with pytest.raises(ImportRefused, match="20000 lignes"):
        read_directory(written(*[{"nom": "Mission locale"}] * 20_002, separators=(",", ":")))


@pytest.mark.parametrize("content", [b"Nom;SIRET\nA;1\n", b"pas du json", b""])
def test_a_file_named_json_that_is_none_is_refused_whatever_it_holds(content):
    with pytest.raises(ImportRefused):
        read_directory(content, "annuaire.json")


def test_the_page_takes_the_json_and_tells_what_it_leaves_aside(client):
    client.force_login(MembershipFactory(admin=True).user)
    with SAMPLE.open("rb") as stream:
        preview = client.post("/structures/importer/", {"file": stream}).url
    page = client.get(preview)
    assert page.context["counts"] == {"added": 26, "changed": 0, "same": 0, "refused": 0}
    assert "cap_emploi (1), france_travail (1), mairie (2)." in page.content.decode()
    assert client.post(preview, {"confirm": "on"}).url == "/structures/"
    assert Structure.objects.filter(kind="ml").count() == 26
