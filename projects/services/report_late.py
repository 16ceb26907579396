"""A report that its carrier leaves waiting for very long: the OFQJ completes it, and it is marked as such."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import outbox
from ofqj_portal.core.errors import DomainError, WrongState
from projects.emails.report import ReportCompletedMail
from projects.models import Project, ProjectReport
from projects.queries.reports import may_be_taken_over
from projects.services.drafting import lock
from projects.services.report import save_report, submit_report
from projects.services.review import refuse_conflict


class CompletionUnexplained(DomainError):
    """Completing somebody else's report says why."""


@transaction.atomic
def complete_late_report(
    *,
    project: Project,
    texts: Mapping[str, str],
    actual_amounts: Mapping[int, Decimal | None],
    why: str,
    on: date,
    by: User,
    now: datetime,
    **more: Any,
) -> ProjectReport:
    """Write what is missing in the carrier's place and hand the report in; its people are told.

    `more` is what `save_report` takes besides: version, reasons, hours_done. Raises WrongState unless it has been late
    on the day `on` for as long as the call says, CompletionUnexplained, ConflictOfInterest, EditedMeanwhile,
    ReportUnfinished.
    """
    project = lock(project)
    refuse_conflict(project, by)
    if not may_be_taken_over(project, on):
        raise WrongState(_("Ce bilan n’est pas assez en retard pour être complété à la place de la structure."))
    if not why.strip():
        raise CompletionUnexplained(_("Dites pourquoi vous le complétez : ces mots restent sur le bilan."))
    save_report(project=project, texts=texts, actual_amounts=actual_amounts, by=by, now=now, **more)
    report = submit_report(project=project, by=by, now=now, completed_reason=why.strip())
    outbox.queue(ReportCompletedMail(project))
    return report
