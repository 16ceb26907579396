"""What dossiers do in the background."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import calendar
from ofqj_portal.core.jobs import Progress, handles
from ofqj_portal.core.models import Job
from ofqj_portal.core.shores import Shore, reading_as
from projects.documents.decision_letter import DecisionLetter
from projects.documents.filing_proof import ProofOfFiling
from projects.models import Decision, FilingProof, Project
from projects.services.announcement import (
    announce_decisions,
    decisions_to_announce,
    keep_letters,
    letters_to_make,
)
from projects.services.filing_proof import PROOF_JOB, keep_proof


@handles("projects.announce_decisions", queue="papers", title=_("Courriers de décision"))
def announce(job: Job, progress: Progress) -> None:
    """Make the letters of a decided dossier and mail them; nothing if a decision was taken back meanwhile."""
    project = Project.objects.get(pk=job.args["project"])
    planned_at = datetime.fromisoformat(job.args["announced_at"])
    letters = _lay_out(decisions_to_announce(project, planned_at), progress)
    announce_decisions(project=project, planned_at=planned_at, letters=letters, now=calendar.real_now())


@handles("projects.make_letters", queue="papers", title=_("Courriers de décision"))
def make_letters(job: Job, progress: Progress) -> None:
    """Make the letters of answers that were announced without them; no mail leaves again."""
    project = Project.objects.get(pk=job.args["project"])
    keep_letters(project=project, letters=_lay_out(letters_to_make(project), progress), now=calendar.now())


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
