"""The proof that a dossier was filed: promised with the submission, its paper made in the background, once."""

from datetime import datetime

from django.db import transaction

from ofqj_portal.core import calendar, files
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.models import Job, Version
from ofqj_portal.core.versions import digest_of
from projects.file_access import PROOF
from projects.models import FilingProof, Project
from projects.services.drafting import lock

PROOF_JOB = "projects.make_filing_proof"


def promise_proof(*, project: Project, version: Version) -> FilingProof:
    """Write down what was filed as `version`, and have its paper made; call it inside the submission.

    In a past that is told nothing is made at once: whoever tells it says when (see `ask_for_proof`).
    """
    version.refresh_from_db(fields=["data"])  # as the database keeps it, so that anybody finds the same digest
    proof = FilingProof.objects.create(
        project=project, version=version.number, filed_at=version.at, content_sha256=digest_of(version)
    )
    if not calendar.told_instant():
        ask_for_proof(proof)
    return proof


def ask_for_proof(proof: FilingProof, *, run_after: datetime | None = None) -> Job:
    """Have the paper of `proof` made, at `run_after` (real clock) or as soon as possible."""
    return enqueue(PROOF_JOB, args={"proof": proof.pk}, unique_key=f"proof:{proof.pk}", run_after=run_after)


@transaction.atomic
def keep_proof(*, proof: FilingProof, paper: bytes, now: datetime) -> FilingProof:
    """Keep the paper of a submission; one that has its paper already is left as it is."""
    project = lock(proof.project)
    proof = FilingProof.objects.get(pk=proof.pk)
    if proof.paper_id is None:
        name = f"{project.number} accusé de dépôt v{proof.version}.pdf"
        proof.paper = files.store(paper, kind=PROOF.code, name=name, attached_to=project, by=None, now=now)
        proof.save(update_fields=["paper"])
    return proof
