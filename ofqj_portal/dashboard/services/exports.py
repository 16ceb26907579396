"""Export a list as it is on screen: ask for it, make its file in a worker, forget it after some days."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar, files
from ofqj_portal.core.copied_rows import CopiedRows
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.journal import record
from ofqj_portal.core.list_exports import ListExport, Selection, list_called
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.core.shores import reader_shore, reader_zone
from ofqj_portal.core.spreadsheets import Column, Sheet, write_csv, write_xlsx
from ofqj_portal.dashboard.access import EXPORT_FILE, EXPORT_OF_PEOPLE_FILE, rights_of, still_holds
from ofqj_portal.dashboard.documents.exports import FileFormat, ReadMe

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

JOB = "dashboard.export_list"
ROWS_AT_ONCE = 500
Progress = Callable[[int, int, Any], None]


class NothingToExport(DomainError):
    """No row answers the filters."""


class RightsLost(DomainError):
    """Whoever asked no longer has the rights she asked with."""


def request_export(*, export: ListExport, query: str, file_format: str, by: "User", now: datetime) -> Job:
    """Ask a worker for the file of a list, as `by` sees it through the filters of `query`, in her words and zone.

    The same question while the file is being made gets the same job. Raises NothingToExport.
    """
    if not export.select(by, QueryDict(query), now).rows.exists():
        raise NothingToExport(_("Rien à exporter : la liste est vide avec ces filtres."))
    question = {
        "list": export.code,
        "query": query,
        "format": file_format,
        "rights": rights_of(by),
        "shore": reader_shore().value,
        "zone": reader_zone().key,
    }
    digest = hashlib.sha256(json.dumps([by.pk, question], sort_keys=True).encode()).hexdigest()
    return enqueue(JOB, owner=by, args=question, unique_key=f"export:{digest}")


@transaction.atomic
def build_export(
    *, job: Job, by: "User | None", now: datetime, progress: Progress = lambda done, total, label: None
) -> StoredFile:
    """Make the file that `job` asks for, from what `by`, its owner, may read at this very moment.

    Raises RightsLost if she left, or lost a right she asked with; NothingToExport if the list emptied meanwhile.
    """
    export = list_called(job.args["list"])
    if by is None or not still_holds(by, job.args["rights"]) or not export.may(by):
        raise RightsLost(_("Vos droits ont changé depuis cette demande : aucun fichier n’est fait."))
    selection = export.select(by, QueryDict(job.args["query"]), now)
    total = selection.rows.count()
    if not total:
        raise NothingToExport(_("Rien à exporter : la liste s’est vidée depuis votre demande."))
    read_me = ReadMe(export, selection.filters, str(by), now)
    sheet = Sheet(
        export.title,
        [Column(column.label, column.kind, column.width) for column in export.columns],
        _rows(export, selection, read_me, by, total, progress),
    )
    content, name = WRITERS[FileFormat(job.args["format"])](sheet, read_me)
    kind = EXPORT_OF_PEOPLE_FILE if export.names_people else EXPORT_FILE
    file = files.store(content, kind=kind, name=name, attached_to=job, by=by, now=now, key=job.pk)
    if export.names_people:
        facts = {"list": export.code, "format": job.args["format"], "rows": read_me.row_count}
        record(job, "export.people_made", by=by, filters=[said.name for said in selection.filters], **facts)
    return file


def _rows(
    export: ListExport, selection: Selection, read_me: ReadMe, by: "User", total: int, progress: Progress
) -> Iterable[Sequence[Any]]:
    """Give the rows of the file, never all in memory, and count them as they leave."""

    def count(done: int) -> None:
        read_me.row_count = done
        progress(done, total, _("%(done)d lignes sur %(total)d") % {"done": done, "total": total})

    if export.cells is not None:
        return CopiedRows.of(export.cells(selection.rows, by, read_me.at), told=count)
    return _batches(export, selection, by, read_me.at, count)


def _batches(
    export: ListExport, selection: Selection, by: "User", at: datetime, count: Callable[[int], None]
) -> Iterator[list[Any]]:
    assert export.lines is not None, export.code
    rows, done = selection.rows.iterator(chunk_size=ROWS_AT_ONCE), 0
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield from export.lines(batch, by, at)
        done += len(batch)
        count(done)


def _as_workbook(sheet: Sheet, read_me: ReadMe) -> tuple[bytes, str]:
    stream = io.BytesIO()
    write_xlsx(stream, [sheet, read_me.sheet()], created_at=read_me.at)
    return stream.getvalue(), read_me.file_name("xlsx")


def _as_csv(sheet: Sheet, read_me: ReadMe) -> tuple[bytes, str]:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        with _member(archive, read_me.file_name("csv"), read_me.at) as file:
            write_csv(file, sheet)
        with _member(archive, "lisez-moi.txt", read_me.at) as file:
            file.write(read_me.text().encode("utf-8-sig"))
    return stream.getvalue(), read_me.file_name("zip")


def _member(archive: zipfile.ZipFile, name: str, at: datetime) -> IO[bytes]:
    """Open a file in the archive, dated like the export."""
    info = zipfile.ZipInfo(name, at.astimezone(reader_zone()).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return archive.open(info, "w", force_zip64=True)


WRITERS = {FileFormat.XLSX: _as_workbook, FileFormat.CSV: _as_csv}


def kept() -> timedelta:
    """Return how long an exported list is kept."""
    return timedelta(days=settings.EXPORT_KEPT_DAYS)


@transaction.atomic
def forget_exports(*, now: datetime) -> int:
    """Delete the files made more than the days kept before `now`, and what was asked for; return how many files.

    The filters may hold the name of a person: jobs keep the code of the list and nothing else.
    """
    old = list(StoredFile.objects.filter(kind__in=[EXPORT_FILE, EXPORT_OF_PEOPLE_FILE], created_at__lt=now - kept()))
    for file in old:
        files.forget(file)
    answered = Job.objects.filter(kind=JOB, args__has_key="query", artefact=None)
    over = answered.filter(finished_at__lt=calendar.real_now() - kept())
    for job in over | answered.filter(pk__in=[file.attached_key for file in old]):
        Job.objects.filter(pk=job.pk).update(args={"list": job.args["list"]})
    return len(old)
