"""Lay the annual report out at 26 and at 128 pages, beside as many pages of plain tables by the same WeasyPrint."""

import copy
import io
from functools import partial
from typing import Any

import pikepdf
from weasyprint import HTML

from ofqj_portal.bench.inside import cost, memory, sizes, tell

from conventions.documents.annual_report import adoption_of, report_paper  # isort: skip
from conventions.documents.annual_report.data import data_of  # isort: skip
from conventions.documents.annual_report.proof import proof_of  # isort: skip
from conventions.models import AnnualReport  # isort: skip
from conventions.services.building import TEMPLATE  # isort: skip
from django.utils import translation  # isort: skip
from ofqj_portal.core.pdf import render_pdf  # isort: skip

TRIAL = 200  # rows, to learn how many stand on a page
TRIES, NEAR = 3, 1  # how often a length is tried, and by how many pages it may be missed
PLAIN_ROW = "<tr>" + "".join(f"<td>Cellule {rank}</td>" for rank in range(6)) + "</tr>"


class Report:
    """A report of the base, laid out from its frozen figures with an annex as long as one asks for."""

    def __init__(self) -> None:
        self.report = AnnualReport.objects.filter(snapshot__isnull=False).earliest("pk")
        self.figures = self.report.snapshot.figures
        self.rows = self.figures["annex"]["projects"]
        self.known: dict[int, int] = {}  # pages by rows of the annex

    def paper(self, rows: int) -> bytes:
        """Return the PDF with `rows` dossiers in its annex."""
        figures = copy.deepcopy(self.figures)
        figures["annex"]["projects"] = [self.rows[rank % len(self.rows)] for rank in range(rows)]
        at = self.report.snapshot.taken_at
        document = report_paper(self.report, figures, at=at)
        attached = data_of(document, figures)
        context: dict[str, Any] = {
            "document": document,
            "proof": proof_of(self.report, attached),
            "adoption": adoption_of(self.report),
            "is_letter": False,
        }
        return render_pdf(TEMPLATE, context, title=document.cover.footer, created_at=at, attached=attached)

    def lay_out(self, pages: int) -> dict[str, Any]:
        """Make that many pages, a page more or less, and say what it costs; each paper teaches about the next."""
        for _time in range(TRIES):
            rows = self._rows_for(pages)
            taken = cost(partial(self._make, rows))
            if abs(self.known[rows] - pages) <= NEAR:
                break
        return {"asked": pages, "pages": self.known[rows], "report": taken, "memory": memory()}

    def _make(self, rows: int) -> None:
        self.known[rows] = pages_of(self.paper(rows))

    def _rows_for(self, pages: int) -> int:
        """Say how many dossiers in the annex should make that many pages, from the two papers closest to it."""
        for rows in (1, TRIAL):
            if rows not in self.known:
                self._make(rows)
        first, second = sorted(self.known.items(), key=lambda known: abs(known[1] - pages))[:2]
        on_a_page = (second[0] - first[0]) / ((second[1] - first[1]) or 1)
        return max(1, round(first[0] + (pages - first[1]) * on_a_page))


def plain(rows: int) -> bytes:
    """Return a tagged PDF of one plain table."""
    style = "@page { size: A4; margin: 15mm } body { font: 10pt sans-serif } table { width: 100% }"
    head = f"<!doctype html><html lang='fr'><head><title>Tableaux</title><style>{style}</style></head><body><table>"
    return bytes(HTML(string=head + PLAIN_ROW * rows + "</table></body></html>").write_pdf(pdf_variant="pdf/ua-1"))


def lay_out_plain(rows: int, made: list[bytes]) -> None:
    """Keep one plain table among those made."""
    made.append(plain(rows))


def pages_of(paper: bytes) -> int:
    """Count the pages of a PDF."""
    with pikepdf.open(io.BytesIO(paper)) as document:
        return len(document.pages)


def main() -> None:
    """Say what each length costs, with the most memory held once the report was made."""
    asked = sizes(short=26, long=128)
    with translation.override("fr"):
        report = Report()
        found = [report.lay_out(pages) for pages in (asked["short"], asked["long"])]
    on_a_page = TRIAL / pages_of(plain(TRIAL))
    for one in found:
        made: list[bytes] = []
        taken = cost(partial(lay_out_plain, round(one["pages"] * on_a_page), made))
        one["plain"] = taken * one["pages"] / pages_of(made[0])
    tell(found)


if __name__ == "__main__":
    main()
