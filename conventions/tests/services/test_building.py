"""The paper of a report: asked for once, made once, the same twice, opened and read."""

import io
import re
import subprocess
from datetime import UTC, datetime
from uuid import uuid4

import pikepdf
import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from conventions.enums import ReportState
from conventions.models import AnnualReport, ReportContribution
from conventions.services.building import PaperFrozen, build_report, lay_out, request_build, take_figures
from conventions.tests.factories import ActionFactory, PlanFactory, ReportFactory, walk
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import files, job_runs
from ofqj_portal.core.jobs_in_place import run_now
from ofqj_portal.core.models import Job, JobState, StoredFile
from participants.tests.factories import group

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


@pytest.fixture
def report(year_2025):
    plan = PlanFactory()
    ActionFactory(plan=plan, number=1, title="Séjours vers le Québec", calls=[year_2025.to_quebec], target=2)
    ActionFactory(plan=plan, number=2, title="Chantiers", calls=[year_2025.to_france], target=4)
    report = ReportFactory()
    ReportContribution.objects.filter(report=report, body="unml").update(
        state="handed_in", text="Les Missions Locales ont tenu.", handed_in_at=NOW
    )
    return report


@pytest.fixture
def paper(report):
    """The bytes of a provisional paper."""
    with translation.override("fr"):
        take_figures(report=report, now=NOW)
        return lay_out(report)


def text_of(content):
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_the_paper_is_tagged_french_with_bookmarks_page_numbers_and_its_own_fonts(paper, tmp_path):
    document = pikepdf.open(io.BytesIO(paper))
    assert bool(document.Root.MarkInfo.Marked)
    assert str(document.Root.Lang) == "fr"
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    sizes = {(round(float(page.mediabox[2])), round(float(page.mediabox[3]))) for page in document.pages}
    assert sizes == {(595, 842)}  # A4
    reader = pypdf.PdfReader(io.BytesIO(paper))
    titles = [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)]
    assert titles == [
        "Bilan de la mobilité des jeunes en insertion", "L’année en un regard", "Ce qu’il faut retenir",
        "Ce qui était prévu, ce qui est fait", "Les projets déposés et menés", "D’une année à l’autre",
        "Qui est parti", "D’où partent les jeunes", "Ce que le séjour a changé", "Le réseau",
        "L’argent, devise par devise", "Ce que chaque organisme en dit", "Méthode, définitions, données manquantes",
        "Annexe\N{NO-BREAK SPACE}: les projets",
    ]  # fmt: skip
    starts = [reader.get_destination_page_number(e) for e in reader.outline if not isinstance(e, list)]
    assert starts[1:4] == [2, 3, 4]  # the summary takes the third and the fourth page, and no more
    assert f"2 / {len(reader.pages)}" in reader.pages[1].extract_text()
    (tmp_path / "bilan.pdf").write_bytes(paper)
    listing = subprocess.run(["pdffonts", tmp_path / "bilan.pdf"], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listing.splitlines()[2:]]
    assert {"Source-Sans-3" in row[0] for row in rows} == {True}
    assert {row[-5] for row in rows} == {"yes"}


def test_each_chart_is_a_figure_with_a_text_and_its_table(paper):
    document = pikepdf.open(io.BytesIO(paper))
    figures, tables = [], 0
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.StructElem:
            if pikepdf.Name.Figure == thing.S:
                figures.append(str(thing.get("/Alt", "")))
            tables += pikepdf.Name.Table == thing.S
    assert len(figures) >= 4
    assert all(figures)
    assert tables > len(figures)


def test_the_paper_says_the_figures_and_what_is_missing(paper):
    text = text_of(paper)
    for words in (
        "28 jeunes sont partis", "+ 18 sur un an", "Version 1, provisoire, avant vote du comité", "nº B-2025-1",
        "signée le 1er octobre 2024, en vigueur jusqu’au 30 septembre 2029", "Contributions non remises : OFQJ France, "
        "OFQJ Québec, RCJEQ", "Les Missions Locales ont tenu.", "10 500,50 €", "6 300 $ CA", "✓ tenu", "− 3",
        "12 réponses sur 28 (43 %)", "Une case de moins de 5 personnes est masquée",
    ):  # fmt: skip
        assert words in text.replace("\u00a0", " ").replace("\u202f", " "), words


