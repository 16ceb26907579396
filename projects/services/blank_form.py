"""The blank dossier of a call on paper, asked by whoever reads the call."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import files
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.core.shores import reader_shore, reader_zone
from projects.file_access import BLANK_FORM
from projects.models import Call

JOB = "projects.blank_form"


def request_blank_form(*, call: Call, by: User) -> Job:
    """Ask a worker for the blank dossier in the words, on the paper and in the zone of `by`'s shore."""
    shore = reader_shore().value
    question = {"call": call.pk, "shore": shore, "zone": reader_zone().key}
    return enqueue(JOB, owner=by, args=question, unique_key=f"blank:{call.pk}:{shore}:{by.pk}")


@transaction.atomic
def keep_blank_form(*, job: Job, call: Call, paper: bytes, now: datetime) -> StoredFile:
    """Keep the paper for whoever asked."""
    name = f"{_('Formulaire vierge')} {call.code}.pdf"
    return files.store(paper, kind=BLANK_FORM.code, name=name, attached_to=job, by=job.owner, now=now, key=job.pk)


@transaction.atomic
def forget_blank_forms(*, now: datetime) -> int:
    """Delete the papers made more than the days kept before `now`; return how many."""
    old = StoredFile.objects.filter(
        kind=BLANK_FORM.code, created_at__lt=now - timedelta(days=settings.EXPORT_KEPT_DAYS)
    )
    found = list(old)
    for file in found:
        files.forget(file)
    return len(found)
