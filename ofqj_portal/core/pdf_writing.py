"""A laid-out paper is written page by page, and each page let go of once its tags are: a long one would fill a worker.

WeasyPrint keeps the boxes of all the pages beside the tags that it makes of them: 570 MB for 130 pages, 470 so.
"""

import gc
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

TOGETHER = 24  # pages between two looks of the collector: the boxes of a page hold one another


class _LeavingPages(list[Any]):
    """Pages of which each is emptied once the next is asked for."""

    def __iter__(self) -> Iterator[Any]:
        for rank, page in enumerate(super().__iter__(), start=1):
            yield page
            page._page_box = None
            if rank % TOGETHER == 0:
                gc.collect()


def write_once(document: Any, **options: Any) -> bytes:
    """Return the bytes that `document.write_pdf` gives; its pages are empty afterwards."""
    import weasyprint.pdf

    add_tags = weasyprint.pdf.add_tags

    def add_and_let_go(pdf: Any, tagged: Any, version: Any, streams: Any) -> None:
        add_tags(pdf, SimpleNamespace(pages=_LeavingPages(tagged.pages)), version, streams)

    weasyprint.pdf.add_tags = add_and_let_go
    try:
        return bytes(document.write_pdf(**options))
    finally:
        weasyprint.pdf.add_tags = add_tags
