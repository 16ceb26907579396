"""What an exported file holds: one row a thing, in types, with its lisez-moi; never a formula, never a mixed sum."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ofqj_portal.core.list_exports import list_called
from ofqj_portal.core.models import JobState
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import Shore, reading_as
from ofqj_portal.dashboard.services.exports import ROWS_AT_ONCE
from ofqj_portal.dashboard.tests.exports.reading_back import csv_of, made, members_of, rows_of, sheets_of, text_in
from participants.tests.factories import ParticipationFactory
from partners.models import Structure
from partners.tests.factories import AgreementFactory, MembershipFactory, StructureFactory, member
from projects.services.payment import record_payment
from projects.tests.factories import InformationRequestFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, awarded

pytestmark = pytest.mark.django_db
HOSTILE = ["=1+1", "+33", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "=cmd|' /C calc'!A0"]


def sql(query: str, *values) -> int:
    """Count with a query of one's own, apart from those of the pages."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]


def everything(ml):
    """Write a few of each thing around `ml`; return who may export each list."""
    for number in range(3):
        project = ProjectFactory(carrier=ml, report_due=True)
        ParticipationFactory(project=project, participant__structure=ml, returned=True)
        AgreementFactory(first_structure=ml)
        awarded(project, amount=f"{1000 + number}.00")
    ProjectFactory(carrier=ml, submitted=True)
    ProjectFactory(carrier=ml)
    adviser = member(ml)
    officer, finance = MembershipFactory(officer_fr=True).user, MembershipFactory(finance=True).user
    by_list = dict.fromkeys(("projects", "structures", "agreements", "people"), adviser)
    return by_list | {"queue": officer, "payments": finance}


COUNTS = {
    "projects": "SELECT count(*) FROM projects_project WHERE carrier_id = %s",
    "queue": "SELECT count(*) FROM projects_project WHERE state = 'submitted' AND carrier_id = %s",
    "structures": "SELECT count(*) FROM partners_structure WHERE is_active AND %s > 0",
    "agreements": "SELECT count(*) FROM partners_agreement WHERE first_structure_id = %s",
    "payments": "SELECT count(*) FROM projects_grant WHERE %s > 0",
    "people": "SELECT count(*) FROM participants_participant WHERE structure_id = %s",
}


@pytest.mark.parametrize("code", COUNTS)
def test_each_list_gives_as_many_rows_as_the_base_counts_and_says_so(code, ml):
    user = everything(ml)[code]

    job = made(user, code)

    export, count = list_called(code), sql(COUNTS[code], ml.pk)
    sheets = sheets_of(job)
    assert count
    assert list(sheets) == [str(export.title), "Lisez-moi"]
    headings, *rows = sheets[str(export.title)]
    assert headings == [str(column.label) for column in export.columns]
    assert len(rows) == count
    said = {line[0]: line[1] for line in sheets["Lisez-moi"]}
    assert said["Nombre de lignes"] == count
    assert said["Demandé par"] == str(user)
    assert {heading for heading in headings if not said.get(heading)} == set()
    csv_job = made(user, code, file_format="csv")
    assert csv_of(csv_job)[0] == headings
    assert len(csv_of(csv_job)) == count + 1


@pytest.mark.parametrize("code", COUNTS)
def test_more_rows_cost_no_more_queries(code, ml):
    user = everything(ml)[code]
    made(user, code)  # her roles are known from now on
    costs = []
    for _round in range(3):
        with CaptureQueriesContext(connection) as queries:
            made(user, code)
        costs.append(len(queries))
        everything(ml)

    assert costs == costs[:1] * 3


def test_numbers_days_and_instants_keep_their_types(adviser, ml):
    project = ProjectFactory(carrier=ml, incomplete=True, title="Bois et forêt", both_sections=True)
    InformationRequestFactory(project=project)

    row = rows_of(made(adviser, "projects"))[0]

    assert row == {
        "Numéro": project.number,
        "Titre": "Bois et forêt",
        "Appel": project.call.title,
        "Structure porteuse": "Mission Locale des Deux-Rives",
        "Structures d’accueil": row["Structures d’accueil"],
        "Où en est-il": "Votre réponse est en retard",
        "Qui a la main": "Mission Locale des Deux-Rives",
        "À vous": "oui",
        "À faire avant le": datetime(2026, 3, 6, 23, 59),  # noqa: DTZ001
        "En retard": "oui",
        "Places": 8.0,
        "Départ": date(2026, 5, 4),
        "Retour": date(2026, 5, 15),
        "Demandé à OFQJ France": 4000.0,
        "Demandé à OFQJ France\xa0: monnaie": "EUR",
        "Demandé à OFQJ Québec": 1000.0,
        "Demandé à OFQJ Québec\xa0: monnaie": "CAD",
        "Accordé par OFQJ France": "",
        "Accordé par OFQJ France\xa0: monnaie": "",
        "Accordé par OFQJ Québec": "",
        "Accordé par OFQJ Québec\xa0: monnaie": "",
    }


