"""Importing from a page: upload, see, confirm."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ofqj_portal.core.job_runs import run
from ofqj_portal.core.models import Job, StoredFile
from partners.models import Structure
from partners.tests.factories import MembershipFactory, StructureFactory, valid_siret

pytestmark = pytest.mark.django_db
UPLOAD = "/structures/importer/"
HEADER = "Nom;Type;SIRET\n"
TWO = HEADER + f"A;ml;{valid_siret(1)}\nB;ml;{valid_siret(2)}\n"


@pytest.fixture
def admin(client):
    user = MembershipFactory(admin=True).user
    client.force_login(user)
    return user


def send(client, text, name="annuaire.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content, "text/csv")})


def test_nothing_is_written_before_the_confirmation(client, admin):
    assert client.get(UPLOAD).status_code == 200
    preview = send(client, TWO).url
    page = client.get(preview)
    assert page.context["counts"] == {"added": 2, "changed": 0, "same": 0, "refused": 0}
    assert Structure.objects.filter(kind="ml").count() == 0
    assert client.post(preview, {"confirm": "on"}).url == "/structures/"
    assert Structure.objects.filter(kind="ml").count() == 2
    assert client.get(preview).context["counts"] == {"added": 0, "changed": 0, "same": 2, "refused": 0}


def test_wrong_rows_come_back_with_their_reasons_and_stay_out_only_on_demand(client, admin):
    preview = send(client, TWO + "=1+1;ml;\n").url
    assert client.post(preview, {"confirm": "on"}).context["form"].errors["leave"]
    assert Structure.objects.filter(kind="ml").count() == 0
    answer = client.get(preview + "a-corriger/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "Nom;Type;SIRET;À corriger",
        "'=1+1;ml;;donnez un SIRET, un RNA, un NEQ ou un code i-milo.",
    ]
    assert client.post(preview, {"confirm": "on", "leave": "on"}).status_code == 302
    assert Structure.objects.filter(kind="ml").count() == 2


def test_a_long_file_is_imported_by_a_worker(client, admin):
    text = HEADER + "".join(f"ML {n};ml;{valid_siret(n)}\n" for n in range(1, 302))
    preview = send(client, text).url
    answers = {client.post(preview, {"confirm": "on"}).url for _click in range(2)}
    job = Job.objects.get(kind="partners.import_structures")
    assert answers == {job.get_absolute_url()}
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, Structure.objects.filter(kind="ml").count()) == ("done", 301)
    assert job.label == "301 ajoutées, 0 modifiées, 0 inchangées"


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "vide.csv"), (b"%PDF-1.7", "annuaire.xlsx"), (b"PK\x03\x04zzz", "x.xlsx"), (b"Ville\nA\n", "../../x.csv")],
)
def test_a_file_that_is_no_directory_is_refused_beside_its_field(client, admin, content, name):
    response = send(client, content, name)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert not StoredFile.objects.exists()


def test_a_line_that_looks_like_a_known_structure_waits_for_an_answer_then_is_shown_again(client, admin):
    known = StructureFactory(ml=True, name="Mission Locale du Val", siret="", phone="01 99 00 00 01")
    preview = send(client, f"Nom;Type;SIRET;Téléphone\nML du Val;ml;{valid_siret(1)};0199000001\n").url
    silent = client.post(preview, {"confirm": "on"})
    assert silent.context["form"].errors["like_2"]
    answered = client.post(preview, {"confirm": "on", "like_2": str(known.pk)})
    assert answered.context["counts"] == {"added": 0, "changed": 1, "same": 0, "refused": 0}
    assert Structure.objects.get(kind="ml").siret == ""  # nothing before it was seen
    seen = answered.context["form"]["seen"].value()
    assert client.post(preview, {"confirm": "on", "like_2": str(known.pk), "seen": seen}).url == "/structures/"
    known.refresh_from_db()
    assert (known.siret, known.name) == (valid_siret(1), "ML du Val")


def test_a_line_said_to_be_another_structure_is_added(client, admin):
    StructureFactory(ml=True, name="Mission Locale du Val", phone="01 99 00 00 01")
    text = f"Nom;Type;SIRET;Téléphone\nML du Mont;ml;{valid_siret(1)};0199000001\n"
    preview = send(client, text).url
    assert client.post(preview, {"confirm": "on", "like_2": "999999"}).context["form"].errors["like_2"]
    assert client.post(preview, {"confirm": "on", "rest_is_new": "on"}).url == "/structures/"
    assert Structure.objects.filter(kind="ml").count() == 2


def test_a_file_is_its_owner_s_alone(client, admin):
    preview = send(client, TWO).url
    client.force_login(MembershipFactory(unml=True).user)
    assert [client.get(preview + more).status_code for more in ("", "a-corriger/")] == [404, 404]
    assert client.post(preview, {"confirm": "on"}).status_code == 404
    assert client.get(reverse("partners:import_preview", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("trait", ["manager", "officer_fr", "dpo"])
def test_whoever_keeps_no_directory_imports_nothing(client, trait):
    client.force_login(MembershipFactory(**{trait: True}).user)
    assert [client.get(UPLOAD).status_code, send(client, TWO).status_code] == [403, 403]
