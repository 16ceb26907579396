"""The paper as something to keep: PDF/A-3 and PDF/UA-1 declared, its data inside, its proof, both sizes of paper."""

import csv
import hashlib
import io
import json
import re
from datetime import UTC, datetime

import pikepdf
import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from conventions.access import FILE_KIND
from conventions.enums import PageSize, ReportState
from conventions.models import AnnualReport, FiguresSnapshot, ReportContribution, ReportEdition
from conventions.services.building import build_letter, build_report, lay_out, take_figures
from conventions.tests.factories import ReportFactory, walk
from ofqj_portal.core import files
from ofqj_portal.core.tests.paper_checks import faults_of
from participants.models import Participant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


@pytest.fixture
def report(year_2025):
    report = ReportFactory()
    take_figures(report=report, now=NOW)
    return report


def paper_of(report, page_size=PageSize.A4):
    with translation.override("fr"):
        return lay_out(AnnualReport.objects.get(pk=report.pk), page_size)


def pages_of(content):
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    return [re.sub(r"[\s\u00a0\u202f]+", " ", text) for text in pages]


def test_the_paper_declares_pdf_a_3_and_pdf_ua_1_with_what_both_ask_for(report):
    content = paper_of(report)
    assert faults_of(content) == []
    document = pikepdf.open(io.BytesIO(content))
    root = document.Root
    said = root.Metadata.read_bytes().decode()
    for words in ('pdfaid:part="3"', 'pdfaid:conformance="A"', 'pdfuaid:part="1"', "PDF/UA identification schema"):
        assert words in said
    assert (bool(root.MarkInfo.Marked), bool(root.ViewerPreferences.DisplayDocTitle), str(root.Lang)) == (
        True,
        True,
        "fr",
    )
    assert [str(intent.S) for intent in root.OutputIntents] == ["/GTS_PDFA1"]
    assert document.trailer.get("/ID") is not None
    for annotation in (one for page in document.pages for one in page.get("/Annots", [])):
        assert int(annotation.F) & 4  # printed
        assert str(annotation.get("/Contents", ""))
    for kind, attribute in ((pikepdf.Name.TH, "/ID"), (pikepdf.Name.TD, "/Headers")):
        cells, named = cells_of(document, kind, attribute)
        assert cells == named > 50
    assert "Document provisoire." in pages_of(content)[1]
    assert has_watermark(document)
    check_data(document, report, pages_of(content)[1])
    check_order(" ".join(pages_of(content)[2:]))


def cells_of(document, kind, attribute):
    """Count the cells of a kind, and those that say which header they stand under, or bear its name."""
    cells, named = 0, 0
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == kind:
            cells += 1
            inner = thing.get("/A", {})
            named += attribute in thing or any(
                attribute in one for one in (inner if isinstance(inner, pikepdf.Array) else [inner])
            )
    return cells, named


def check_order(text):
    """A text extractor reads the finding, then its drawing, then its table, then the next finding."""
    order = [
        "L’année en un regard", "jeunes partis", "Ce qu’il faut retenir", "Les départs", "Les jeunes",
        "Les projets déposés et menés", "Dossiers par programme et direction", "D’une année à l’autre",
        "Qui est parti", "Profil Missions Locales, 2017 Cette période", "Départs par âge au jour du départ",
        "Ce que le séjour a changé", "De l’entrée à un an", "Moment Emploi, formation, études", "Le réseau",
        "L’argent, devise par devise", "Ce que chaque organisme en dit", "Annexe",
    ]  # fmt: skip
    at = 0
    for words in order:
        at = text.index(words, at) + len(words)


