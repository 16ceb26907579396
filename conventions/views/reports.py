"""Annual reports: the list, the page that says the same as the paper, the paper itself."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from conventions import access
from conventions.documents.annual_report import report_paper, status_words
from conventions.documents.annual_report.parts import Section
from conventions.enums import ContributionState, PageSize, ReportState
from conventions.models import AnnualReport, ReportDownload, Vote
from conventions.periods import Period, read_period
from conventions.services.building import live_job
from conventions.services.reports import words_taken_back_since
from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, signed_in
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.core.roles import has_role
from ofqj_portal.core.views.files import hand_over
from partners.enums import Section as OfqjSection

View = Callable[..., HttpResponse]
#: Where a key figure leads within the report itself: to the section whose table it sums up.
TABLES = {
    "departed": "#annexe",
    "people": "#annexe",
    "answered": "#activite",
    "profiles": "#profils",
    "results": "#resultats",
    "born": "#reseau",
    **{f"awarded_{section}": "#argent" for section in OfqjSection.values},
}


def open_once_published(view: View) -> View:
    """Ask whoever is not signed in to sign in where a report is not there for everybody."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return wrapped


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """List the reports: the published ones for everybody, those in preparation for the OFQJ and the parties."""
    rows = [(row, read_period(row.period).label) for row in access.reports_of(request.user)]
    context = {"rows": rows, "may_keep": access.can_keep(request.user)}
    return _private(request, render(request, "conventions/report_list.html", context))


@require_safe
@open_once_published
def report(request: HttpRequest, period: str) -> HttpResponse:
    """Show a report: where it stands, its contributions, its paper, and every figure of it."""
    found = access.get_report(request.user, period)
    whole = access.can_read_whole(request.user, found)
    context = {
        "report": found,
        "period_label": read_period(found.period).label,
        "status": status_words(found),
        "whole": whole,
        "letter": letter_of(found) if whole and found.paper_id else None,
        "sections": _sections(request.user, found) if whole else (),
        **(_workshop(request.user, found) if request.user.is_authenticated else {}),
    }
    return _private(request, render(request, "conventions/report.html", context))


def _sections(user: Any, found: AnnualReport) -> tuple[Any, ...]:
    if found.snapshot is None:
        return ()
    with translation.override("fr"):
        at = found.adopted_at or found.snapshot.taken_at
        paper = report_paper(found, found.snapshot.figures, at=at)
    links = links_to_rows(user, read_period(found.period)) | _links_of_convention(user, found)
    return tuple(_linked(section, links) for section in paper.sections)


def _linked(section: Section, links: dict[str, str]) -> Section:
    """Let each key figure, chart and table of a section open on its rows."""
    blocks = (
        replace(
            block,
            keys=tuple(replace(key, url=links.get(key.rows, "")) for key in block.keys),
            url=links.get(block.rows, "") if links.get(block.rows) != f"#{section.anchor}" else "",
        )
        for block in section.blocks
    )
    return replace(section, blocks=tuple(blocks))


def _links_of_convention(user: Any, found: AnnualReport) -> dict[str, str]:
    """Where the plan and the counts of people lead, for whoever reads the convention."""
    period, slug = read_period(found.period), found.convention.slug
    if not has_role(user, *access.READERS_OF_CONVENTION):
        return {}
    links, plan = {}, found.snapshot.figures["plan"]
    if plan:
        links["plan"] = reverse("conventions:plan", args=[slug, plan["year"]])
    if period.is_calendar_year:
        links["people"] = reverse("conventions:indicator_levels", args=[slug, period.starts_on.year])
    return links


def links_to_rows(user: Any, period: Period) -> dict[str, str]:
    """Where each figure leads: to its rows for whoever may read them, else to the table of this report.

    What counts people leads to aggregates by network, structure and project, never to a person.
    """
    links = dict(TABLES)
    if user.is_authenticated:
        agreements, first, last = reverse("partners:agreements"), period.starts_on, period.ends_on
        links["born"] = f"{agreements}?born_from={first}&born_until={last}"
        links["standing"] = f"{agreements}?standing_on={last}"
    if access.can_follow_rows(user):
        counted = f"{reverse('projects:list')}?counted_from={period.starts_on}&counted_until={period.ends_on}&counting="
        links |= {name: counted + name for name in ("departed", "answered")}
        links |= {f"awarded_{section}": f"{counted}awarded&section={section}" for section in OfqjSection.values}
        links["awarded"] = f"{counted}awarded"
    return links


