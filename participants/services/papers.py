"""The printed lists of a group: asked for, made by a worker, kept a day for whoever asked."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import files
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.core.shores import reader_shore
from participants import access
from participants.enums import GroupPaperKind
from participants.file_access import PAPER
from projects.models import Project

JOB = "participants.make_paper"
PLANNING_JOB = "participants.make_planning"
KEPT = timedelta(days=1)


class NoLongerSeen(DomainError):
    """Whoever asked does not see the group by name any more."""


@transaction.atomic
def request_paper(*, project: Project, kind: GroupPaperKind, day: date | None, by: User) -> Job:
    """Ask a worker for one list of the group, in the words of the reader's shore; asked twice, it is made once."""
    said = day.isoformat() if day else ""
    args = {"project": project.number, "paper": kind.value, "day": said, "shore": reader_shore().value}
    key = f"paper:{project.pk}:{by.pk}:{kind.value}:{said}"
    return enqueue(JOB, owner=by, args=args, unique_key=key)


@transaction.atomic
def request_planning(*, project: Project, by: User) -> Job:
    """Ask a worker for the steps of the preparation on paper, in the words of the reader's shore."""
    args = {"project": project.number, "shore": reader_shore().value}
    return enqueue(PLANNING_JOB, owner=by, args=args, unique_key=f"planning:{project.pk}:{by.pk}")


def printed_project(number: str, by: User | None) -> Project:
    """Hand over the dossier if `by` sees the names of its group at this very moment. Raises NoLongerSeen."""
    try:
        if by is None:
            raise Http404
        return access.get_group(by, number, views=access.PRINTS_THE_GROUP).project
    except (Http404, PermissionDenied):
        raise NoLongerSeen(_("Vous ne voyez plus ce groupe : aucune liste n’est faite.")) from None


@transaction.atomic
def keep_paper(
    *, job: Job, project: Project, kind: GroupPaperKind | None, content: bytes, by: User, now: datetime
) -> StoredFile:
    """Keep a list for its asker, and write down that it was made; without a `kind`, the steps of the preparation."""
    title = kind.label if kind else _("Préparation")
    name = f"{project.number} {title}.pdf"
    kept: dict[str, Any] = {"name": name, "attached_to": project, "by": by, "now": now, "key": job.pk}
    file = files.store(content, kind=PAPER.code, **kept)
    record(project, "project.group_printed", by=by, paper=kind.value if kind else "planning")
    return file


@transaction.atomic
def forget_papers(*, now: datetime) -> int:
    """Delete the lists made more than a day before `now`; return how many."""
    old = list(StoredFile.objects.filter(kind=PAPER.code, created_at__lt=now - KEPT))
    for file in old:
        files.forget(file)
    return len(old)