def test_euros_and_dollars_never_meet_in_a_cell(finance):
    project = ProjectFactory(closed=True, both_sections=True)
    france = awarded(project, amount="4000.00", envelope=EnvelopeFactory(call=project.call))
    awarded(project, amount="1000.00", envelope=EnvelopeFactory(call=project.call, quebec=True))
    advance = Money(Decimal("1500.50"), "EUR")
    facts = {"kind": "advance", "amount": advance, "paid_on": date(2026, 7, 30), "by": finance}
    record_payment(grant=france.grant, now=datetime(2026, 8, 1, 9, 0, tzinfo=UTC), **facts)

    rows = rows_of(made(finance, "payments"))

    amounts = ("Section", "Accordé", "Dû", "Payé", "Reste", "À récupérer", "Monnaie", "Solde")
    assert sorted([row[name] for name in amounts] for row in rows) == [
        ["OFQJ France", 4000.0, 4000.0, 1500.5, 2499.5, 0.0, "EUR", "À payer"],
        ["OFQJ Québec", 1000.0, 1000.0, 0.0, 1000.0, 0.0, "CAD", "À payer"],
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_title_is_never_a_live_formula(hostile, adviser, ml):
    ProjectFactory(carrier=ml, title=hostile)

    workbook = made(adviser, "projects", f"structure={ml.name}")
    table = csv_of(made(adviser, "projects", file_format="csv"))

    assert rows_of(workbook)[0]["Titre"][0] == "'"
    assert table[1][1][0] == "'"
    assert b"<f>" not in b"".join(members_of(workbook).values())


def test_a_hostile_filter_is_never_a_live_formula_in_the_lisez_moi(adviser, ml):
    ProjectFactory(carrier=ml, title="=1+1")

    job = made(adviser, "projects", "q=%3D1%2B1")

    assert ["Filtre\xa0: Titre, numéro ou thème", "'=1+1"] in sheets_of(job)["Lisez-moi"]
    assert b"<f>" not in b"".join(members_of(job).values())


def test_the_zip_opens_in_excel_in_french_and_says_what_it_is(adviser, ml, time_machine_at):
    time_machine_at(datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    ProjectFactory(carrier=ml, title="Été à Montréal")
    ProjectFactory(carrier=ml, title="Autre")

    parts = members_of(made(adviser, "projects", "q=montreal&state=draft", file_format="csv"))

    assert list(parts) == ["projets-2026-11-23.csv", "lisez-moi.txt"]
    assert parts["projets-2026-11-23.csv"].startswith("\ufeffNuméro;Titre;Appel;".encode())
    assert b"4000,00;EUR" in parts["projets-2026-11-23.csv"]
    assert parts["lisez-moi.txt"].decode("utf-8-sig").split("\r\n")[:11] == [
        "Projets · Lisez-moi",
        "",
        "Ce que c’est\xa0: Les dossiers que vous pouvez lire, un par ligne, le dernier modifié d’abord.",
        "Filtre\xa0: Titre, numéro ou thème\xa0: montreal",
        "Filtre\xa0: Où en est-il\xa0: Brouillon, à compléter",
        "Nombre de lignes\xa0: 1",
        "Demandé par\xa0: Anne Rivière",
        (
            "Fait le\xa0: lundi 23\xa0novembre 2026, 0\xa0h\xa030 (Paris)"
            " · dimanche 22\xa0novembre 2026, 18\xa0h\xa030 (Montréal)"
        ),
        "Droits\xa0: Ce que la page vous montre ce jour-là, et rien de plus.",
        "Heures\xa0: Celles de ce fuseau\xa0: Paris.",
        "Montants\xa0: Chacun a sa monnaie à côté. N’additionnez jamais des euros et des dollars.",
    ]


def test_the_filters_of_the_address_narrow_the_file_as_they_narrow_the_page(adviser, ml, client):
    ProjectFactory(carrier=ml, title="Vers la forêt", submitted=True)
    ProjectFactory(carrier=ml, title="La forêt aussi")
    ProjectFactory(carrier=ml, title="La mer", submitted=True)
    client.force_login(adviser)

    page = client.get("/projets/?q=foret&state=submitted")
    job = made(adviser, "projects", "q=foret&state=submitted")

    assert (
        [row["Titre"] for row in rows_of(job)]
        == [row.project.title for row in page.context["rows"]]
        == ["Vers la forêt"]
    )


def test_the_queue_without_a_state_says_that_it_holds_what_is_to_be_examined(officer):
    ProjectFactory(submitted=True)

    job = made(officer, "queue")

    assert ["Filtre\xa0: Où en est-il\xa0?", "À instruire"] in sheets_of(job)["Lisez-moi"]


def test_the_figure_of_a_report_that_narrows_a_list_narrows_its_file_and_is_said(adviser, ml):
    ProjectFactory(carrier=ml, report_due=True, title="Parti")
    ProjectFactory(carrier=ml, submitted=True)
    AgreementFactory(first_structure=ml, title="Ancienne", signed_on=date(2020, 1, 1))
    AgreementFactory(first_structure=ml, title="Née cette année-là", signed_on=date(2026, 3, 1))

    projects = made(adviser, "projects", "counting=departed&counted_from=2026-01-01&counted_until=2026-12-31")
    ententes = made(adviser, "agreements", "born_from=2026-01-01&born_until=2026-12-31")

    assert [row["Titre"] for row in rows_of(projects)] == ["Parti"]
    assert "Groupes partis du 1er" in str(sheets_of(projects)["Lisez-moi"])
    assert [row["Entente"] for row in rows_of(ententes)] == ["Née cette année-là"]
    assert "au 31\xa0décembre 2026" in next(line[1] for line in sheets_of(ententes)["Lisez-moi"] if "Nées" in line[0])


def test_more_rows_than_a_batch_all_come(adviser):
    few = Structure.objects.filter(is_active=True).count()
    many = 2 * ROWS_AT_ONCE + 1
    fields = {"kind": "association", "country": "other", "other_country": "Sénégal", "time_zone": "Africa/Dakar"}
    Structure.objects.bulk_create(Structure(name=f"Maison {n:05}", **fields) for n in range(many))

    job = made(adviser, "structures")

    rows = rows_of(job)
    assert len(rows) == len({row["Nom"] for row in rows}) == few + many
    assert (job.state, job.label) == (JobState.DONE, f"{few + many} lignes sur {few + many}")


def test_the_words_are_those_of_the_page_it_was_asked_on(db):
    cje = StructureFactory(cje=True)
    user = member(cje)
    ProjectFactory(carrier=cje, to_france=True, submitted=True)
    with reading_as(Shore.QUEBEC):
        directory, queue = made(user, "structures"), made(user, "projects")

    assert "Adresse courriel" in sheets_of(directory)["Structures"][0]
    assert ["Heures", "Celles de ce fuseau\xa0: Montréal."] in sheets_of(queue)["Lisez-moi"]


def test_a_file_of_people_holds_what_the_page_shows_and_nothing_more(adviser, ml):
    project = ProjectFactory(carrier=ml, ongoing=True, title="Vers Montréal")
    secret = {"participant__email": "secrete@exemple.test", "participant__phone": "06 99 99 99 99"}
    ParticipationFactory(
        project=project, departed=True, participant__structure=ml, participant__last_name="Éluard", **secret
    )

    job = made(adviser, "people")

    row = rows_of(job)[0]
    assert list(row) == ["Nom", "Prénom", "Âge", "Structure", "Dernier projet", "Titre du projet", "Où elle en est"]
    assert (row["Nom"], row["Titre du projet"], row["Où elle en est"]) == ("Éluard", "Vers Montréal", "Parti·e")
    assert isinstance(row["Âge"], float)
    found = [word for word in ("secrete", "06 99", "2004", "JAMO", "Femme", "CAP") if word in text_in(job)]
    assert found == []
