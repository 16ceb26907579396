"""The file a person takes away: everything that is kept about her, to read (PDF) and for machines (JSON)."""

import json
from datetime import date, datetime
from typing import Any

from django.db import transaction

from ofqj_portal.core import files
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.classification import records_about
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.models import ActionLink, Job, StoredFile
from participants.data_enums import DelayCode, RequestKind, RequestSource, RequestState
from participants.documents.holdings import Category
from participants.file_access import OWN_DATA
from participants.models import Delay, Participant, PersonRequest
from participants.services.requests import ask, close_request

JOB = "participants.make_own_data"


@transaction.atomic
def ask_for_own_data(*, participant: Participant, by_link: ActionLink, now: datetime) -> PersonRequest:
    """Take the person's wish to leave with her data, and have the files made. Raises AlreadyAsked while they are."""
    request = ask(
        participant=participant,
        kind=RequestKind.PORTABILITY,
        source=RequestSource.SPACE,
        words="",
        received_on=now.astimezone(PARIS).date(),
        now=now,
        by_link=by_link,
    )
    have_files_made(request)
    return request


def have_files_made(request: PersonRequest) -> Job:
    """Have the two files of a request made in a worker, once at a time."""
    return enqueue(JOB, args={"request": request.pk}, unique_key=f"own_data:{request.pk}")


@transaction.atomic
def keep_own_data(*, request: PersonRequest, paper: bytes, machine: bytes, now: datetime) -> PersonRequest:
    """Keep the files of a request, in the place of older ones; hers from her space is thereby answered."""
    rows = PersonRequest.objects.select_for_update(of=("self",)).select_related("participant")
    request = rows.get(pk=request.pk)
    for old in StoredFile.objects.attached_to(request):
        files.forget(old)
    for content, name in ((paper, "Mes données.pdf"), (machine, "Mes données.json")):
        files.store(content, kind=OWN_DATA.code, name=name, attached_to=request, by=None, now=now)
    if request.kind == RequestKind.PORTABILITY and request.state == RequestState.RECEIVED:
        close_request(request, RequestState.FULFILLED, answer="", now=now, by=None)
    return request


def forget_old_files(*, now: datetime) -> int:
    """Drop the files that were there to be taken long enough; return how many."""
    first_kept = Delay.objects.get(code=DelayCode.DOWNLOAD).before(now.astimezone(PARIS).date())
    old = list(StoredFile.objects.filter(kind=OWN_DATA.code, created_at__date__lt=first_kept))
    for file in old:
        files.forget(file)
    return len(old)


def machine_form(participant: Participant, categories: list[Category], on: date) -> bytes:
    """Write what is kept about a person for machines: in words by category, and as the columns of the portal."""
    told = [
        {
            "code": category.code,
            "title": str(category.title),
            "purpose": str(category.why),
            "kept": str(category.kept),
            "facts": [
                {"label": str(fact.label), "value": str(fact.value or ""), "detail": str(fact.detail or "")}
                for fact in category.facts
            ],
        }
        for category in categories
    ]
    content: dict[str, Any] = {
        "made_on": on.isoformat(),
        "law": {"fr": "RGPD", "qc": "Loi 25"}[participant.shore],
        "categories": told,
        "records": {label: rows for label, rows in records_about(participant) if rows},
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=str).encode()
