"""Join pieces to a dossier, and take them off again while it is open."""

from datetime import datetime

from django.db import transaction

from ofqj_portal.accounts.models import User
from ofqj_portal.core import files
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import JournalEntry, StoredFile
from projects.enums import PieceCategory
from projects.models import Piece, Project
from projects.sections import PIECES
from projects.services.drafting import lock, lock_for_edit, refuse_closed_fields, touch

PIECE_KIND = "projects.piece"


@transaction.atomic
def add_piece(*, project: Project, category: str, content: bytes, name: str, by: User, now: datetime) -> Piece:
    """Keep a file as a piece of the dossier.

    Raises FileRefused if its content is not accepted, WrongState or FieldClosed where pieces are not open.
    """
    project = lock_for_edit(project, PIECES)
    refuse_closed_fields(project, {"pieces": None})
    stored = files.store(content, kind=PIECE_KIND, name=name, attached_to=project, by=by, now=now)
    piece = Piece.objects.create(project=project, category=category, file=stored, added_at=now, added_by=by)
    touch(project, now, fields=[])
    record(project, "project.piece_added", by=by, piece=piece.pk, category=category, file=stored.pk)
    return piece


@transaction.atomic
def remove_piece(*, project: Project, piece: Piece, by: User, now: datetime) -> None:
    """Take a piece off the dossier; its file stays for the versions that name it. Raises WrongState, FieldClosed."""
    project = lock_for_edit(project, PIECES)
    refuse_closed_fields(project, {"pieces": None})
    facts = {"piece": piece.pk, "category": piece.category, "file": piece.file_id}
    project.pieces.filter(pk=piece.pk).delete()
    touch(project, now, fields=[])
    record(project, "project.piece_removed", by=by, **facts)


@transaction.atomic
def purge_bank_pieces(*, project: Project, now: datetime) -> int:
    """Delete every file that shows the account of the structure, those taken off before too; return how many.

    Call it once a payment is confirmed, with the dossier locked. The journal keeps which files, and their digests.
    """
    shown = project.pieces.filter(category=PieceCategory.BANK_DETAILS)
    taken_off = JournalEntry.objects.about(project).filter(
        verb="project.piece_removed", facts__category=PieceCategory.BANK_DETAILS
    )
    keys = [*shown.values_list("file", flat=True), *taken_off.values_list("facts__file", flat=True)]
    stored = list(StoredFile.objects.filter(pk__in=keys, kind=PIECE_KIND, attached_key=str(project.pk)))
    shown.delete()
    for file in stored:
        digest, key = file.sha256, file.pk
        files.forget(file)
        record(project, "project.bank_piece_purged", by=None, file=str(key), sha256=digest)
    if stored:
        touch(project, now, fields=[])
    return len(stored)


def drop_refused_piece(*, piece: Piece, now: datetime) -> None:
    """Take a piece off whose file was refused at its control, whatever the state of the dossier: it is not there."""
    project = lock(piece.project)
    facts = {"piece": piece.pk, "category": piece.category, "file": piece.file_id}
    project.pieces.filter(pk=piece.pk).delete()
    touch(project, now, fields=[])
    record(project, "project.piece_refused", by=None, **facts)
