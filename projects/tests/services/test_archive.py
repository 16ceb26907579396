"""A whole dossier in one file: what it holds for its asker, that nothing was changed, and that nobody else takes it."""

import csv
import hashlib
import io
import zipfile
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse

from ofqj_portal.core import calendar, files
from ofqj_portal.core.jobs_in_place import run_due
from ofqj_portal.core.journal import history_of, record
from ofqj_portal.core.models import Job, JobState, StoredFile
from partners.models import Membership
from partners.tests.factories import MembershipFactory, member
from projects.enums import PieceCategory
from projects.models import GrantAgreement, Piece, Recovery
from projects.services.archive import forget_archives, kept, request_archive
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import awarded, overpaid_by

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def with_piece(project, category, name, content=PDF):
    file = files.store(content, kind="projects.piece", name=name, attached_to=project, by=None, now=calendar.now())
    return Piece.objects.create(project=project, category=category, file=file, added_at=calendar.now())


def archive_of(project, user):
    job = request_archive(project=project, by=user)
    run_due()
    job.refresh_from_db()
    return job


def members_of(file):
    with zipfile.ZipFile(io.BytesIO(files.read(file))) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def project():
    project = ProjectFactory(under_review=True, title="Haies et talus")
    with_piece(project, PieceCategory.HOST_LETTER, "lettre.pdf")
    with_piece(project, PieceCategory.BANK_DETAILS, "rib.pdf", PDF + b"% banque")
    return project


@pytest.fixture
def adviser(project):
    return member(project.carrier)


def test_the_carrier_takes_out_the_paper_the_pieces_the_history_and_their_digests(project, adviser):
    job = archive_of(project, adviser)
    members = members_of(job.artefact)
    assert job.state == JobState.DONE
    assert sorted(members) == [
        "dossier.pdf", "historique.csv", "manifeste.csv", "pieces/01 lettre.pdf", "pieces/02 rib.pdf",
    ]  # fmt: skip
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(members["dossier.pdf"])).pages)
    for words in ("Haies et talus", project.number, "Reprendre confiance et découvrir un métier.", "lettre.pdf"):
        assert words in text
    said = " ".join(text.split())
    for words in ("Total des charges 8 000 €", "Total des ressources 8 000 €"):
        assert words in said
    manifest = {name: (int(size), digest) for name, size, digest in rows_of(members.pop("manifeste.csv"))[1:]}
    assert manifest == {name: (len(body), hashlib.sha256(body).hexdigest()) for name, body in members.items()}


def test_the_agreement_and_what_is_asked_back_are_in_it_too():
    grant = awarded(ProjectFactory(accepted=True)).grant
    recovery, facts = overpaid_by(grant), {"by": None, "now": calendar.now()}
    paper = files.store(PDF, kind="projects.grant_agreement", name="convention.pdf", attached_to=grant, **facts)
    letter = files.store(PDF, kind="projects.recovery_letter", name="rendre.pdf", attached_to=recovery, **facts)
    GrantAgreement.objects.update(paper=paper, signed_on_paper=2)
    Recovery.objects.update(letter=letter)
    project = grant.decision.project
    members = members_of(archive_of(project, member(project.carrier)).artefact)
    assert {"conventions/01 convention.pdf", "trop-percus/01 rendre.pdf"} <= set(members)


def test_the_paper_is_tagged_and_french(project, adviser):
    reader = pypdf.PdfReader(io.BytesIO(members_of(archive_of(project, adviser).artefact)["dossier.pdf"]))
    assert (reader.trailer["/Root"]["/Lang"], bool(reader.trailer["/Root"]["/MarkInfo"]["/Marked"])) == ("fr", True)


def test_the_history_is_the_one_its_reader_may_know(project, adviser):
    officer = MembershipFactory(officer_fr=True).user
    record(project, "project.assigned", by=officer, officer=officer.pk)
    told = {
        user: [row[1] for row in rows_of(members_of(archive_of(project, user).artefact)["historique.csv"])]
        for user in (adviser, officer)
    }
    assert ("Dossier confié à une personne" in told[adviser], "Dossier confié à une personne" in told[officer]) == (
        False,
        True,
    )


def test_asking_twice_makes_one_file_and_leaves_one_line(project, adviser, client):
    client.force_login(adviser)
    address = reverse("projects:archive", args=[project.number])
    places = {client.post(address).headers["Location"] for _again in range(2)}
    run_due()
    assert len(places) == 1
    assert "Revenir au dossier" in client.get(places.pop()).content.decode()
    assert StoredFile.objects.filter(kind="projects.archive").count() == 1
    assert [line.verb for line in history_of(project)].count("project.archived") == 1


def test_only_its_asker_takes_it_and_only_as_long_as_she_reads_the_dossier(project, adviser, client):
    file = archive_of(project, adviser).artefact
    colleague, officer = member(project.carrier), MembershipFactory(officer_fr=True).user
    assert [files.may_read(user, file) for user in (adviser, colleague, officer)] == [True, False, False]
    Membership.objects.filter(user=adviser).delete()
    client.force_login(adviser)
    assert client.get(file.get_absolute_url()).status_code == 404


def test_somebody_who_left_before_it_was_made_gets_no_file(project, adviser):
    job = request_archive(project=project, by=adviser)
    Membership.objects.filter(user=adviser).delete()
    run_due()
    job.refresh_from_db()
    assert (job.state, job.artefact) == (JobState.FAILED, None)
    assert "Vous ne lisez plus ce dossier" in job.error


def test_it_is_forgotten_after_some_days(project, adviser):
    archive_of(project, adviser)
    made_at = StoredFile.objects.get(kind="projects.archive").created_at
    assert forget_archives(now=made_at + kept() - timedelta(minutes=1)) == 0
    assert forget_archives(now=made_at + kept() + timedelta(minutes=1)) == 1
    assert Job.objects.get(kind="projects.archive_dossier").artefact is None
