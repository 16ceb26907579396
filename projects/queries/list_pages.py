"""A page of a list of dossiers: only the columns that a row shows, in one query whose SQL is written once.

Exports go through whole lists by `lists.project_list_rows` and `queue.queue_rows`; so do lists that filter further.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast, JSONObject

from ofqj_portal.core import calendar
from ofqj_portal.core.prepared import made
from ofqj_portal.core.prepared_rows import PreparedRows, RowsOf
from projects.enums import FINISHED, SAYS_YES, ProjectState
from projects.models import AidRequest, Decision, InformationRequest, ProjectStructure
from projects.queries.lists import ListFilters, project_list_rows
from projects.queries.queue import QueueFilters, queue_rows

ROW_COLUMNS = (
    *("number", "title", "state", "places", "departs_on", "returns_on", "departed_on", "returned_on"),
    *("submitted_at", "decided_at", "announced_at", "report_due_on", "updated_at", "carrier__name"),
    *("carrier__time_zone", "call__title", "call__opens_at", "call__closes_at", "call__answer_by"),
)
ASKED = ("section", "requested_amount", "currency")
GIVEN = ("section", "state", "amount", "currency", "announced_at")
AT_HOME = 60  # dossiers of which a home says what each waits for
ON_A_SHEET = 10  # dossiers on the sheet of a structure
NAMED = ("structure_id", "side", "state", "is_lead")
OFFICER_COLUMNS = ("officer__first_name", "officer__last_name", "officer__email")


def list_page_rows(user: Any, filters: ListFilters) -> RowsOf:
    """Return the dossiers of the list, for a Paginator; `with_shares` completes a page of them."""
    return _LISTED.of(user, filters, real_now=calendar.real_now())


def queue_page_rows(user: Any, filters: QueueFilters, *, now: datetime) -> RowsOf:
    """Return the dossiers of the queue, for a Paginator; `with_shares` completes a page of them."""
    return _QUEUED.of(user, filters, now=now, today=now.astimezone(calendar.PARIS).date())


def home_page_rows(user: Any) -> list[Any]:
    """Return the dossiers of her home, those under way first; `with_shares` and `with_steps` complete them."""
    return _AT_HOME.of(user, real_now=calendar.real_now()).all()


def sheet_page_rows(user: Any, structure: int) -> list[Any]:
    """Return the dossiers of a structure, whichever its side, that `user` sees in lists: those last changed."""
    return with_shares(_OF_STRUCTURE.of(user, structure=structure, real_now=calendar.real_now()).all())


def _listed(user: Any, filters: ListFilters, *, real_now: datetime) -> "QuerySet[Any]":
    return _lean(project_list_rows(user, filters, real_now=real_now), *ROW_COLUMNS)


def _queued(user: Any, filters: QueueFilters, *, now: datetime, today: date) -> "QuerySet[Any]":
    return _lean(queue_rows(user, filters, now=now, today=today), *ROW_COLUMNS, *OFFICER_COLUMNS)


def _at_home(user: Any, _key: None, *, real_now: datetime) -> "QuerySet[Any]":
    is_over = Case(When(state__in=sorted(FINISHED), then=Value(1)), default=Value(0))
    named = ProjectStructure.objects.filter(project=OuterRef("pk")).order_by("side", "-is_lead", "pk")
    told = JSONObject(**{name: name for name in NAMED})
    rows = _lean(project_list_rows(user, real_now=real_now), *ROW_COLUMNS)
    rows = rows.annotate(structures_told=ArraySubquery(named.values(told=told)))
    return rows.order_by(is_over, "-updated_at", "-pk")[:AT_HOME]


def _of_structure(user: Any, _key: None, *, structure: int, real_now: datetime) -> "QuerySet[Any]":
    rows = project_list_rows(user, real_now=real_now).filter(structures__structure=structure)
    return _lean(rows, *ROW_COLUMNS)[:ON_A_SHEET]


def _lean(rows: Any, *columns: str) -> Any:
    """Read these columns alone, and the shares along with them."""
    aids = AidRequest.objects.filter(project=OuterRef("pk")).order_by("section")
    yeses = Decision.objects.filter(project=OuterRef("pk"), state__in=sorted(SAYS_YES)).order_by("section")
    asked = {"section": "section", "amount": Cast("requested_amount", CharField()), "currency": "currency"}
    given = {"section": "section", "amount": Cast("amount", CharField()), "currency": "currency", "state": "state"}
    return (
        rows.prefetch_related(None)
        .only(*columns)
        .annotate(
            asked_told=ArraySubquery(aids.values(told=JSONObject(**asked))),
            given_told=ArraySubquery(yeses.values(told=JSONObject(**given, announced_at="announced_at"))),
        )
    )


def with_shares(projects: Iterable[Any]) -> list[Any]:
    """Put at hand, as a prefetch would, what was asked of each section and the yeses; no query."""
    found = list(projects)
    for project in found:
        project._prefetched_objects_cache = {
            "aid_requests": [_asked(told) for told in project.asked_told],
            "decisions": [_given(told) for told in project.given_told],
        }
    return found


def with_steps(projects: Iterable[Any]) -> None:
    """Put at hand what `next_step` reads of the dossiers of `home_page_rows`: their structures, what is asked."""
    for project in projects:
        asked = project.state == ProjectState.INCOMPLETE and project.asked_due_at is not None
        project._prefetched_objects_cache |= {
            "structures": [
                made(ProjectStructure, NAMED, [told[name] for name in NAMED]) for told in project.structures_told
            ],
            "information_requests": [InformationRequest(due_at=project.asked_due_at)] if asked else [],
        }


def _asked(told: dict[str, Any]) -> AidRequest:
    return made(AidRequest, ASKED, (told["section"], Decimal(told["amount"]), told["currency"]))


def _given(told: dict[str, Any]) -> Decision:
    amount = Decimal(told["amount"]) if told["amount"] else None
    announced_at = datetime.fromisoformat(told["announced_at"]) if told["announced_at"] else None
    return made(Decision, GIVEN, (told["section"], told["state"], amount, told["currency"], announced_at))


_LISTED = PreparedRows(_listed, real_now=datetime)
_AT_HOME = PreparedRows(_at_home, real_now=datetime)
_OF_STRUCTURE = PreparedRows(_of_structure, structure=int, real_now=datetime)
_QUEUED = PreparedRows(_queued, now=datetime, today=date)
