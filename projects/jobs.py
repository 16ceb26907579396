"""What dossiers do in the background."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.jobs import JobNote, Progress, handles
from ofqj_portal.core.models import Job, JobState, StoredFile
from ofqj_portal.core.quarantine import told_of_refusals
from ofqj_portal.core.shores import Shore, reading_as
from partners.enums import Country, Section
from projects.documents.blank_form import BlankForm
from projects.documents.decision_letter import DecisionLetter
from projects.documents.dossier import DossierPaper
from projects.documents.filing_proof import ProofOfFiling
from projects.documents.grant_agreement import AgreementPaper
from projects.documents.payment_file import csv_file, sepa_file
from projects.documents.recovery_letter import RecoveryLetter
from projects.documents.session_minutes import SessionMinutes
from projects.enums import RunMethod, RunState
from projects.forms.dossier import HELP
from projects.models import (
    Call,
    Decision,
    DecisionSession,
    FilingProof,
    GrantAgreement,
    PaymentRun,
    Piece,
    Project,
    Recovery,
)
from projects.services.agreement import PAPER_JOB as AGREEMENT_JOB
from projects.services.announcement import (
    announce_decisions,
    decisions_to_announce,
    keep_letters,
    letters_to_make,
    tell_together,
)
from projects.services.archive import JOB as ARCHIVE_JOB
from projects.services.archive import archived_project, keep_archive, kept
from projects.services.blank_form import JOB as BLANK_FORM_JOB
from projects.services.blank_form import keep_blank_form
from projects.services.filing_proof import PROOF_JOB, keep_proof
from projects.services.joining import drop_refused_piece
from projects.services.payment_run import RUN_JOB, keep_run_file, payer_of, transfers_of
from projects.services.recovery import LETTER_JOB, keep_recovery_letter
from projects.services.session import MINUTES_JOB, TOGETHER_JOB, keep_minutes
from projects.services.signing import keep_agreement_paper


@told_of_refusals
def take_refused_piece_off(file: StoredFile, now: datetime) -> None:
    """A piece that the antivirus refused is no longer one: its category waits for another."""
    piece = Piece.objects.select_related("project").filter(file=file).first()
    if piece is not None:
        drop_refused_piece(piece=piece, now=now)


@handles("projects.announce_decisions", queue="papers", title=_("Courriers de décision"))
def announce(job: Job, progress: Progress) -> None:
    """Make the letters of a decided dossier and mail them; nothing if a decision was taken back meanwhile."""
    project = Project.objects.get(pk=job.args["project"])
    planned_at = datetime.fromisoformat(job.args["announced_at"])
    letters = _lay_out(decisions_to_announce(project, planned_at), progress)
    announce_decisions(project=project, planned_at=planned_at, letters=letters, now=calendar.real_now())


@handles(TOGETHER_JOB, queue="papers", title=_("Courriers de décision"))
def announce_together(job: Job, progress: Progress) -> None:
    """Make the letters of the dossiers decided in one session, and write to each person once."""
    planned_at, announced = datetime.fromisoformat(job.args["announced_at"]), []
    for project in Project.objects.filter(pk__in=job.args["projects"]).order_by("number"):
        letters = _lay_out(decisions_to_announce(project, planned_at), progress)
        facts = {"planned_at": planned_at, "letters": letters, "now": calendar.real_now(), "by_mail": False}
        if decisions := announce_decisions(project=project, **facts):
            announced.append((decisions[0].project, decisions))
    tell_together(announced)


@handles(MINUTES_JOB, queue="papers", title=_("Décisions d’une séance"))
def make_minutes(job: Job, progress: Progress) -> StoredFile:
    """Make the list of a decision session, to be signed, in the words of its section's shore."""
    session = DecisionSession.objects.select_related("call").get(pk=job.args["session"])
    return keep_minutes(session=session, paper=minutes_pdf(session), now=calendar.now())


