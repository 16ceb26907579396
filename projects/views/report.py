"""The project report: written by the carrier, read by the OFQJ."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import StateForbids, only_by_post, signed_in
from ofqj_portal.core.forms import OnceForm
from projects import access
from projects.enums import AFTER_RETURN, OWES_REPORT, ProjectState, ReportPoint
from projects.forms.report import LateReportForm, ReportForm, SendBackForm
from projects.models import Project, ProjectReport
from projects.queries.report_content import changes_since_sent_back, missing_in, points_of, texts_of
from projects.queries.reports import may_be_taken_over, reached_of, report_summary
from projects.services.report import close_project, save_report, send_report_back, submit_report
from projects.services.report_late import complete_late_report
from projects.views.acts import perform, posted

HAND_IN = "remettre"


@require_http_methods(["GET", "POST"])
@signed_in
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Write the report while it is due, read it afterwards."""
    project = access.get_project(request.user, number, may=access.can_read_report, states=AFTER_RETURN)
    written = ProjectReport.objects.filter(project=project).first()
    if project.state in OWES_REPORT and access.can_report(request.user, project):
        return _write(request, project, written)
    return render(request, "projects/report.html", _reading(request, project, written))


def _reading(request: HttpRequest, project: Project, written: ProjectReport | None) -> dict[str, Any]:
    judges = access.can_examine(request.user, project)
    texts = [ReportPoint(name) for name in texts_of(project)]
    return {
        "project": project,
        "report": written,
        "summary": report_summary(project, written) if written else None,
        "texts": [(point.label, getattr(written, point)) for point in texts] if written else [],
        "changes": changes_since_sent_back(written) if written else [],
        "may_complete": judges and may_be_taken_over(project, calendar.today()),
        "may_open_album": judges or access.can_report(request.user, project),
        "may_judge": judges and project.state == ProjectState.REPORT_SUBMITTED,
        "form": OnceForm(),
    }


def _write(request: HttpRequest, project: Project, written: ProjectReport | None) -> HttpResponse:
    written = written or ProjectReport(project=project, planned_count=project.places)
    lines = list(project.budget_lines.select_related("account"))
    form, status = ReportForm(posted(request), project=project, report=written, lines=lines), 200
    if form.is_valid():
        facts = {"project": project, "by": request.user, "now": calendar.now()}
        status = perform(form, _save_or_hand_in, form=form, hand_in=HAND_IN in request.POST, **facts)
        if status is None and HAND_IN in request.POST:
            messages.success(request, _("Votre bilan est remis. L’OFQJ le lit et vous répond."))
            return redirect(project)
        if status is None:
            messages.success(request, _("Bilan enregistré. Vous pouvez le reprendre quand vous voulez."))
            return redirect("projects:report", project.number)
    return render(request, "projects/report_write.html", _writing(project, written, form), status=status)


def _writing(project: Project, written: ProjectReport, form: ReportForm) -> dict[str, Any]:
    labels = [ReportPoint(point).label for point in points_of(project) if point in written.points]
    return {
        "project": project,
        "report": written,
        "form": form,
        "missing": missing_in(project, written),
        "reached": reached_of(project, written),
        "points": labels,
        "share": project.call_rules.report_line_pct,
    }


def _save_or_hand_in(*, form: ReportForm, hand_in: bool, **facts: Any) -> None:
    save_report(**facts, **form.facts())
    if hand_in:
        submit_report(**facts)


@require_http_methods(["GET", "POST"])
@signed_in
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Send the report back on named points."""
    states = [ProjectState.REPORT_SUBMITTED]
    project = access.get_project(request.user, number, may=access.can_examine, states=states)
    form, status = SendBackForm(posted(request), project=project), 200
    if form.is_valid():
        facts = {"project": project, "by": request.user, "now": calendar.now()}
        status = perform(form, send_report_back, **facts, **form.cleaned_data)
        if status is None:
            messages.success(request, _("Bilan renvoyé. La structure reçoit un message."))
            return redirect("projects:report", project.number)
    return render(request, "projects/report_send_back.html", {"project": project, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def complete(request: HttpRequest, number: str) -> HttpResponse:
    """Complete, for the OFQJ, a report that its carrier leaves waiting for very long."""
    project = access.get_project(request.user, number, may=access.can_examine, states=OWES_REPORT)
    if not may_be_taken_over(project, calendar.today()):
        raise StateForbids(_("Ce bilan n’est pas assez en retard pour être complété à la place de la structure."))
    written = ProjectReport.objects.filter(project=project).first()
    written = written or ProjectReport(project=project, planned_count=project.places)
    lines = list(project.budget_lines.select_related("account"))
    form, status = LateReportForm(posted(request), project=project, report=written, lines=lines), 200
    if form.is_valid():
        facts = {"project": project, "on": calendar.today(), "by": request.user, "now": calendar.now()}
        status = perform(form, complete_late_report, **facts, **form.facts())
        if status is None:
            messages.success(request, _("Bilan complété et remis. La structure reçoit un message."))
            return redirect("projects:report", project.number)
    context = _writing(project, written, form) | {"for_ofqj": True}
    return render(request, "projects/report_write.html", context, status=status)


@signed_in
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Accept the report and close the dossier."""
    project = access.get_project(request.user, number, may=access.can_examine)
    only_by_post(request)
    form = OnceForm(request.POST)
    form.is_valid()
    status = perform(form, close_project, project=project, by=request.user, now=calendar.now())
    if status is None:
        messages.success(request, _("Le dossier est clos. Le solde peut être versé."))
        return redirect("projects:report", project.number)
    project = access.get_project(request.user, number)
    written = ProjectReport.objects.filter(project=project).first()
    context = _reading(request, project, written) | {"form": form}
    return render(request, "projects/report.html", context, status=status)
