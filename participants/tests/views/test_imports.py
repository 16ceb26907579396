"""Importing a group from a page: bring, match, see, confirm, mend."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ofqj_portal.core.imports import read_table
from ofqj_portal.core.job_runs import run
from ofqj_portal.core.models import Job
from participants.imports import fields_for
from participants.models import Participant, Participation, PeopleImport
from participants.tests.conftest import BEFORE
from participants.tests.imports.tables import HEADER, TABLES, TEXT, ZOE
from partners.tests.factories import member

pytestmark = pytest.mark.django_db
ADA = "Ada;;pas une date;;;;\n"


@pytest.fixture(autouse=True)
def before_departure(clock):
    clock(BEFORE)


@pytest.fixture
def signed(client, adviser):
    client.force_login(adviser)
    return client


@pytest.fixture
def address(accepted):
    return reverse("participants:group_import", args=[accepted.number])


def confirm(client, url, **said):
    form = client.get(url).context["form"]
    return client.post(url, {"confirm": "on", "seen": form.initial["seen"], **said})


def test_pasted_rows_are_shown_then_written(signed, address, accepted):
    preview = signed.post(address, {"pasted": TEXT.replace(";", "\t")}).url
    page = signed.get(preview)
    assert page.context["counts"] == {"added": 2, "changed": 0, "same": 0, "refused": 0}
    assert not Participant.objects.exists()
    assert confirm(signed, preview).url == reverse("participants:group", args=[accepted.number])
    assert Participation.objects.filter(project=accepted).count() == 2
    assert "Import terminé" in signed.get(preview).content.decode()
    assert signed.post(preview, {"confirm": "on"}).status_code == 200
    assert Participation.objects.count() == 2


def test_a_file_does_as_well_as_what_is_pasted(signed, address):
    file = SimpleUploadedFile("Groupe.xlsx", TABLES["a workbook"])
    preview = signed.post(address, {"pasted": "", "file": file}).url
    assert signed.get(preview).context["counts"]["added"] == 2


def test_a_double_post_brings_one_table(signed, address):
    token = "7f7df7f0-6f6b-4a52-93a3-a5a0a3c0f6ad"
    answers = {signed.post(address, {"pasted": TEXT, "form_token": token}).url for _click in range(2)}
    assert answers == {PeopleImport.objects.get().get_absolute_url()}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"pasted": ""}, "Collez un tableau, ou choisissez un fichier."),
        ({"pasted": "  \n "}, "Collez un tableau, ou choisissez un fichier."),
        ({"pasted": TEXT, "file": SimpleUploadedFile("a.csv", TEXT.encode())}, "l’un des deux"),
        ({"pasted": HEADER}, "Ce tableau n’a qu’une ligne de titres"),
        ({"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.7")}, "Ce format ne se lit pas ici"),
        ({"pasted": "", "file": SimpleUploadedFile("../../x.csv", b"")}, "Ce fichier est vide"),
    ],
)
def test_what_is_no_table_is_refused_in_words_and_stays_typed(signed, address, data, reason):
    page = signed.post(address, data)
    assert page.status_code == 200
    assert reason in page.content.decode()
    assert data.get("pasted", "").strip() in page.content.decode()
    assert not PeopleImport.objects.exists()


def test_wrong_rows_come_back_with_their_reasons_and_can_be_mended_here(signed, address, accepted):
    preview = signed.post(address, {"pasted": TEXT + ADA}).url
    assert confirm(signed, preview).context["form"].errors["leave"]
    assert not Participant.objects.exists()
    answer = signed.get(f"{preview}a-corriger.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="a-corriger.csv"'
    head, row = answer.content.decode("utf-8-sig").splitlines()
    assert head.endswith(";À corriger")
    assert row.startswith("Ada;;pas une date;;;;;")
    assert row.count("à remplir") == 1
    assert confirm(signed, preview, leave="on").url == preview
    assert Participation.objects.filter(project=accepted).count() == 2
    left = signed.get(preview)
    assert "Ce qui reste à corriger" in left.content.decode()
    typed = signed.get(left.context["mend_url"]).context["form"].initial["pasted"]
    assert typed.startswith("Prénom\tNom\tDate de naissance")
    mended = typed.replace("Ada\t\tpas une date", "Ada\tEssai\t01/01/2004")
    assert confirm(signed, signed.post(address, {"pasted": mended}).url).status_code == 302
    assert Participation.objects.filter(project=accepted, participant__last_name="Essai").exists()


def test_the_error_file_reads_back_without_its_last_column(signed, address, accepted):
    preview = signed.post(address, {"pasted": HEADER + ZOE + "=1+1;+x;\n"}).url
    content = signed.get(f"{preview}a-corriger.csv").content
    assert b"\n'=1+1;'+x;" in content
    again = signed.post(address, {"file": SimpleUploadedFile("a.csv", content)}).url
    page = signed.get(again)
    assert page.context["ignored"] == ["À corriger"]
    assert page.context["counts"]["refused"] == 1


def test_unknown_headings_are_shown_once_with_what_they_hold(signed, address, accepted):
    answer = signed.post(address, {"pasted": "Qui;Famille;Jour;Note\nAda;Essai;01/01/2004;x\n"})
    assert answer.url.endswith("/colonnes/")
    page = signed.get(answer.url).content.decode()
    assert "Dans le tableau\u00a0: Ada" in page
    preview = answer.url.removesuffix("colonnes/")
    assert signed.get(preview).url == answer.url
    assert signed.get(f"{preview}a-corriger.csv").status_code == 404
    wrong = {"column_0": "first_name", "column_1": "first_name", "column_2": "born_on"}
    assert "Deux colonnes disent" in signed.post(answer.url, wrong).content.decode()
    assert signed.post(answer.url, wrong | {"column_1": "last_name"}).url == preview
    assert signed.get(preview).context["counts"]["added"] == 1
    again = signed.post(address, {"pasted": "Qui;Famille;Jour\nBea;Essai;01/01/2004\n"}).url
    assert signed.get(again).context["counts"]["added"] == 1


def test_the_preview_of_another_moment_is_not_imported_and_the_new_one_is_shown(signed, address, accepted):
    preview = signed.post(address, {"pasted": TEXT}).url
    stale = signed.post(preview, {"confirm": "on", "seen": "0" * 64})
    assert stale.status_code == 409
    assert "ont changé depuis cet aperçu" in stale.content.decode()
    assert signed.post(preview, {"confirm": "on", "seen": stale.context["form"]["seen"].value()}).status_code == 302


def test_a_long_table_is_imported_by_a_worker(signed, address, accepted):
    rows = "".join(f"Ada;Essai {chr(97 + n // 26)}{chr(97 + n % 26)};01/01/2004;;;;\n" for n in range(301))
    preview = signed.post(address, {"pasted": HEADER + rows}).url
    answers = {confirm(signed, preview).url for _click in range(2)}
    job = Job.objects.get(kind="participants.import_people")
    assert answers == {job.get_absolute_url()}
    assert "Essai" not in str(job.args)
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, Participation.objects.filter(project=accepted).count()) == ("done", 301)
    assert preview in signed.get(job.get_absolute_url()).content.decode()


def test_the_template_is_read_as_it_stands_and_its_example_refused(signed, address, accepted):
    content = b"".join(signed.get(f"{address}modele.xlsx").streaming_content)
    table = read_table(content, fields_for(accepted.carrier))
    assert table.header == [str(field.label) for field in fields_for(accepted.carrier)]
    preview = signed.post(address, {"file": SimpleUploadedFile("modele.xlsx", content)}).url
    assert "c’est la ligne d’exemple" in signed.get(preview).content.decode()
    assert b"NOM-EXEMPLE" in unzipped(content)


def unzipped(content: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_a_table_is_there_for_whoever_brought_it_alone(client, signed, address, accepted):
    preview = signed.post(address, {"pasted": TEXT + ADA}).url
    pages = [
        preview,
        f"{preview}colonnes/",
        f"{preview}a-corriger.csv",
        f"{address}?reprendre={preview.split('/')[-2]}",
    ]
    assert [client.get(page).status_code for page in pages] == [200] * 4
    client.force_login(member(accepted.carrier))
    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert client.post(preview, {"confirm": "on"}).status_code == 404
    assert (
        client.get(reverse("participants:group_import_preview", args=[accepted.number, uuid.uuid4()])).status_code
        == 404
    )
    assert client.get(f"{address}?reprendre=nimporte").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_takes_the_same_queries_for_one_row_and_for_three(
    signed, address, rows, django_assert_max_num_queries
):
    text = HEADER + "".join(ZOE.replace("Zoé", name) for name in ("Zoé", "Zia", "Zaz")[:rows])
    preview = signed.post(address, {"pasted": text}).url
    with django_assert_max_num_queries(11) as seen:
        signed.get(preview)
    assert len(seen) == QUERIES.setdefault("preview", len(seen))


QUERIES: dict[str, int] = {}
