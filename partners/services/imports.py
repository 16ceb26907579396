"""Importing a directory: all of it or nothing, the same file twice changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import files
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.imports import Table
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import Job, StoredFile
from partners.files import DIRECTORY
from partners.imports import PlannedLine, plan_import
from partners.models import Structure

KEPT_UPLOADS = timedelta(days=30)


class RowsToMend(DomainError):
    """Some rows cannot be imported; `lines` say why."""

    def __init__(self, lines: list[PlannedLine]) -> None:
        self.lines = lines
        super().__init__(_("%(count)d lignes sont à corriger : rien n’est importé.") % {"count": len(lines)})


class DirectoryMoved(DomainError):
    """Somebody changed the directory in a way that crosses the import."""


@dataclass(frozen=True)
class Imported:
    """How many structures an import added, changed, left as they were, and how many rows it left aside."""

    added: int
    changed: int
    same: int
    left_aside: int


@transaction.atomic
def import_structures(
    *,
    table: Table,
    by: User | None,
    on: date,
    leave_wrong_rows: bool = False,
    attach: Mapping[int, int] | None = None,
) -> Imported:
    """Write the rows of `table` into the directory, in one transaction, one import at a time.

    `by` None is the command line; `attach` is as in `plan_import`. Raises RowsToMend if a row is wrong, unless
    `leave_wrong_rows`; DirectoryMoved if an identifier was taken meanwhile; ImportRefused if a required column is
    missing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('partners.import', 0))")
    plan = plan_import(table, user=by, attach=attach)
    refused = plan.of("refused")
    if refused and not leave_wrong_rows:
        raise RowsToMend(refused)
    added, changed = plan.of("added"), plan.of("changed")
    try:
        with transaction.atomic():
            written = [
                ("structure.imported", _change(line.structure, line), line) for line in changed if line.structure
            ]
            written += [("structure.created", _add(line), line) for line in added]
    except IntegrityError as crossed:
        raise DirectoryMoved(_("L’annuaire a changé pendant l’import. Recommencez.")) from crossed
    for verb, structure, line in written:
        record(structure, verb, by=by, fields=sorted(line.changes), on=on)
    return Imported(len(added), len(changed), len(plan.of("same")), len(refused))


@transaction.atomic
def forget_uploads(*, now: datetime) -> int:
    """Drop the directory files uploaded more than KEPT_UPLOADS before `now`; return how many.

    One whose import still waits or runs is kept.
    """
    waiting = Job.objects.live().filter(kind="partners.import_structures").values_list("args__file", flat=True)
    old = StoredFile.objects.filter(kind=DIRECTORY.code, created_at__lt=now - KEPT_UPLOADS)
    forgotten = list(old.exclude(pk__in=list(waiting)).order_by("pk"))
    for file in forgotten:
        files.forget(file)
    return len(forgotten)


def _add(line: PlannedLine) -> Structure:
    """Write a new structure."""
    return Structure.objects.create(**{name: after for name, (_before, after) in line.changes.items()})


def _change(known: Structure, line: PlannedLine) -> Structure:
    """Write the columns of one row on its structure, and nothing else."""
    structure = Structure.objects.select_for_update().get(pk=known.pk)
    for name, (_before, after) in line.changes.items():
        setattr(structure, name, after)
    structure.version += 1
    structure.save(update_fields=[*line.changes, "version"])
    return structure
