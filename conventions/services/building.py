"""Make the paper of a report: ask for it, count, freeze, lay out, keep."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from conventions.access import FILE_KIND
from conventions.documents.annual_report import adoption_of, report_paper
from conventions.documents.annual_report.data import canonical, data_of
from conventions.documents.annual_report.parts import ReportPaper
from conventions.documents.annual_report.proof import proof_of
from conventions.enums import PageSize
from conventions.models import AnnualReport, ContributionPicture, FiguresSnapshot, ReportEdition
from conventions.queries.figures import SECTIONS, count_figures
from conventions.services.moves import lock
from ofqj_portal.core import files
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.core.pdf import render_pdf
from ofqj_portal.core.prepared_rows import PreparedRows

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

JOB = "conventions.build_annual_report"
LETTER_JOB = "conventions.build_annual_report_letter"
TEMPLATE = "conventions/papers/annual_report.html"
Progress = Callable[[int, int, Any], None]
STEPS = len(SECTIONS) + 4


class PaperFrozen(DomainError):
    """The adopted paper exists and never changes."""


@transaction.atomic
def request_build(*, report: AnnualReport, by: "User | None", now: datetime) -> Job:
    """Ask a worker for the paper of this report and version; whoever asks while it is being made gets the same job.

    Raises PaperFrozen once the adopted paper is there: it never changes (R21).
    """
    if not report.is_provisional and report.paper_id:
        raise PaperFrozen(_("Le document adopté existe déjà : il ne change plus."))
    if (job := live_job(report)) is not None:
        return job
    job = enqueue(JOB, owner=by, args={"report": report.pk}, unique_key=f"bilan:{report.pk}")
    record(report, "report.build_requested", by=by, job=job.pk)
    return job


def request_letter(*, report: AnnualReport, by: "User | None", now: datetime) -> Job:
    """Ask for the same paper in the format of Québec, from the figures as they are frozen now."""
    report = AnnualReport.objects.select_related("snapshot").get(pk=report.pk)
    state = "provisional" if report.is_provisional else "adopted"
    key = f"bilan:{report.pk}:letter:{state}:{report.snapshot_id}"
    return enqueue(LETTER_JOB, owner=by, args={"report": report.pk}, unique_key=key)


def live_job(report: AnnualReport) -> Job | None:
    """Return the job that is making the paper of this report, if any."""
    return next(iter(_LIVE.of(None, named=f"bilan:{report.pk}").all()), None)


_LIVE = PreparedRows(lambda _user, _key, *, named: Job.objects.live().filter(unique_key=named), named=str)


@transaction.atomic
def build_report(
    *, report: AnnualReport, key: UUID, now: datetime, progress: Progress = lambda done, total, label: None
) -> StoredFile:
    """Count the figures (unless they are frozen by the vote), lay the report out and keep its paper.

    `key` names the file, so that a job done twice keeps one. The state never changes. Raises PaperTooLarge.
    """
    report = lock(report)
    with translation.override("fr"):
        if report.is_provisional:
            take_figures(report=report, now=now, progress=progress)
        progress(STEPS - 3, STEPS, _("Mise en page"))
        content = lay_out(report)
        progress(STEPS - 1, STEPS, _("Rangement du document"))
        paper = files.store(
            content, kind=FILE_KIND, name=_file_name(report), attached_to=report, by=None, now=now, key=key
        )
    report.paper = paper
    report.save(update_fields=["paper"])
    _add_edition(report, paper, PageSize.A4, now)
    record(report, "report.built", by=None, version=report.version, figures=report.snapshot.figures_hash)
    return paper


@transaction.atomic
def build_letter(*, report: AnnualReport, key: UUID, now: datetime) -> StoredFile:
    """Lay the frozen figures out once more, on the paper of Québec; nothing is counted again. Raises PaperTooLarge."""
    report = lock(report)
    with translation.override("fr"):
        content = lay_out(report, PageSize.LETTER)
        name = _file_name(report, PageSize.LETTER)
        paper = files.store(content, kind=FILE_KIND, name=name, attached_to=report, by=None, now=now, key=key)
    _add_edition(report, paper, PageSize.LETTER, now)
    return paper


def _add_edition(report: AnnualReport, paper: StoredFile, page_size: str, now: datetime) -> None:
    ReportEdition.objects.create(
        report=report, snapshot=report.snapshot, page_size=page_size, is_provisional=report.is_provisional,
        file=paper, made_at=now,
    )  # fmt: skip


def take_figures(
    *, report: AnnualReport, now: datetime, progress: Progress = lambda done, total, label: None
) -> FiguresSnapshot:
    """Count the figures as the base stands and freeze them; the same figures again keep the same snapshot."""
    done = iter(range(1, STEPS))
    figures = count_figures(
        report,
        on=now.astimezone(PARIS).date(),
        step=lambda section: progress(next(done), STEPS, step_label(section)),
    )
    figures_hash = hash_of(figures)
    if report.snapshot is None or report.snapshot.figures_hash != figures_hash:
        report.snapshot = FiguresSnapshot.objects.create(
            report=report, figures=figures, figures_hash=figures_hash, taken_at=now.replace(microsecond=0)
        )
        report.save(update_fields=["snapshot"])
    return report.snapshot


def hash_of(figures: dict[str, Any]) -> str:
    """Hash the figures as canonical JSON: sorted keys, no spaces, UTF-8."""
    return hashlib.sha256(canonical(figures)).hexdigest()


def lay_out(report: AnnualReport, page_size: str = PageSize.A4) -> bytes:
    """Return the PDF of a report from its frozen figures: the same figures, state and paper give the same bytes."""
    at = report.adopted_at or report.snapshot.taken_at
    figures = report.snapshot.figures
    document = report_paper(report, figures, at=at)
    attached = data_of(document, figures)
    context = {
        "document": document,
        "proof": proof_of(report, attached),
        "adoption": adoption_of(report),
        "is_letter": page_size == PageSize.LETTER,
    }
    return render_pdf(
        TEMPLATE, context, title=document.cover.footer, created_at=at, attached=attached, pictures=_pictures(document)
    )


def _pictures(document: ReportPaper) -> dict[str, tuple[str, bytes]]:
    """Read the pictures that the report shows, by the name under which its template asks for them."""
    texts = (block.text for section in document.sections for block in section.blocks if block.text)
    keys = [picture.key for text in texts for picture in text.pictures]
    rows = ContributionPicture.objects.filter(pk__in=keys).select_related("file")
    return {str(row.pk): (row.file.content_type, files.read(row.file)) for row in rows}


def step_label(section: str) -> str:
    """Say what is being counted."""
    labels = {
        "activity": _("Comptage des dossiers"), "profiles": _("Comptage des profils"),
        "territories": _("Comptage des territoires"), "flows": _("Comptage des échanges"),
        "results": _("Comptage des résultats"),
        "network": _("Comptage du réseau"), "money": _("Comptage des montants"),
        "plan": _("Rapprochement avec le plan d’action"),
    }  # fmt: skip
    return labels[section]


def _file_name(report: AnnualReport, page_size: str = PageSize.A4) -> str:
    status = _("provisoire") if report.is_provisional else _("adopte")
    suffix = _("-lettre") if page_size == PageSize.LETTER else ""
    return f"bilan-{report.period}-v{report.version}-{status}{suffix}.pdf"
