"""What a file really is, by its content: the name and the announced type are only what somebody claims."""

import zipfile
from io import BytesIO

UNPACKED_LIMIT_BYTES = 200 * 1024 * 1024

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
HEIC = "image/heic"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
CSV = "text/csv"
XML = "application/xml"
ZIP = "application/zip"
JSON = "application/json"
ICS = "text/calendar"

EXTENSIONS = {
    PDF: ".pdf",
    PNG: ".png",
    JPEG: ".jpg",
    HEIC: ".heic",
    DOCX: ".docx",
    XLSX: ".xlsx",
    ODT: ".odt",
    ODS: ".ods",
    CSV: ".csv",
    XML: ".xml",
    ZIP: ".zip",
    JSON: ".json",
    ICS: ".ics",
}
DOCUMENT_TYPES = frozenset({PDF, PNG, JPEG, HEIC, DOCX, XLSX, ODT, ODS})
TYPE_NAMES = {
    PDF: "PDF",
    PNG: "PNG",
    JPEG: "JPEG",
    HEIC: "HEIC",
    DOCX: "Word (.docx)",
    XLSX: "Excel (.xlsx)",
    ODT: "OpenDocument (.odt)",
    ODS: "OpenDocument (.ods)",
    CSV: "CSV",
    XML: "XML",
    ZIP: "ZIP",
    JSON: "JSON",
    ICS: "iCalendar",
}

_SIGNATURES = (
    (b"BEGIN:VCALENDAR", ICS),
    (b"%PDF-", PDF),
    (b"<?xml ", XML),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
)
_HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"heif")


def sniff(content: bytes) -> str | None:
    """Return the media type that the bytes themselves show, or None when it is none of ours.

    Text has no signature: a caller that expects CSV asks for it by name.
    """
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return HEIC
    if content.startswith(b"PK\x03\x04"):
        return _sniff_archive(content)
    return None


def _sniff_archive(content: bytes) -> str | None:
    """Tell an office document from its members; refuse an archive that is broken or unpacks too large."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > UNPACKED_LIMIT_BYTES:
                return None
            names = set(archive.namelist())
            if "word/document.xml" in names:
                return DOCX
            if "xl/workbook.xml" in names:
                return XLSX
            if "mimetype" in names:
                declared = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
                return declared if declared in (ODT, ODS) else None
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return None
    return ZIP
