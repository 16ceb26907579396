"""A group that comes as a table: whatever wrote it, what it would do is told row by row."""

from datetime import date

import pytest

from ofqj_portal.core.imports import ImportRefused, propose_columns, read_table
from participants.imports import fields_for, plan_people
from participants.tests.factories import ParticipantFactory, ParticipationFactory
from participants.tests.imports.tables import HEADER, SAMI, TABLES, TEXT, ZOE
from partners.enums import Country
from partners.models import Territory
from partners.tests.factories import StructureFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 20)
MINIMAL = "Prénom;Nom;Date de naissance\n"


def plan(project, content, structure=None):
    structure = structure or project.carrier
    fields = fields_for(structure)
    table = read_table(content if isinstance(content, bytes) else content.encode(), fields)
    chosen = {place: one.name for place, one in propose_columns(table, fields).fields.items()}
    return plan_people(table, chosen, project=project, structure=structure, on=TODAY)


@pytest.mark.parametrize("name", TABLES)
def test_the_same_group_reads_the_same_whatever_wrote_it(accepted, name):
    planned = plan(accepted, TABLES[name])

    assert [(line.action, line.row.errors) for line in planned.lines] == [("added", []), ("added", [])]
    zoe, sami = (line.changes for line in planned.lines)
    ain = Territory.objects.choosable().get(country=Country.FR, code="01")
    assert zoe == {
        "first_name": "Zoé",
        "last_name": "Lévêque",
        "born_on": date(2004, 5, 6),
        "gender": "woman",
        "territory": ain,
        "phone": "0612345678",
        "email": "zoe@exemple.test",
    }
    assert {name: sami[name] for name in ("last_name", "born_on", "gender")} == {
        "last_name": "D’Arc",
        "born_on": date(2001, 12, 31),
        "gender": "man",
    }
    assert sami["territory"].code == "69"


@pytest.mark.parametrize(
    ("row", "reasons"),
    [
        (";Essai;01/01/2004", "Prénom\u00a0: à remplir."),
        ("Ada;Essai;", "Date de naissance\u00a0: à remplir."),
        ("Ada;Essai;31/02/2004", "« 31/02/2004 » n’est pas une date"),
        ("Ada;Essai;12/31/2004", "« 12/31/2004 » n’est pas une date"),
        ("Ada;Essai;bientôt", "« bientôt » n’est pas une date"),
        ("Ada;Essai;01/01/1804", "trop ancienne"),
        ("Ada;Essai;21/04/2026", "pas encore passée"),
        ("123;Essai;01/01/2004", "« 123 » n’est pas un nom"),
        (f"{'A' * 101};Essai;01/01/2004", "100 caractères au plus"),
        ("Prénom-Exemple;NOM-EXEMPLE;31/12/2004", "c’est la ligne d’exemple du modèle"),
    ],
)
def test_each_wrong_row_says_its_column_and_its_reason(accepted, row, reasons):
    (line,) = plan(accepted, MINIMAL + row + "\n").lines

    assert (line.action, line.row.line) == ("refused", 2)
    assert reasons.replace("« ", "«\u00a0").replace(" »", "\u00a0»") in line.row.sentence


@pytest.mark.parametrize(
    ("heading", "cell", "reason"),
    [
        ("Genre", "dragon", "n’est pas dans la liste"),
        ("Niveau d’études", "CM2", "n’est pas dans la liste"),
        ("Courriel", "zoe", "n’est pas une adresse e-mail"),
        ("Téléphone", "appeler", "n’est pas un numéro de téléphone"),
        ("Département", "Atlantide", "n’est pas connu"),
        ("Code INSEE", "123456", "Un code INSEE compte 5 caractères"),
        ("Code postal", "H2X", "n’est pas un code postal"),
        ("QPV", "peut-être", "n’est ni oui ni non"),
    ],
)
def test_each_wrong_cell_is_told_with_its_column(accepted, heading, cell, reason):
    (line,) = plan(accepted, f"Prénom;Nom;Date de naissance;{heading}\nAda;Essai;01/01/2004;{cell}\n").lines

    ((label, said),) = line.row.errors
    assert label
    assert reason in said


def test_somebody_said_twice_is_refused_the_second_time_whatever_the_case(accepted):
    planned = plan(accepted, MINIMAL + "Zoé;Lévêque;06/05/2004\nZOE;Leveque;2004-05-06\n")

    assert [line.row.sentence for line in planned.lines] == ["", "la même personne est déjà à la ligne 2."]


def test_somebody_known_keeps_her_name_and_only_gets_what_the_row_says(accepted):
    person = ParticipantFactory(
        structure=accepted.carrier, first_name="Zoé", last_name="Lévêque", born_on=date(2004, 5, 6), phone="1"
    )
    ParticipationFactory(project=accepted, participant=person)
    planned = plan(accepted, "Prénom;Nom;Date de naissance;Tél;Ville\nZOE;LEVEQUE;06/05/2004;02 03;\n")

    (line,) = planned.lines
    assert (line.action, line.joins, line.person) == ("changed", "", person)
    assert planned.differences(line) == [("Téléphone", "1", "02 03")]


def test_somebody_who_gave_up_does_not_come_back_by_a_table(accepted):
    person = ParticipantFactory(structure=accepted.carrier, first_name="Zoé", last_name="Lévêque")
    ParticipationFactory(project=accepted, participant=person, withdrawn=True)
    (line,) = plan(accepted, f"{MINIMAL}Zoé;Lévêque;{person.born_on}\n").lines

    assert line.action == "same"
    assert "désistée" in line.notes[0]


def test_somebody_whom_another_carrier_brought_is_refused(accepted):
    other = ParticipantFactory(structure=StructureFactory(ml=True), first_name="Zoé", last_name="Lévêque")
    ParticipationFactory(project=accepted, participant=other)
    (line,) = plan(accepted, f"{MINIMAL}Zoé;Lévêque;{other.born_on}\n").lines

    assert "suivie par une autre structure" in line.row.sentence


def test_past_the_last_place_people_wait(accepted):
    accepted.places = 2
    accepted.save()
    ParticipationFactory(project=accepted)
    planned = plan(accepted, TEXT)

    assert [line.joins for line in planned.lines] == ["registered", "waiting"]


def test_too_old_on_the_day_of_departure_is_said_and_forbids_nothing(accepted):
    (line,) = plan(accepted, MINIMAL + "Ada;Essai;04/05/1990\n").lines

    assert line.action == "added"
    assert line.notes[0].startswith("36 ans le jour du départ")


def test_quebec_has_its_own_columns(accepted):
    cje = StructureFactory(cje=True)
    (line,) = plan(accepted, MINIMAL.strip() + ";Niveau;MRC\nAda;Essai;01/01/2004;DEC;Minganie\n", cje).lines

    said = line.changes
    assert (said["education_level"], said["area_name"]) == ("qc_dec", "Minganie")
    assert not {"is_qpv", "is_frr", "postal_code"} & {field.name for field in fields_for(cje)}


def test_a_table_without_its_three_columns_is_refused_in_words(accepted):
    with pytest.raises(ImportRefused, match="Il manque une colonne\u00a0: Nom, Date de naissance"):
        plan(accepted, "Prénom;Couleur\nAda;bleu\n")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_plan_asks_the_same_of_the_database_for_one_row_and_for_three(accepted, rows, django_assert_num_queries):
    text = HEADER + ZOE + SAMI.replace("Sami", "Samir") + SAMI
    with django_assert_num_queries(5):
        plan(accepted, "\n".join(text.splitlines()[: rows + 1]) + "\n")