def check_data(document, report, proof):
    """The data inside is the figures themselves, their tables and what explains them."""
    inside = {name: bytes(spec.get_file().read_bytes()) for name, spec in document.attachments.items()}
    assert sorted(inside) == [
        "bilan-2025-v1-chiffres.json", "bilan-2025-v1-dictionnaire.csv", "bilan-2025-v1-tableaux.csv"
    ]  # fmt: skip
    text = inside["bilan-2025-v1-chiffres.json"]
    assert json.loads(text) == report.snapshot.figures
    figures_hash = hashlib.sha256(text).hexdigest()
    assert figures_hash == report.snapshot.figures_hash
    assert figures_hash in proof.replace(" ", "")
    rows = list(csv.reader(io.StringIO(inside["bilan-2025-v1-tableaux.csv"].decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["partie", "tableau", "ligne", "colonne", "valeur"]
    assert ["Qui est parti", "Départs par âge au jour du départ", "18–21 ans", "Départs", "28"] in rows
    words = inside["bilan-2025-v1-dictionnaire.csv"].decode("utf-8-sig")
    assert "headline.women" in words
    assert "Case masquée" in words
    assert [str(spec.AFRelationship) for spec in document.Root.AF] == ["/Data"] * 3


def has_watermark(document):
    """The watermark is drawn behind each page but the cover, in a grey that nothing else has."""
    grey = re.compile(rb"0?\.93\d* 0?\.94\d* 0?\.94\d* (?:rg|sc|scn)\b")
    return all(any(grey.search(stream) for stream in streams_of(page)) for page in list(document.pages)[1:])


def streams_of(page):
    contents = page.Contents
    yield from (part.read_bytes() for part in ([contents] if isinstance(contents, pikepdf.Stream) else contents))
    for name in ("/XObject", "/Pattern"):
        for thing in page.get("/Resources", {}).get(name, {}).values():
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image":
                yield thing.read_bytes()


def test_an_adopted_paper_says_when_and_is_the_one_that_everybody_reads_which_speaks_of_nobody(report, client):
    Participant.objects.update(first_name="Prénomcanari", last_name="Nomcanari", email="canari@essai.test")
    walk(report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED, ReportState.ADOPTED, adopted_at=NOW)
    adopted = files.read(build_report(report=report, key=None, now=NOW))
    report.refresh_from_db()
    assert not has_watermark(pikepdf.open(io.BytesIO(adopted)))
    assert "Adopté le 14 mars 2026 par le comité de suivi et de pilotage" in pages_of(adopted)[1]
    assert paper_of(report) == adopted  # the same bytes
    walk(report, ReportState.PUBLISHED, published_at=NOW)
    assert b"".join(client.get("/bilans/2025/document/").streaming_content) == adopted
    said = [client.get("/bilans/2025/").content.decode(), *pages_of(adopted)]
    inside = pikepdf.open(io.BytesIO(adopted))
    said += [bytes(spec.get_file().read_bytes()).decode() for spec in inside.attachments.values()]
    assert "Qui est parti" in said[0]
    assert [words for words in said if re.search("canari", words, re.IGNORECASE)] == []


def test_each_file_made_is_an_edition_that_never_changes(report):
    paper = build_report(report=report, key=None, now=NOW)
    letter = build_letter(report=report, key=None, now=NOW)
    editions = {edition.page_size: edition for edition in ReportEdition.objects.all()}
    assert {size: edition.file for size, edition in editions.items()} == {"a4": paper, "letter": letter}
    assert letter.name == "bilan-2025-v1-provisoire-lettre.pdf"
    assert hashlib.sha256(files.read(letter)).hexdigest() == letter.sha256
    sizes = {
        tuple(round(float(side)) for side in page.mediabox[2:])
        for page in pikepdf.open(io.BytesIO(files.read(letter))).pages
    }
    assert sizes == {(612, 792)}
    for change in (lambda: ReportEdition.objects.update(page_size="a4"), lambda: ReportEdition.objects.all().delete()):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            change()


def test_a_published_report_never_changes_nor_what_the_bodies_said_in_it(report):
    kept = {"kind": FILE_KIND, "name": "bilan.pdf", "attached_to": report, "by": None, "now": NOW}
    AnnualReport.objects.filter(pk=report.pk).update(paper=files.store(b"%PDF-1.4\n", **kept))
    walk(report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED)
    ReportContribution.objects.filter(report=report).update(text="Avant le vote.")
    walk(report, ReportState.ADOPTED, adopted_at=NOW)
    walk(report, ReportState.PUBLISHED, published_at=NOW)
    other = FiguresSnapshot.objects.create(report=report, figures={}, figures_hash="0" * 64, taken_at=NOW)
    rows = AnnualReport.objects.filter(pk=report.pk)
    for change in (
        lambda: rows.update(erratum="Autre."), lambda: rows.update(paper=None), lambda: rows.update(snapshot=other),
        lambda: rows.update(adopted_at=datetime(2026, 5, 1, tzinfo=UTC)),
        lambda: ReportContribution.objects.filter(report=report).update(text="Après."),
        lambda: ReportContribution.objects.filter(report=report)._raw_delete("default"),
        lambda: rows._raw_delete("default"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    walk(report, ReportState.SUPERSEDED)  # only its state moves on
