"""The project report: written by the carrier, read by the OFQJ."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, signed_in
from ofqj_portal.core.forms import OnceForm
from projects import access
from projects.enums import AFTER_RETURN, OWES_REPORT, ProjectState
from projects.forms.report import ReportForm, SendBackForm
from projects.models import Project, ProjectReport
from projects.queries.reports import report_summary
from projects.services.report import close_project, missing_in, save_report, send_report_back, submit_report
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
    return {
        "project": project,
        "report": written,
        "summary": report_summary(project, written) if written else None,
        "may_judge": judges and project.state == ProjectState.REPORT_SUBMITTED,
        "form": OnceForm(),
    }


def _write(request: HttpRequest, project: Project, written: ProjectReport | None) -> HttpResponse:
    written = written or ProjectReport(project=project, planned_count=project.places)
    lines = list(project.budget_lines.select_related("account"))
    form, status = ReportForm(posted(request), report=written, lines=lines), 200
    if form.is_valid():
        facts = {"project": project, "by": request.user, "now": calendar.now()}
        status = perform(form, _save_or_hand_in, form=form, hand_in=HAND_IN in request.POST, **facts)
        if status is None and HAND_IN in request.POST:
            messages.success(request, _("Votre bilan est remis. L’OFQJ le lit et vous répond."))
            return redirect(project)
        if status is None:
            messages.success(request, _("Bilan enregistré. Vous pouvez le reprendre quand vous voulez."))
            return redirect("projects:report", project.number)
    context = {"project": project, "report": written, "form": form, "missing": missing_in(project, written)}
    return render(request, "projects/report_write.html", context, status=status)


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
    form, status = SendBackForm(posted(request)), 200
    if form.is_valid():
        facts = {"project": project, "by": request.user, "now": calendar.now()}
        status = perform(form, send_report_back, **facts, **form.cleaned_data)
        if status is None:
            messages.success(request, _("Bilan renvoyé. La structure reçoit un message."))
            return redirect("projects:report", project.number)
    return render(request, "projects/report_send_back.html", {"project": project, "form": form}, status=status)


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