def _workshop(user: Any, found: AnnualReport) -> dict[str, Any]:
    """What those who make the report need: contributions, acts open to them, the job under way, who took it."""
    keeps, whole = access.can_keep(user), access.can_read_whole(user, found)
    if not (keeps or found.is_provisional):
        return {}
    rows = [(row, access.can_contribute(user, row)) for row in found.contributions.order_by("pk")]
    written = found.state in (ReportState.OPEN, ReportState.CONTRIBUTIONS_IN)
    return {
        "contributions": [(row, mine and written) for row, mine in rows if whole or mine],
        "late": bool(found.contributions_due_on) and found.contributions_due_on < calendar.today(),
        "missing": [row for row, _mine in rows if row.state != ContributionState.HANDED_IN],
        "may_build": keeps and (found.is_provisional or found.paper is None),
        "may_close": keeps and found.state == ReportState.OPEN,
        "may_present": keeps and found.state == ReportState.CONTRIBUTIONS_IN and found.snapshot is not None,
        "may_publish": access.can_publish(user) and found.state == ReportState.ADOPTED and found.paper is not None,
        "may_correct": access.can_publish(user) and _is_corrigible(found),
        "job": work_to_say(found) if whole else None,
        "votes": Vote.objects.filter(report=found).select_related("meeting", "consultation").order_by("-recorded_at")
        if whole
        else (),
        "downloads": ReportDownload.objects.filter(report=found).select_related("user")[:10] if keeps else (),
        "history": history_of(found) if keeps else (),
    }


def _is_corrigible(found: AnnualReport) -> bool:
    if found.state == ReportState.ADOPTED:
        return bool(words_taken_back_since(found, calendar.now()))
    return found.state == ReportState.PUBLISHED


def work_to_say(found: AnnualReport) -> Job | None:
    """Return the last job of this report if it is under way, or did not end well: it is said until another one does."""
    last = Job.objects.filter(unique_key=f"bilan:{found.pk}").order_by("-created_at").first()
    return last if last is not None and (last.is_live or last.state == "failed") else None


@require_safe
@signed_in
def progress(request: HttpRequest, period: str) -> HttpResponse:
    """Show how far the paper is; once it is there, htmx reloads the page."""
    found = _whole(request, period)
    job = live_job(found)
    if job is None:
        if request.headers.get("HX-Request") != "true":
            return redirect(found)
        response = HttpResponse()
        response.headers["HX-Refresh"] = "true"
        return response
    url = reverse("conventions:report_progress", args=[found.period])
    template = (
        "core/job_state.html" if request.headers.get("HX-Request") == "true" else "conventions/report_progress.html"
    )
    context = {"job": job, "poll_url": url, "report": found}
    if access.can_keep(request.user):
        context["cancel_url"] = reverse("conventions:report_stop", args=[found.period])
    return render(request, template, context)


@require_safe
@open_once_published
def document(request: HttpRequest, period: str) -> FileResponse:
    """Hand the paper over and write it in the download log."""
    found = _whole(request, period)
    paper = found.paper if request.GET.get("format") != PageSize.LETTER else letter_of(found)
    if paper is None:
        raise Http404
    answer = hand_over(paper)
    access.note_download(request.user, paper)
    return answer


def letter_of(found: AnnualReport) -> StoredFile | None:
    """Return the file in letter format that says the same as the report’s paper, once it is made."""
    editions = found.editions.filter(page_size=PageSize.LETTER, is_provisional=found.is_provisional)
    edition = editions.filter(snapshot=found.snapshot_id).select_related("file").order_by("-made_at").first()
    return edition.file if edition else None


def _whole(request: HttpRequest, period: str) -> AnnualReport:
    found = access.get_report(request.user, period)
    allow(access.can_read_whole(request.user, found))
    return found


def _private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.user.is_authenticated:
        response.headers["Cache-Control"] = "private, no-store"
    return response
