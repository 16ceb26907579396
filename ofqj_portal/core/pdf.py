"""Papers: a template in, the bytes of a tagged PDF out. Only jobs call this: WeasyPrint never enters a web process."""

import gc
import posixpath
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .errors import DomainError
from .pdf_writing import write_once

MAX_HTML_BYTES = 3_000_000
MAX_ROWS = 6_000
MAX_PAGES = 400

STATIC_PREFIX = "paper:static/"
FONT_PREFIX = "paper:fonts/"
PICTURE_PREFIX = "paper:pictures/"
FONTS = frozenset(
    f"SourceSansPro-{weight}.ttf" for weight in ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")
)
_MEDIA_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf"}
_CONTROLS = dict.fromkeys(set(range(32)) - {9, 10, 13} | {0x7F, 0xFFFE, 0xFFFF})


class PaperTooLarge(DomainError):
    """The paper would be longer than a worker may make: more rows, text or pages than the limits above."""

    default = _(
        "Ce document est trop long pour tenir sur papier. Demandez une période plus courte ou l’export en tableur."
    )

    def __init__(self, message=None):
        super().__init__(message or self.default)


@dataclass(frozen=True)
class Attached:
    """A file of data that travels inside a paper."""

    name: str
    content: bytes
    description: str


def render_pdf(
    template: str,
    context: dict,
    *,
    title: str,
    created_at: datetime,
    attached: Sequence[Attached] = (),
    pictures: Mapping[str, tuple[str, bytes]] | None = None,
) -> bytes:
    """Lay out `template` (an heir of `papers/base.html`) as a PDF: tagged, PDF/UA-1 declared, fonts embedded.

    With `attached` data, it is a PDF/A-3a too. `pictures` are the only ones it may show, by their name behind
    `paper:pictures/`: media type and bytes. The same arguments give the same bytes. `created_at` is an aware instant.
    Whatever a text holds, no address is fetched and no file read but the portal's own styles, drawings and fonts.
    Raises PaperTooLarge past the limits of this module.
    """
    html = _page_source(template, context, title, created_at)
    _refuse_too_large(html)
    from weasyprint import HTML

    options = _archive_options(attached, created_at) if attached else {"pdf_variant": "pdf/ua-1"}
    if pictures:
        options |= {"optimize_images": True, "dpi": 200, "jpeg_quality": 82}
    document = HTML(string=html, url_fetcher=_own_files_fetcher(pictures or {})).render(**options)
    if len(document.pages) > MAX_PAGES:
        raise PaperTooLarge
    if not attached:
        from .pdf_tags import finish_paper

        return finish_paper(write_once(document, **options))
    from .pdf_archive import declare_ua

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile to the collector
        paper = write_once(document, **options)
    del document
    gc.collect()  # what is left of the boxes, before the paper is opened again
    return declare_ua(paper)


def _archive_options(attached, created_at):
    from weasyprint import Attachment

    files = [
        Attachment(
            string=one.content, name=one.name, description=one.description, relationship="Data",
            created=created_at, modified=created_at,
        )
        for one in attached
    ]  # fmt: skip
    return {"pdf_variant": "pdf/a-3a", "pdf_tags": True, "attachments": files}


def _page_source(template, context, title, created_at):
    paper = {
        "title": title,
        "created_at": created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "language": "fr-CA" if get_language() == "fr-ca" else "fr",
    }
    return render_to_string(template, {**context, "paper": paper}).translate(_CONTROLS)


def _refuse_too_large(html):
    too_long = len(html.encode("utf-8", "replace")) > MAX_HTML_BYTES
    if too_long or len(re.findall(r"<tr[\s>]", html, re.IGNORECASE)) > MAX_ROWS:
        raise PaperTooLarge


def own_file(url: str) -> Path | None:
    """Name the file behind one of our own addresses: `paper:static/papers/…` or `paper:fonts/…`; None for any other."""
    if url.startswith(FONT_PREFIX):
        name = url.removeprefix(FONT_PREFIX)
        return _font_directory() / name if name in FONTS else None
    path = url.removeprefix(STATIC_PREFIX)
    if path == url or not path.startswith("papers/") or posixpath.normpath(path) != path:
        return None
    found = finders.find(path)
    return Path(found) if found else None


def _font_directory():
    import font_source_sans_pro

    return Path(font_source_sans_pro.font_directory)


def _own_files_fetcher(pictures):
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesFetcher(URLFetcher):
        """Answer our own addresses and refuse every other one, whatever its scheme."""

        def fetch(self, url, headers=None):
            picture = pictures.get(url.removeprefix(PICTURE_PREFIX)) if url.startswith(PICTURE_PREFIX) else None
            if picture is not None:
                return URLFetcherResponse(url, picture[1], {"Content-Type": picture[0]})
            path = own_file(url)
            if path is None:
                raise ValueError("address refused")
            media_type = _MEDIA_TYPES.get(path.suffix, "application/octet-stream")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": media_type})

    return OwnFilesFetcher(allowed_protocols=("paper",), allow_redirects=False)