def test_no_name_of_a_person_is_in_the_paper(paper, year_2025):
    text = text_of(paper)
    for person in year_2025.people:
        assert person.participant.last_name not in text


def test_the_same_figures_give_the_same_bytes(report, paper):
    report.refresh_from_db()
    with translation.override("fr"):
        assert lay_out(AnnualReport.objects.get(pk=report.pk)) == paper


def test_hostile_texts_stay_texts(report, year_2025):
    hostile = '</td><img src="file:///etc/passwd"><script>x</script>'
    ReportContribution.objects.filter(report=report, body="unml").update(text=hostile)
    with translation.override("fr"):
        take_figures(report=report, now=NOW)
        text = text_of(lay_out(report))
    assert "<script>x</script>" in text
    assert "root:" not in text


def test_two_people_asking_at_once_get_one_job(report):
    first = request_build(report=report, by=UserFactory(), now=NOW)
    second = request_build(report=report, by=UserFactory(), now=NOW)
    assert first.pk == second.pk
    assert Job.objects.filter(kind=first.kind).count() == 1


def test_the_job_makes_a_provisional_paper_and_leaves_the_state_alone(report):
    job = run_now(request_build(report=report, by=None, now=NOW))
    report.refresh_from_db()
    assert (job.state, report.state, report.paper) == (JobState.DONE, ReportState.OPEN, job.artefact)
    assert report.paper.content_type == "application/pdf"
    assert files.read(report.paper).startswith(b"%PDF-")


def test_a_worker_killed_in_the_middle_still_leaves_one_paper(report, monkeypatch):
    """The first run dies after the paper is stored, before the end of the job; its lease runs out; another finishes."""
    job = request_build(report=report, by=None, now=NOW)
    monkeypatch.setattr(job_runs, "LEASE", -job_runs.LEASE)
    monkeypatch.setattr(job_runs, "_finish", lambda job, artefact: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        job_runs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, StoredFile.objects.count()) == (JobState.RUNNING, 0)
    monkeypatch.undo()
    job = run_now(job)
    assert (job.state, StoredFile.objects.count(), job.attempts) == (JobState.DONE, 1, 0)
    assert job_runs.run(job.pk) is False


def test_an_adopted_report_keeps_the_figures_that_were_voted(report, year_2025):
    take_figures(report=report, now=NOW)
    voted = report.snapshot
    walk(report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED, ReportState.ADOPTED, adopted_at=NOW)
    group(year_2025.third, 9, returned=True)  # recorded after the vote
    job = run_now(request_build(report=report, by=None, now=NOW))
    report.refresh_from_db()
    assert report.snapshot == voted
    text = text_of(files.read(job.artefact)).replace("\u00a0", " ")
    assert "Version 1, adoptée par le comité le 14 mars 2026" in text
    assert "28 jeunes sont partis" in text
    assert "provisoire" not in text
    with pytest.raises(PaperFrozen):
        request_build(report=report, by=None, now=NOW)


def test_the_command_opens_the_period_and_writes_its_paper(year_2025, tmp_path):
    out = tmp_path / "bilan.pdf"
    call_command("build_annual_report", "--period", "2025-2026", "--out", str(out))
    report = AnnualReport.objects.get()
    assert (report.period, report.state) == ("2025-2026", ReportState.OPEN)
    assert "du 1er avril 2025 au 31 mars 2026" in text_of(out.read_bytes()).replace("\u00a0", " ")


def test_the_command_gives_the_frozen_paper_of_an_adopted_report(report, tmp_path):
    build_report(report=report, key=uuid4(), now=NOW)
    walk(report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED, ReportState.ADOPTED, adopted_at=NOW)
    out = tmp_path / "bilan.pdf"
    call_command("build_annual_report", "--period", "2025", "--out", str(out))
    report.refresh_from_db()
    assert out.read_bytes() == files.read(report.paper)


def test_the_command_refuses_a_period_that_makes_no_sense(tmp_path):
    with pytest.raises(CommandError):
        call_command("build_annual_report", "--period", "2025-2030", "--out", str(tmp_path / "x.pdf"))
