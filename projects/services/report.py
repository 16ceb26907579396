"""The project report: started from the dossier, filled in, handed in, sent back on named points, closed (R14)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, outbox
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.versions import save_version
from projects.emails.report import ReportClosedMail, ReportSentBackMail
from projects.enums import OWES_REPORT, ProjectState, ReportPoint
from projects.models import Project, ProjectReport
from projects.ports import GroupFacts
from projects.queries.report_content import TEXTS, missing_in, open_points, report_snapshot
from projects.services.drafting import lock, touch


class ReportUnfinished(DomainError):
    """Something is still missing before the report may be handed in."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = list(missing)
        super().__init__(_("Il manque encore : %s. Votre saisie est gardée.") % ", ".join(missing))


class NamePoints(DomainError):
    """A report is sent back on named points, with words and a date to come."""


@transaction.atomic
def start_report(*, project: Project, facts: GroupFacts, by: User, now: datetime) -> ProjectReport:
    """Fill the report with who left and came back, as known now; what people wrote stays.

    Raises WrongState unless the report is due.
    """
    return open_report(_owing(project), facts, now=now)


def open_report(project: Project, facts: GroupFacts, *, now: datetime) -> ProjectReport:
    """Open the report of a locked dossier, or bring its counts up to date."""
    counts = {
        "planned_count": project.places,
        "departed_count": facts.departed,
        "returned_count": facts.returned,
        "interrupted_count": facts.interrupted,
    }
    return ProjectReport.objects.update_or_create(
        project=project, defaults=counts, create_defaults=counts | {"started_at": now}
    )[0]


@transaction.atomic
def save_report(
    *,
    project: Project,
    texts: Mapping[str, str],
    actual_amounts: Mapping[int, Decimal | None],
    version: int,
    by: User,
    now: datetime,
    reasons: Mapping[int, str] | None = None,
    hours_done: int | None = None,
) -> ProjectReport:
    """Keep what was typed: the narrative, the hours of preparation, and the real amount of each budget line (by id).

    `reasons` says, by line, what explains that it is not what was planned. Of a report that was sent back only the
    named points are written; the rest stays as it was handed in. Raises WrongState unless the report is due,
    EditedMeanwhile if somebody saved since `version` was read.
    """
    project = _owing(project)
    report = ProjectReport.objects.select_for_update().filter(project=project).first()
    report = report or open_report(project, GroupFacts(), now=now)
    if report.version != version:
        raise EditedMeanwhile(
            _("Quelqu’un a enregistré ce bilan pendant que vous écriviez. Votre texte est encore à l’écran : comparez.")
        )
    points = open_points(project, report)
    for name in set(TEXTS) & points:
        setattr(report, name, texts.get(name, getattr(report, name)))
    if ReportPoint.HOURS in points and hours_done is not None:
        report.hours_done = hours_done
    report.version += 1
    report.save()
    if ReportPoint.BUDGET in points:
        _write_lines(project, actual_amounts, reasons or {})
    record(project, "project.report_saved", by=by, report=report.pk)
    return report


def _write_lines(project: Project, amounts: Mapping[int, Decimal | None], reasons: Mapping[int, str]) -> None:
    for line in project.budget_lines.filter(pk__in=list(amounts)):
        line.actual_amount = amounts[line.pk]
        line.actual_reason = reasons.get(line.pk, line.actual_reason).strip()
        line.save(update_fields=["actual_amount", "actual_reason"])


@transaction.atomic
def submit_report(*, project: Project, by: User, now: datetime, completed_reason: str = "") -> ProjectReport:
    """Hand the report in; what it says is kept as a version, and compared once it was sent back.

    `completed_reason` marks one that the OFQJ completed (see `report_late`). Raises WrongState unless it is due,
    ReportUnfinished while something is missing.
    """
    project = _owing(project)
    report = ProjectReport.objects.select_for_update().filter(project=project).first()
    missing = missing_in(project, report)
    if missing:
        raise ReportUnfinished(missing)
    report.submitted_at, report.submitted_by = now, by
    report.points, report.points_reason = [], ""
    report.completed_reason = completed_reason
    report.save()
    save_version(report, data=report_snapshot(project, report), by=by, now=now)
    project.state = ProjectState.REPORT_SUBMITTED
    touch(project, now, fields=["state"])
    record(project, "project.report_submitted", by=by, report=report.pk, by_ofqj=bool(completed_reason))
    return report


@transaction.atomic
def send_report_back(
    *, project: Project, points: Sequence[str], reason: str, due_on: date, by: User, now: datetime
) -> ProjectReport:
    """Send the report back on named points, with what is expected and until when.

    Raises WrongState unless it was handed in, NamePoints without a point, words or a day to come.
    """
    project = lock(project)
    if project.state != ProjectState.REPORT_SUBMITTED:
        raise WrongState(_("Ce bilan n’attend pas de lecture : relisez l’état du dossier."))
    if not points or not set(points) <= set(ReportPoint.values) or not reason.strip():
        raise NamePoints(_("Nommez les points à reprendre et dites ce qui est attendu."))
    if due_on <= calendar.day_of(now):
        raise NamePoints(_("Laissez du temps pour répondre : choisissez une date à venir."))
    report = ProjectReport.objects.select_for_update().get(project=project)
    report.points, report.points_reason = list(points), reason.strip()
    report.sent_back_at, report.sent_back_by = now, by
    report.save()
    project.state, project.report_due_on = ProjectState.REPORT_INCOMPLETE, due_on
    touch(project, now, fields=["state", "report_due_on"])
    outbox.queue(ReportSentBackMail(report, due_on))
    record(project, "project.report_sent_back", by=by, report=report.pk, points=list(points))
    return report


@transaction.atomic
def close_project(*, project: Project, by: User, now: datetime) -> Project:
    """Accept the report and close the dossier; the balance may be paid. Raises WrongState unless it was handed in."""
    project = lock(project)
    if project.state != ProjectState.REPORT_SUBMITTED:
        raise WrongState(_("Ce bilan n’attend pas de lecture : relisez l’état du dossier."))
    project.state, project.closed_at = ProjectState.CLOSED, now
    touch(project, now, fields=["state", "closed_at"])
    outbox.queue(ReportClosedMail(project))
    record(project, "project.closed", by=by)
    return project


def _owing(project: Project) -> Project:
    project = lock(project)
    if project.state not in OWES_REPORT:
        raise WrongState(_("Aucun bilan n’est attendu sur ce dossier : relisez son état."))
    return project
