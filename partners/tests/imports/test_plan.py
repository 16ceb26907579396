"""What importing a directory would do, row by row."""

import pytest

from ofqj_portal.core.imports import read_table
from partners.imports import FIELDS, plan_import
from partners.imports.fields import parse_name
from partners.queries.places import department_of
from partners.tests.factories import MembershipFactory, NetworkFactory, StructureFactory, valid_siret

pytestmark = pytest.mark.django_db
SIRET = "73282932000074"


def plan(text: str, user=None):
    return plan_import(read_table(text.encode(), FIELDS), user=user)


def reasons(text: str, user=None) -> list[str]:
    return [line.row.sentence for line in plan(text, user).of("refused")]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("MISSION LOCALE DU VAL D'ESSAI - SIEGE", "Mission Locale du Val d’Essai"),
        ("Mission locale de Sète (siège)", "Mission locale de Sète"),
        ("CJE DE L'ÎLE-AUX-ESSAIS", "CJE de l’Île-aux-Essais"),
        ("ML du Centre", "ML du Centre"),
        ("Siège", "Siège"),
    ],
)
def test_names_come_in_as_one_writes_them(typed, name):
    assert parse_name(typed) == name


@pytest.mark.parametrize(
    ("code", "department"),
    [("69001", "69"), ("2A004", "2A"), ("20000", "2A"), ("20200", "2B"), ("97411", "974"), ("1000", ""), ("", "")],
)
def test_the_department_is_read_from_a_code(code, department):
    assert department_of(code) == department


def test_a_new_structure_is_understood_from_little():
    (line,) = plan(f"Nom;SIRET;CP;Ville\nMISSION LOCALE D'ESSAI;{SIRET};97400;Saint-Denis\n").lines
    written = {name: after for name, (_before, after) in line.changes.items()}
    assert line.action == "added"
    assert written.pop("territory").name == "La Réunion"
    assert written == {
        "name": "Mission Locale d’Essai",
        "siret": SIRET,
        "postal_code": "97400",
        "commune": "Saint-Denis",
        "country": "fr",
        "kind": "ml",
        "time_zone": "Indian/Reunion",
    }


def test_quebec_and_a_third_country_come_in_too():
    text = "Nom;Type;Pays;NEQ;Région administrative\nCJE neuf;CJE;Canada;1141234567;Gaspésie–Îles-de-la-Madeleine\n"
    (line,) = plan(text).lines
    assert (line.changes["country"][1], str(line.changes["territory"][1])) == ("qc", "Gaspésie–Îles-de-la-Madeleine")
    assert line.changes["time_zone"][1] == "America/Toronto"


def test_a_known_structure_changes_where_the_file_says_otherwise_and_nowhere_else():
    known = StructureFactory(ml=True, imilo_code="069A", phone="1", email="avant@exemple.test")
    (line,) = plan(f"Nom;Code i-milo;Téléphone;Courriel\n{known.name};069a;2;\n").lines
    assert (line.structure, line.action, line.changes) == (known, "changed", {"phone": ("1", "2")})
    assert line.differences == [("Téléphone", "1", "2")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"A;ml;France;{valid_siret(3)[:-1]}0;;", "SIRET : Ce SIRET n’existe pas : vérifiez ses 14 chiffres."),
        ("A;ml;France;;;", "donnez un SIRET, un RNA, un NEQ ou un code i-milo."),
        (f"A;ml;Québec;{SIRET};;", "SIRET : cet identifiant n’est pas de ce pays."),
        (f"A;ml;Sénégal;{SIRET};;", "SIRET : cet identifiant n’est pas de ce pays."),
        (f"A;;France;{SIRET};;", "Type : à remplir pour une structure nouvelle."),
        (f"A;ofqj;France;{SIRET};;", "Type : une section de l’OFQJ ne s’importe pas."),
        (f"A;ml;France;{SIRET};99;", "Département ou région administrative : « 99 » n’est pas connu."),
        (f"A;ml;France;{SIRET};69;pas une adresse", "Adresse e-mail : Saisissez une adresse de courriel valide."),
        (f";ml;France;{SIRET};;", "Nom : à remplir."),
    ],
)
def test_a_row_that_cannot_be_is_told_why(row, reason):
    assert reasons(f"Nom;Type;Pays;SIRET;Département;E-mail\n{row}\n") == [reason]


def test_the_same_identifier_twice_in_a_file_names_the_first_line():
    text = f"Nom;Type;SIRET\nA;ml;{SIRET}\nB;ml;{SIRET}\n"
    assert reasons(text) == ["SIRET : déjà à la ligne 2."]


def test_identifiers_of_two_structures_on_one_row_are_refused():
    one, other = StructureFactory(ml=True), StructureFactory(ml=True, imilo_code="069A")
    assert other.siret != one.siret
    text = f"Nom;SIRET;Code i-milo\nA;{one.siret};069A\n"
    assert reasons(text) == ["ces identifiants désignent deux structures différentes."]


def test_a_network_touches_its_own_members_only_and_new_ones_join_it():
    rcjeq = MembershipFactory(rcjeq=True).user
    own = StructureFactory(cje=True, neq="1141234567")
    foreign = StructureFactory(ml=True)
    NetworkFactory(unml=True)
    text = (
        "Nom;Type;NEQ;SIRET;Réseau;Téléphone\n"
        "Le sien;cje;1141234567;;;9\n"
        f"Un autre;ml;;{foreign.siret};;9\n"
        "Neuf;cje;1141234568;;;\n"
        "Ailleurs;cje;1141234569;;unml;\n"
    )
    lines = plan(text, rcjeq).lines
    assert [line.action for line in lines] == ["changed", "refused", "added", "refused"]
    assert lines[2].changes["network"][1] == own.network
    assert [line.row.sentence for line in lines if line.row.errors] == [
        "cette structure n’est pas de votre réseau.",
        "Réseau : ce réseau n’est pas le vôtre.",
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_planning_costs_the_same_whatever_the_file_holds(django_assert_num_queries, count):
    rows = "".join(f"ML {n};ml;{StructureFactory(ml=True).siret}\n" for n in range(count))
    with django_assert_num_queries(3):
        plan("Nom;Type;SIRET\n" + rows)


def test_a_new_row_that_looks_like_a_known_structure_says_which_and_why():
    known = StructureFactory(ml=True, name="Mission Locale du Val", commune="Essai", siret="", email="val@b.test")
    text = "Nom;Type;SIRET;Commune;Courriel\n" + f"ML DU VAL;ml;{SIRET};ESSAI;val@b.test\n"
    (line,) = plan(text).doubtful
    assert (line.action, line.likes[0].structure) == ("added", known)
    assert line.likes[0].reasons == ("même adresse e-mail", "nom proche, même commune")
    table = read_table(text.encode(), FIELDS)
    (attached,) = plan_import(table, user=None, attach={line.row.line: known.pk}).lines
    assert (attached.action, attached.structure, attached.changes["siret"]) == ("changed", known, ("", SIRET))


def test_a_row_of_a_merged_sheet_changes_nothing():
    kept = StructureFactory(ml=True)
    merged = StructureFactory(ml=True, siret=SIRET, is_active=False, merged_into=kept)
    (line,) = plan(f"Nom;Type;SIRET\nAutre nom;ml;{merged.siret}\n").lines
    assert (line.action, line.changes) == ("same", {})
