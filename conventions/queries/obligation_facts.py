"""What was done of what the texts ask, all of it read at once: the register of obligations is computed from it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from conventions.enums import ReportState
from conventions.models import ActionItem, ActionPlan, AnnualReport, Convention, Meeting, ReportContribution
from ofqj_portal.core.calendar import PARIS


@dataclass(frozen=True)
class Facts:
    """Plans (state by year), meetings not cancelled (day, key), versions of reports (period, state), in order.

    `contributions` still written are (period, body, state, due day); `actions` not done (key, meeting, title, owner,
    due day).
    """

    plans: dict[int, str]
    meetings: tuple[tuple[date, int], ...]
    reports: tuple[tuple[str, str], ...]
    contributions: tuple[tuple[str, str, str, date], ...]
    actions: tuple[tuple[int, int, str, str, date], ...]


def facts_of(convention: Convention) -> Facts:
    """Read the facts of a convention, in one query."""
    plans = ActionPlan.objects.filter(convention=OuterRef("pk")).order_by("year")
    meetings = Meeting.objects.filter(committee__convention=OuterRef("pk"), cancelled_at=None).order_by("meets_at")
    reports = AnnualReport.objects.filter(convention=OuterRef("pk")).order_by("version")
    written = ReportContribution.objects.filter(
        report__convention=OuterRef("pk"), report__state__in=[ReportState.OPEN, ReportState.CONTRIBUTIONS_IN],
        report__contributions_due_on__isnull=False,
    ).order_by("report__starts_on", "body")  # fmt: skip
    actions = ActionItem.objects.filter(meeting__committee__convention=OuterRef("pk"), done_on=None)
    found = Convention.objects.values_list(
        _rows(plans, "year", "state"),
        _rows(meetings, "meets_at", "pk"),
        _rows(reports, "period", "state"),
        _rows(written, "report__period", "body", "state", "report__contributions_due_on"),
        _rows(actions.order_by("due_on", "pk"), "pk", "meeting", "title", "owner", "due_on"),
    ).get(pk=convention.pk)
    states, meets, versions, parts, acts = [[tuple(row[key] for key in sorted(row)) for row in rows] for rows in found]
    return Facts(
        plans=dict(states),
        meetings=tuple((datetime.fromisoformat(at).astimezone(PARIS).date(), key) for at, key in meets),
        reports=tuple(versions),
        contributions=tuple((*said, date.fromisoformat(due_on)) for *said, due_on in parts),
        actions=tuple((*said, date.fromisoformat(due_on)) for *said, due_on in acts),
    )


def _rows(found: QuerySet[Any], *columns: str) -> Any:
    """Give these columns of the rows as an array of JSON objects, whose keys are the ranks of the columns."""
    return ArraySubquery(found.values(said=JSONObject(**{f"c{rank}": name for rank, name in enumerate(columns)})))
