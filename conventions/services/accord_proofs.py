"""The proof file of an answer to an amendment: promised with the answer, made in the background, once."""

from datetime import datetime

from django.db import transaction

from conventions.amendment_access import PROOF
from conventions.models import PartyAccord
from ofqj_portal.core import files
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.models import Job

PROOF_JOB = "conventions.make_accord_proof"


def ask_for_proof(accord: PartyAccord) -> Job:
    """Have the proof file of `accord` made as soon as possible."""
    return enqueue(PROOF_JOB, args={"accord": accord.pk}, unique_key=f"accord:{accord.pk}")


@transaction.atomic
def keep_proof(*, accord: PartyAccord, paper: bytes, now: datetime) -> PartyAccord:
    """Keep the proof file of an answer; one that has its file already is left as it is."""
    accord = PartyAccord.objects.select_for_update(of=("self",)).get(pk=accord.pk)
    if accord.paper_id is None:
        name = f"avenant {accord.amendment.number} {accord.party}{accord.section} v{accord.text_version}.pdf"
        accord.paper = files.store(paper, kind=PROOF.code, name=name, attached_to=accord, by=None, now=now)
        accord.save(update_fields=["paper"])
    return accord
