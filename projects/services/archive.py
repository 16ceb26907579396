"""A whole dossier in one file: its paper, its pieces, its letters, its history, and what proves none was changed."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
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
from ofqj_portal.core.shores import reader_shore, reader_zone
from ofqj_portal.core.spreadsheets import Column, Sheet, write_csv
from projects import access
from projects.file_access import ARCHIVE
from projects.models import Decision, FilingProof, GrantAgreement, Project, Recovery
from projects.queries.detail import history_for
from projects.queries.readers import reader_of

JOB = "projects.archive_dossier"
Member = tuple[str, bytes]


class NoLongerReader(DomainError):
    """Whoever asked may not read the dossier any more."""


def request_archive(*, project: Project, by: User) -> Job:
    """Ask a worker for the whole dossier as `by` may read it, in her words and zone; asked twice, it is made once."""
    question = {"project": project.number, "shore": reader_shore().value, "zone": reader_zone().key}
    return enqueue(JOB, owner=by, args=question, unique_key=f"archive:{project.pk}:{by.pk}")


def archived_project(number: str, by: User | None) -> Project:
    """Hand over the dossier if `by` may read its history at this very moment. Raises NoLongerReader."""
    try:
        if by is None:
            raise Http404
        project = access.get_whole_project(by, number)
        if not access.can_read_history(by, project):
            raise PermissionDenied
    except (Http404, PermissionDenied):
        raise NoLongerReader(_("Vous ne lisez plus ce dossier : aucune archive n’est faite.")) from None
    return project


@transaction.atomic
def keep_archive(*, job: Job, project: Project, paper: bytes, by: User, now: datetime) -> StoredFile:
    """Put the dossier together, with a manifest of digests, and keep it for its asker. Raises FileRefused."""
    members = [("dossier.pdf", paper), ("historique.csv", _history(project, by))]
    members += [*_pieces(project, by), *_papers(project, by)]
    content = _zip([*members, ("manifeste.csv", _manifest(members))], now)
    name = _("%s dossier complet") % project.number
    file = files.store(content, kind=ARCHIVE.code, name=f"{name}.zip", attached_to=job, by=by, now=now, key=job.pk)
    record(project, "project.archived", by=by, members=len(members))
    return file


@transaction.atomic
def forget_archives(*, now: datetime) -> int:
    """Delete the archives made more than the days kept before `now`; return how many."""
    old = list(StoredFile.objects.filter(kind=ARCHIVE.code, created_at__lt=now - kept()))
    for file in old:
        files.forget(file)
    return len(old)


def kept() -> timedelta:
    """Return how long an archive is kept."""
    return timedelta(days=settings.EXPORT_KEPT_DAYS)


def _pieces(project: Project, by: User) -> Iterator[Member]:
    readable = [piece for piece in project.pieces.all() if access.can_read_piece(by, piece)]
    for rank, piece in enumerate(sorted(readable, key=lambda piece: piece.pk), 1):
        yield f"pieces/{rank:02} {piece.file.name}", files.read(piece.file)


def _papers(project: Project, by: User) -> Iterator[Member]:
    proofs = FilingProof.objects.filter(project=project).exclude(paper=None).select_related("paper").order_by("version")
    letters = Decision.objects.filter(project=project).exclude(letter=None).select_related("letter").order_by("section")
    texts = GrantAgreement.objects.filter(decision__project=project).exclude(paper=None).select_related("paper")
    asked = Recovery.objects.filter(grant__decision__project=project).exclude(letter=None).select_related("letter")
    folders = {
        "accuses": [row.paper for row in proofs],
        "courriers": [row.letter for row in letters],
        "conventions": [row.paper for row in texts.order_by("pk")],
        "trop-percus": [row.letter for row in asked.order_by("pk")],
    }
    for folder, papers in folders.items():
        for rank, paper in enumerate(papers, 1):
            if files.may_read(by, paper):
                name = paper.name if folder in ("accuses", "courriers") else f"{rank:02} {paper.name}"
                yield f"{folder}/{name}", files.read(paper)


def _history(project: Project, by: User) -> bytes:
    lines = history_for(project, by, reader_of(by, project))
    rows = [[line.at, line.label, line.by_label] for line in reversed(lines)]
    return _csv(_("Historique"), [Column(_("Quand"), "instant"), Column(_("Quoi")), Column(_("Par qui"))], rows)


def _manifest(members: list[Member]) -> bytes:
    rows = [[name, len(content), hashlib.sha256(content).hexdigest()] for name, content in members]
    columns = [Column(_("Fichier")), Column(_("Octets"), "number"), Column(_("Empreinte SHA-256"))]
    return _csv(_("Manifeste"), columns, rows)


def _csv(title: str, columns: list[Column], rows: list[list[Any]]) -> bytes:
    stream = io.BytesIO()
    write_csv(stream, Sheet(title, columns, rows))
    return stream.getvalue()


def _zip(members: list[Member], at: datetime) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, at.astimezone(reader_zone()).timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return stream.getvalue()
