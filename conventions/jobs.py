"""What the conventions app does in the background."""

from datetime import datetime

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from conventions.documents.accord_proof import AccordProof, accord_data
from conventions.documents.bundle import MeetingBundle, join_documents
from conventions.documents.data_answer import data_answer, figures_asked, tables_asked
from conventions.emails.amendment import shore_of_seat
from conventions.models import AgendaDocument, AnnualReport, DataRequest, Meeting, PartyAccord
from conventions.services.accord_proofs import PROOF_JOB, keep_proof
from conventions.services.agenda_of_meetings import BUNDLE_JOB, keep_bundle, open_actions
from conventions.services.building import (
    JOB,
    LETTER_JOB,
    Progress,
    build_letter,
    build_report,
    request_letter,
)
from conventions.services.data_requests import JOB as DATA_JOB
from conventions.services.data_requests import keep_answer
from ofqj_portal.core import calendar, files
from ofqj_portal.core.jobs import handles
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.core.seals import attach_data, how_sealed, seal_pdf
from ofqj_portal.core.shores import reading_as


@handles(JOB, queue="papers", title=_("Bilan annuel en préparation"))
def build_annual_report(job: Job, progress: Progress) -> StoredFile:
    """Make the paper of one report; its file takes the job's own key. The paper of Québec follows."""
    report, now = AnnualReport.objects.get(pk=job.args["report"]), calendar.now()
    paper = build_report(report=report, key=job.pk, now=now, progress=progress)
    request_letter(report=report, by=job.owner, now=now)
    return paper


@handles(LETTER_JOB, queue="papers", title=_("Bilan annuel, format lettre"))
def build_letter_report(job: Job, progress: Progress) -> StoredFile:
    """Make the same paper in letter format."""
    report = AnnualReport.objects.get(pk=job.args["report"])
    return build_letter(report=report, key=job.pk, now=calendar.now())


@handles(PROOF_JOB, queue="papers", title=_("Preuve d’un accord"))
def make_accord_proof(job: Job, progress: Progress) -> None:
    """Make the proof file of one answer to an amendment, if it has none yet."""
    rows = PartyAccord.objects.select_related("amendment__convention")
    accord = rows.get(pk=job.args["accord"])
    if accord.paper_id is None:
        keep_proof(accord=accord, paper=seal_pdf(proof_pdf(accord)), now=calendar.now())


def proof_pdf(accord: PartyAccord) -> bytes:
    """Lay the proof of one answer out, its data attached; not sealed yet."""
    from ofqj_portal.core.pdf import render_pdf

    with reading_as(shore_of_seat(accord.party, accord.section)):
        proof = AccordProof.of(accord, seal=how_sealed())
        title = f"{proof.title} · {proof.amendment}"
        paper = render_pdf("papers/accord_proof.html", {"proof": proof}, title=title, created_at=accord.given_at)
    return attach_data(paper, name="accord.json", data=accord_data(accord), description=title)


@handles(BUNDLE_JOB, queue="papers", title=_("Dossier de réunion"))
def make_bundle(job: Job, progress: Progress) -> StoredFile:
    """Put the agenda of a meeting and all its documents into one file, behind bookmarks."""
    meeting = Meeting.objects.select_related("committee__convention").get(pk=job.args["meeting"])
    now = calendar.now()
    progress(0, 2, _t("Mise en page de l’ordre du jour"))
    cover = bundle_cover(meeting, now=now)
    progress(1, 2, _t("Assemblage des documents"))
    rows = AgendaDocument.objects.filter(item__meeting=meeting).select_related("item", "file")
    ready = [row for row in rows.order_by("item__position", "pk") if row.file.is_served]
    parts = [(str(row.item), row.title, files.read(row.file)) for row in ready]
    paper = join_documents(cover, parts, first=_t("Ordre du jour"))
    return keep_bundle(meeting=meeting, paper=paper, by=job.owner, now=now)


def bundle_cover(meeting: Meeting, *, now: datetime) -> bytes:
    """Lay out the first pages of a meeting's bundle."""
    from ofqj_portal.core.pdf import render_pdf

    bundle = MeetingBundle.of(meeting, open_actions(meeting))
    title = f"{bundle.title} · {bundle.convention}"
    return render_pdf("papers/meeting_bundle.html", {"bundle": bundle}, title=title, created_at=now)


@handles(DATA_JOB, queue="papers", title=_("Réponse à une demande de données"))
def answer_data_request(job: Job, progress: Progress) -> StoredFile | None:
    """Count what a request for data asks, small cells hidden, and keep it for those who answer to look at."""
    request = DataRequest.objects.select_related("convention").get(pk=job.args["request"])
    progress(0, 2, _t("Comptage des tableaux"))
    figures = figures_asked(request)
    progress(1, 2, _t("Écriture du classeur"))
    content = data_answer(request, tables_asked(request, figures))
    kept = {"content": content, "figures": figures, "key": job.pk, "by": job.owner, "now": calendar.now()}
    return keep_answer(request=request, **kept)
