"""The officers' queue: the dossiers of their sections, with who has the ball and what is late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.roles import Role, sections_of
from partners.enums import MembershipRole
from partners.models import Membership
from projects.enums import IN_REVIEW, OWES_REPORT, ProjectState
from projects.models import Call, Project
from projects.models.visibility import examined_by
from projects.queries.lists import ListFilters, project_list_rows

#: What the queue shows unless another state is asked for: what waits for the OFQJ, or for an answer to it.
TO_EXAMINE = IN_REVIEW | {ProjectState.REPORT_SUBMITTED}
NOBODY = "personne"


@dataclass(frozen=True)
class QueueFilters:
    """What the officer asked for; an empty value keeps everything that is to be examined."""

    text: str = ""
    state: str = ""
    call: Call | None = None
    officer: str = ""
    late: bool = False


def queue_rows(user: Any, filters: QueueFilters, *, now: datetime) -> "QuerySet[Project]":
    """Return the dossiers `user` examines, the oldest filing first; `lists.rows_of` puts a page of them in words."""
    rows = project_list_rows(user, ListFilters(text=filters.text, call=filters.call))
    rows = rows.filter(examined_by(user)).select_related("call", "carrier", "officer")
    rows = rows.filter(state=filters.state) if filters.state else rows.filter(state__in=sorted(TO_EXAMINE))
    if filters.officer == NOBODY:
        rows = rows.filter(officer=None)
    elif filters.officer:
        rows = rows.filter(officer=int(filters.officer))
    if filters.late:
        rows = rows.filter(_late(now))
    return rows.order_by("submitted_at", "pk")


def _late(now: datetime) -> Q:
    """Late: complements or a report past their day, or an answer the call had promised by now."""
    today = now.astimezone(calendar.PARIS).date()
    return (
        Q(state=ProjectState.INCOMPLETE, asked_due_at__lt=now)
        | Q(state__in=sorted(OWES_REPORT), report_due_on__lt=today)
        | Q(state__in=[ProjectState.SUBMITTED, ProjectState.UNDER_REVIEW], call__answer_by__lt=today)
    )


def officers_of(sections: set[str]) -> "QuerySet[User]":
    """Return who reviews for these sections today, by name."""
    on = calendar.today()
    memberships = Membership.objects.current(on).filter(role=MembershipRole.OFFICER, structure__section__in=sections)
    return User.objects.filter(is_active=True, pk__in=memberships.values("user")).order_by("last_name", "first_name")


def sections_examined_by(user: Any) -> set[str]:
    """Return the sections for which she reviews or decides."""
    return sections_of(user, Role.OFFICER, Role.DECIDER)