def minutes_pdf(session: DecisionSession) -> bytes:
    """Lay the list of a decision session out."""
    from ofqj_portal.core.pdf import render_pdf

    with reading_as(Shore.FRANCE if session.section == Section.FRANCE else Shore.QUEBEC):
        minutes = SessionMinutes.of(session)
        title, at = f"{minutes.title} · {minutes.call}", session.confirmed_at or session.opened_at
        return render_pdf("papers/session_minutes.html", {"minutes": minutes}, title=title, created_at=at)


@handles("projects.make_letters", queue="papers", title=_("Courriers de décision"))
def make_letters(job: Job, progress: Progress) -> None:
    """Make the letters of answers that were announced without them; no mail leaves again."""
    project = Project.objects.get(pk=job.args["project"])
    keep_letters(project=project, letters=_lay_out(letters_to_make(project), progress), now=calendar.now())


def _archive_note(job: Job) -> JobNote:
    """Say how long the archive is kept, and lead back to the dossier."""
    days = ngettext("%(count)d jour", "%(count)d jours", kept().days) % {"count": kept().days}
    words = _t("Ce fichier n’est ouvert qu’à vous. Il est gardé %s.") % days if job.state == JobState.DONE else ""
    return JobNote(words, reverse("projects:detail", args=[job.args["project"]]), _t("Revenir au dossier"))


@handles(ARCHIVE_JOB, queue="papers", title=_("Dossier complet"), note=_archive_note)
def archive_dossier(job: Job, progress: Progress) -> StoredFile:
    """Put a whole dossier into one file, in the words and the zone of the page it was asked on."""
    owner, now = User.objects.filter(pk=job.owner_id, is_active=True).first(), calendar.now()
    with reading_as(Shore(job.args["shore"])), timezone.override(ZoneInfo(job.args["zone"])):
        project = archived_project(job.args["project"], owner)
        progress(1, 3, _t("Mise en page du dossier"))
        paper = dossier_pdf(DossierPaper.of(project, owner, at=now), at=now)
        progress(2, 3, _t("Rangement des pièces"))
        return keep_archive(job=job, project=project, paper=paper, by=owner, now=now)


def dossier_pdf(dossier: DossierPaper, *, at: datetime) -> bytes:
    """Lay a whole dossier out."""
    from ofqj_portal.core.pdf import render_pdf

    title = f"{dossier.title} · {dossier.number}"
    return render_pdf("papers/dossier.html", {"dossier": dossier}, title=title, created_at=at)


@handles(BLANK_FORM_JOB, queue="papers", title=_("Formulaire vierge"))
def make_blank_form(job: Job, progress: Progress) -> StoredFile:
    """Lay the blank dossier of a call out, in the words and on the paper of the shore of whoever asked."""
    call = Call.objects.prefetch_related("envelopes").get(pk=job.args["call"])
    now, shore = calendar.now(), Shore(job.args["shore"])
    with reading_as(shore), timezone.override(ZoneInfo(job.args["zone"])):
        return keep_blank_form(job=job, call=call, paper=blank_form_pdf(call, shore, at=now), now=now)


def blank_form_pdf(call: Call, shore: Shore, *, at: datetime) -> bytes:
    """Lay the blank dossier of a call out for a carrier of `shore`."""
    from ofqj_portal.core.pdf import render_pdf

    form = BlankForm.of(call, country=Country.FR if shore == Shore.FRANCE else Country.QC, helps=HELP)
    title = f"{_t('Formulaire vierge')} · {form.title}"
    return render_pdf("papers/blank_form.html", {"form": form}, title=title, created_at=at)


@handles(PROOF_JOB, queue="papers", title=_("Accusé de dépôt"))
def make_proof(job: Job, progress: Progress) -> None:
    """Make the proof of one submission, if it has none yet."""
    proof = FilingProof.objects.select_related("project__carrier", "project__call").get(pk=job.args["proof"])
    if proof.paper_id is None:
        keep_proof(proof=proof, paper=proof_pdf(proof), now=calendar.now())


def proof_pdf(proof: FilingProof) -> bytes:
    """Lay the proof of one submission out, in the words of the carrier's shore."""
    from ofqj_portal.core.pdf import render_pdf

    with reading_as(_shore_of(proof.project)):
        paper = ProofOfFiling.of(proof)
        title = f"{paper.title} · {paper.number}"
        return render_pdf("papers/filing_proof.html", {"proof": paper}, title=title, created_at=proof.filed_at)


