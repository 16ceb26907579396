"""What vouches for a report outside of itself: the public page of its figures, and who took which file."""

from django.core.paginator import Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conventions import access
from conventions.documents.annual_report import status_words
from conventions.enums import ReportState
from conventions.models import AnnualReport, FiguresSnapshot, ReportDownload, ReportEdition
from conventions.periods import read_period
from conventions.views.reports import letter_of
from ofqj_portal.core.access import signed_in

DOWNLOADS_PER_PAGE = 50


@require_safe
def proof(request: HttpRequest, figures_hash: str) -> HttpResponse:
    """Say to whoever holds a paper what it is today, and the hash of each file made from its figures.

    The address is the hash of the figures: who does not hold the paper does not know it. No figure is shown here.
    """
    rows = FiguresSnapshot.objects.select_related("report__convention", "report__snapshot")
    snapshot = rows.filter(figures_hash=figures_hash).order_by("pk").first()
    if snapshot is None:
        raise Http404
    report = snapshot.report
    context = {
        "report": report,
        "snapshot": snapshot,
        "period_label": read_period(report.period).label,
        "status": status_words(report),
        "is_current": report.snapshot_id == snapshot.pk,
        "newer": _newer(report),
        "editions": snapshot.editions.select_related("file").order_by("made_at", "pk"),
    }
    return render(request, "conventions/report_proof.html", context)


def _newer(report: AnnualReport) -> AnnualReport | None:
    """The published version that replaces this one, if any."""
    rows = AnnualReport.objects.filter(convention=report.convention, period=report.period, version__gt=report.version)
    return rows.filter(state=ReportState.PUBLISHED).order_by("-version").first()


@require_safe
@signed_in
def downloads(request: HttpRequest, period: str) -> HttpResponse:
    """List who took which file of a period, all its versions together."""
    report = access.get_report(request.user, period, may=access.can_keep)
    page = Paginator(_downloads(report), DOWNLOADS_PER_PAGE).get_page(request.GET.get("page"))
    letter = letter_of(report)
    current = {report.paper_id, letter.pk if letter else None}
    context = {"report": report, "period_label": read_period(report.period).label, "page": page, "current": current}
    return render(request, "conventions/report_downloads.html", context)


def _downloads(report: AnnualReport) -> QuerySet[ReportDownload]:
    """Each download with what its file was: the page size, before or after the vote."""
    edition = ReportEdition.objects.filter(file=OuterRef("paper"))
    rows = ReportDownload.objects.filter(report__convention=report.convention, report__period=report.period)
    return (
        rows.select_related("user", "report", "paper")
        .annotate(
            page_size=Subquery(edition.values("page_size")), was_provisional=Subquery(edition.values("is_provisional"))
        )
        .order_by("-at", "-pk")
    )
