"""Each submission has its proof: promised with it, made once, and saying what was filed."""

import hashlib
import io
import json
from datetime import UTC, datetime

import pikepdf
import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from ofqj_portal.core import calendar, files
from ofqj_portal.core.jobs_in_place import run_due
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.core.tests.at_once import together
from ofqj_portal.core.versions import versions_of
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.documents.filing_proof import ProofOfFiling
from projects.enums import PieceCategory
from projects.jobs import proof_pdf
from projects.models import FilingProof
from projects.services.filing_proof import ask_for_proof, keep_proof
from projects.services.joining import add_piece
from projects.services.submission import reopen_draft, submit_project, withdraw_project
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
FILED_AT = datetime(2026, 2, 10, 22, 30, tzinfo=UTC)
PIECE = b"%PDF-1.4\nlettre"


@pytest.fixture
def draft():
    project = ProjectFactory(title="Premiers pas au Grand-Val")
    facts = {"category": PieceCategory.HOST_LETTER, "content": PIECE, "name": "lettre.pdf"}
    add_piece(project=project, by=member(project.carrier), now=FILED_AT, **facts)
    return project


@pytest.fixture
def proof(draft):
    submit_project(project=draft, by=member(draft.carrier), now=FILED_AT)
    run_due()
    return FilingProof.objects.get()


def said(content):
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_submission_promises_its_proof_and_a_job_makes_it(proof, draft):
    assert (proof.project, proof.version, proof.filed_at) == (draft, 1, FILED_AT)
    assert proof.paper.name == f"{draft.number} accusé de dépôt v1.pdf"
    assert Job.objects.get(kind="projects.make_filing_proof").queue == "papers"


def test_the_digest_is_found_again_from_the_frozen_version(proof, draft):
    content = json.dumps(versions_of(draft).get().data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert proof.content_sha256 == hashlib.sha256(content.encode()).hexdigest()


def test_the_paper_says_what_was_filed_when_and_with_which_pieces(proof, draft):
    text = said(files.read(proof.paper))
    host = draft.structures.get(side="host").structure
    for words in (draft.number, "Premiers pas au Grand-Val", draft.call.title, draft.carrier.name, host.name):
        assert words in text
    assert "10 février 2026 à 23 h 30 (Paris)" in text
    assert "10 février 2026 à 17 h 30 (Montréal)" in text
    squeezed = text.replace(" ", "")
    assert proof.content_sha256 in squeezed
    assert hashlib.sha256(PIECE).hexdigest() in squeezed
    assert "lettre.pdf" in text


def test_the_instant_is_also_read_in_the_structure_s_own_zone(draft):
    draft.carrier = StructureFactory(ml=True, time_zone="America/Martinique")
    draft.save()
    draft.structures.filter(is_lead=True).update(structure=draft.carrier)
    submit_project(project=draft, by=member(draft.carrier), now=FILED_AT)
    proof = FilingProof.objects.select_related("project__carrier", "project__call").get()
    lines = [line.replace("\u00a0", " ") for line in ProofOfFiling.of(proof).filed]
    assert lines[2] == "10 février 2026 à 18 h 30 (Martinique)"
    assert len(lines) == 3


def test_the_paper_is_tagged_french_titled_and_always_the_same(proof):
    content = files.read(proof.paper)
    assert content == proof_pdf(proof)
    with pikepdf.open(io.BytesIO(content)) as paper:
        assert str(paper.Root.Lang) == "fr"
        assert bool(paper.Root.MarkInfo.Marked)
        assert str(paper.docinfo["/Title"]) == f"Accusé de dépôt · {proof.project.number}"


def test_a_dossier_filed_again_has_a_second_proof_and_keeps_the_first(proof, draft):
    by = member(draft.carrier)
    withdraw_project(project=draft, by=by, now=FILED_AT)
    reopen_draft(project=draft, by=by, now=FILED_AT)
    submit_project(project=draft, by=by, now=FILED_AT)
    run_due()
    papers = FilingProof.objects.values_list("version", "paper").order_by("version")
    assert [version for version, _paper in papers] == [1, 2]
    assert papers[0][1] == proof.paper_id
    assert None not in dict(papers).values()


def test_a_job_done_twice_keeps_the_first_paper(proof):
    kept = keep_proof(proof=proof, paper=b"%PDF-1.7 autre", now=FILED_AT)
    ask_for_proof(proof)
    run_due()
    assert kept.paper_id == proof.paper_id
    assert StoredFile.objects.filter(kind="projects.filing_proof").count() == 1


@pytest.mark.parametrize("change", [{"paper": None}, {"content_sha256": "0" * 64}, {"version": 7}])
def test_the_database_keeps_a_proof_as_it_was_made(proof, change):
    with pytest.raises(IntegrityError, match="made once"), transaction.atomic():
        FilingProof.objects.filter(pk=proof.pk).update(**change)


def test_a_past_that_is_told_promises_a_proof_and_makes_it_when_asked(draft):
    with calendar.reading_at(FILED_AT) as now:
        submit_project(project=draft, by=member(draft.carrier), now=now)
    assert not Job.objects.filter(kind="projects.make_filing_proof").exists()
    ask_for_proof(FilingProof.objects.get())
    run_due()
    assert FilingProof.objects.get().paper is not None


@pytest.mark.django_db(transaction=True)
def test_workers_that_make_it_at_once_keep_one_paper(draft):
    with calendar.reading_at(FILED_AT) as now:
        submit_project(project=draft, by=member(draft.carrier), now=now)
    proof = FilingProof.objects.get()
    kept = together([lambda: keep_proof(proof=proof, paper=b"%PDF-1.7", now=FILED_AT)] * 4)
    assert len({one.paper_id for one in kept}) == 1
    assert StoredFile.objects.filter(kind="projects.filing_proof").count() == 1


def test_the_dossier_links_to_its_proof_for_who_may_read_it(client, proof, draft):
    link = reverse("core:file", args=[proof.paper_id])
    readers = {
        "carrier": member(draft.carrier),
        "officer": MembershipFactory(officer_fr=True).user,
        "host": member(draft.structures.get(side="host").structure),
    }
    found = {}
    for name, user in readers.items():
        client.force_login(user)
        page = client.get(draft.get_absolute_url()).content.decode()
        taken = client.get(link)
        pdf = taken.streaming and b"".join(taken.streaming_content).startswith(b"%PDF")
        found[name] = (link in page, "Accusé de dépôt (PDF)" in page, pdf)
    assert found == {"carrier": (True, True, True), "officer": (True, True, True), "host": (False, False, False)}


def test_a_proof_in_the_making_says_so(client, draft):
    with calendar.reading_at(FILED_AT) as now:
        submit_project(project=draft, by=member(draft.carrier), now=now)
    client.force_login(member(draft.carrier))
    assert "Accusé de dépôt (PDF) en préparation" in client.get(draft.get_absolute_url()).content.decode()