@handles(AGREEMENT_JOB, queue="papers", title=_("Convention de subvention"))
def make_agreement(job: Job, progress: Progress) -> None:
    """Make the paper of a text with the signatures it has now; a text without effect needs none."""
    rows = GrantAgreement.objects.standing().select_related("decision__project__carrier")
    agreement = rows.prefetch_related("signatures").filter(pk=job.args["agreement"]).first()
    if agreement is not None:
        signatures, paper = len(agreement.signatures.all()), agreement_pdf(agreement)
        keep_agreement_paper(agreement=agreement, paper=paper, signatures=signatures, now=calendar.now())


def agreement_pdf(agreement: GrantAgreement) -> bytes:
    """Lay a text out with its signatures, in the words of the carrier's shore."""
    from ofqj_portal.core.pdf import render_pdf

    with reading_as(_shore_of(agreement.decision.project)):
        paper = AgreementPaper.of(agreement)
        title = f"{paper.content['title']} · {paper.content['reference']}"
        at = agreement.waiting_since
        return render_pdf("papers/grant_agreement.html", {"paper_of": paper}, title=title, created_at=at)


@handles(LETTER_JOB, queue="papers", title=_("Courrier de trop-perçu"))
def make_recovery_letter(job: Job, progress: Progress) -> None:
    """Make the letter of a recovery that was sent, and have it mailed."""
    recovery = Recovery.objects.select_related("grant__decision__project__carrier").get(pk=job.args["recovery"])
    if recovery.letter_id is None and recovery.sent_at is not None:
        keep_recovery_letter(recovery=recovery, letter=recovery_pdf(recovery), now=calendar.now())


def recovery_pdf(recovery: Recovery) -> bytes:
    """Lay the letter of a recovery out, in the words of the carrier's shore."""
    from ofqj_portal.core.pdf import render_pdf

    with reading_as(_shore_of(recovery.grant.decision.project)):
        letter = RecoveryLetter.of(recovery)
        title = f"{letter.subject} · {letter.reference}"
        return render_pdf("papers/recovery_letter.html", {"letter": letter}, title=title, created_at=recovery.sent_at)


def _run_note(job: Job) -> JobNote:
    """Lead back to the order."""
    return JobNote("", reverse("projects:run", args=[job.args["run"]]), _t("Revenir à l’ordre de paiement"))


@handles(RUN_JOB, queue="papers", title=_("Fichier de paiement"), note=_run_note)
def make_payment_file(job: Job, progress: Progress) -> None:
    """Make the file of a payment order that still waits; it is checked before it is kept."""
    run = PaymentRun.objects.get(pk=job.args["run"])
    if run.state != RunState.PREPARED or run.file_id is not None:
        return
    transfers = transfers_of(run)
    if run.method == RunMethod.SEPA:
        content = sepa_file(run.name, payer_of(run), transfers, run.execute_on)
    else:
        content = csv_file(transfers)
    keep_run_file(run=run, content=content, now=calendar.now())


def _shore_of(project: Project) -> Shore:
    return Shore.FRANCE if project.carrier.is_french else Shore.QUEBEC


def _lay_out(decisions: list[Decision], progress: Progress) -> dict[int, bytes]:
    letters = {}
    for place, decision in enumerate(decisions):
        progress(place, len(decisions), decision.get_section_display())
        letters[decision.pk] = letter_pdf(decision)
    return letters


def letter_pdf(decision: Decision) -> bytes:
    """Lay the letter of a decision out, in the words of the carrier's shore."""
    from ofqj_portal.core.pdf import render_pdf

    with reading_as(_shore_of(decision.project)):
        letter = DecisionLetter.of(decision, written_at=decision.decided_at)
        return render_pdf(
            "papers/decision_letter.html",
            {"letter": letter},
            title=f"{letter.subject} · {letter.reference}",
            created_at=decision.decided_at,
        )
