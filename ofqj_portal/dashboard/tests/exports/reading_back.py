"""Ask for an export, have it made, and read the file back as a program that knows nothing of the portal."""

import csv
import io
import zipfile
from typing import Any

from python_calamine import CalamineWorkbook

from ofqj_portal.core import calendar, files
from ofqj_portal.core.jobs_in_place import run_now
from ofqj_portal.core.list_exports import list_called
from ofqj_portal.core.models import Job
from ofqj_portal.dashboard.services.exports import request_export


def asked(user: Any, code: str, query: str = "", file_format: str = "xlsx") -> Job:
    """Ask for the list `code` as `user`."""
    return request_export(export=list_called(code), query=query, file_format=file_format, by=user, now=calendar.now())


def made(user: Any, code: str, query: str = "", file_format: str = "xlsx") -> Job:
    """Ask for the list and do the job here."""
    return run_now(asked(user, code, query, file_format))


def content_of(job: Job) -> bytes:
    assert job.artefact is not None, job.error
    return files.read(job.artefact)


def sheets_of(job: Job) -> dict[str, list[list[Any]]]:
    """Read every sheet of a workbook."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content_of(job)))
    return {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


def rows_of(job: Job) -> list[dict[str, Any]]:
    """Read the rows of the list itself, by heading."""
    headings, *rows = next(iter(sheets_of(job).values()))
    return [dict(zip(headings, row, strict=True)) for row in rows]


def members_of(job: Job) -> dict[str, bytes]:
    """Unpack a file: the parts of a workbook, or the files of a ZIP."""
    with zipfile.ZipFile(io.BytesIO(content_of(job))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text_in(job: Job) -> str:
    """Return everything written anywhere in a file."""
    return "\n".join(part.decode("utf-8", "replace") for part in members_of(job).values())


def csv_of(job: Job) -> list[list[str]]:
    """Read the table of a ZIP as Excel in French does."""
    name = next(name for name in members_of(job) if name.endswith(".csv"))
    text = members_of(job)[name].decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
