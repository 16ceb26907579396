"""The officers' queue: the dossiers of their sections, with who has the ball and what is late."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.addresses import address_of
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.roles import Role, sections_of
from ofqj_portal.core.templatetags.portal import civil_date, plural
from ofqj_portal.notifications.models import SavedView
from partners.enums import MembershipRole
from partners.models import Membership
from projects.enums import IN_REVIEW, OWES_REPORT, TO_EXAMINE, ProjectState
from projects.models import Call, InformationRequest, Label, Project, ProjectLabel
from projects.models.project import A_NUMBER
from projects.models.visibility import examined_by
from projects.queries.lists import ProjectRow, rows_of, with_row_facts
from projects.queries.review_clock import ReviewClock, clock_of, with_waiting
from projects.queries.team import label_names

NOBODY = "personne"
QUEUE = "queue"  # the list, for those who keep views of it


@dataclass(frozen=True)
class QueueFilters:
    """What the officer asked for, codes and keys as the address holds them; an empty value keeps everything."""

    text: str = ""
    state: str = ""
    call: str = ""
    officer: str = ""
    label: str = ""
    late: bool = False


@dataclass(frozen=True)
class Load:
    """How many dossiers one officer has open, and how many of them are late; without a key, those nobody took."""

    key: str
    name: str
    open: int
    late: int


@dataclass(frozen=True)
class QueueChoices:
    """What the queue may be filtered by, (key, words): her sections' calls, officers and labels; and the load."""

    calls: list[tuple[str, str]] = field(default_factory=list)
    officers: list[tuple[str, str]] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue: the row of every list, and what only the team sees."""

    row: ProjectRow
    clock: ReviewClock | None
    labels: list[str]

    @property
    def project(self) -> Project:
        return self.row.project

    @property
    def facts(self) -> str:
        """The line under its title: its number, who carries it."""
        return f"{self.project.number} · {self.project.carrier.name}"

    @property
    def url(self) -> str:
        """Where the dossier is reviewed."""
        return address_of("projects:review", self.project.number, A_NUMBER)

    @property
    def filed(self) -> str:
        """The day of its filing, on the reader's clock."""
        filed_at = self.project.submitted_at
        return civil_date(filed_at and timezone.localtime(filed_at), "medium")

    @property
    def places(self) -> str:
        return plural(self.project.places, _("place,places"))


def queue_rows(user: Any, filters: QueueFilters, *, now: datetime, today: date | None = None) -> "QuerySet[Project]":
    """Return the dossiers `user` examines, the oldest filing first; `queue_lines` puts a page of them in words."""
    sections = sections_examined_by(user)
    rows = Project.objects.filter(examined_by(user)).matching(filters.text)
    rows = rows.filter(state=filters.state) if filters.state else rows.filter(state__in=sorted(TO_EXAMINE))
    if filters.call:
        rows = rows.filter(call__code=filters.call)
    if filters.officer == NOBODY:
        rows = rows.filter(officer=None)
    elif filters.officer:
        rows = rows.filter(officer=int(filters.officer))
    if filters.label:
        worn = ProjectLabel.objects.filter(label=int(filters.label), label__section__in=sections)
        rows = rows.filter(pk__in=worn.values("project"))
    if filters.late:
        rows = rows.filter(_late(now, today or civil_day(now)))
    rows = with_row_facts(rows, user).select_related("call", "carrier", "officer")
    return with_waiting(rows, now).annotate(label_names=label_names(sections)).order_by("submitted_at", "pk")


def queue_lines(projects: Iterable[Any], user: Any, *, now: datetime) -> list[QueueRow]:
    """Put a page of `queue_rows` into words, without a query a row."""
    return [
        QueueRow(row, clock_of(row.project, now=now), row.project.label_names or [])  # type: ignore[attr-defined]
        for row in rows_of(projects, user, now=now)
    ]


def civil_day(now: datetime) -> date:
    """Return the day in Paris, by which what is late is counted."""
    return now.astimezone(calendar.PARIS).date()


def _late(now: datetime, today: date) -> Q:
    """Late: complements or a report past their day, or an answer the call had promised by now."""
    overdue = InformationRequest.objects.open().filter(due_at__lt=now).order_by().values("project")
    return (
        Q(state=ProjectState.INCOMPLETE, pk__in=overdue)
        | Q(state__in=sorted(OWES_REPORT), report_due_on__lt=today)
        | Q(state__in=[ProjectState.SUBMITTED, ProjectState.UNDER_REVIEW], call__answer_by__lt=today)
    )


def queue_views(user: Any) -> list[SavedView]:
    """Return the views of the queue that `user` may open: her own, and those shared with her sections."""
    return _VIEWS.of(user, tuple(circles_of(user))).all()


def _view_rows(user: Any, circles: tuple[str, ...]) -> "QuerySet[SavedView]":
    columns = ("query", "name", "circle", "is_default", "owner__first_name", "owner__last_name", "owner__email")
    return SavedView.objects.seen_by(user, page=QUEUE, circles=circles).select_related("owner").only(*columns)


_VIEWS = PreparedRows(_view_rows)


def circles_of(user: Any) -> list[str]:
    """Name the circles with whom a view of the queue is shared: the sections that `user` examines for."""
    return [f"section:{section}" for section in sorted(sections_examined_by(user))]


def queue_choices(user: Any, *, now: datetime) -> QueueChoices:
    """Ask once for all that the queue of `user` may be filtered by, and for the load of each of her officers."""
    return _choices(_CHOICES.of(user, now=now, today=civil_day(now), on=calendar.today()).all())


def _choice_rows(user: Any, _filters: None, *, now: datetime, today: date, on: date) -> Any:
    sections = sections_examined_by(user)
    calls = Call.objects.filter(envelopes__section__in=sections).order_by().distinct()
    opened = Project.objects.filter(examined_by(user), state__in=sorted(IN_REVIEW)).order_by()
    name = Concat("first_name", Value(" "), "last_name", output_field=TextField())
    parts = [
        _part(calls, "call", "code", F("title")),
        _part(officers_of(sections, on).order_by(), "officer", "pk", name),
        _part(Label.objects.of_sections(sections).order_by(), "label", "pk", F("name")),
        opened.values("officer").annotate(
            kind=Value("load", CharField()),
            key=Coalesce(Cast("officer", TextField()), Value("", TextField())),
            words=Value("", TextField()),
            open=Count("pk", distinct=True),
            late=Count("pk", filter=_late(now, today), distinct=True),
        ),
    ]
    columns = ("kind", "key", "words", "open", "late")
    first, *others = [part.values_list(*columns) for part in parts]
    return first.union(*others, all=True)


_CHOICES = PreparedRows(_choice_rows, now=datetime, today=date, on=date)


def _part(rows: Any, kind: str, key: str, words: Any) -> Any:
    none = Value(0)
    return rows.annotate(
        kind=Value(kind, CharField()),
        key=Cast(key, TextField()),
        words=Cast(words, TextField()),
        open=none,
        late=none,
    )


def _choices(found: list[Any]) -> QueueChoices:
    named: dict[str, list[tuple[str, str]]] = {"call": [], "officer": [], "label": []}
    counts: dict[str, tuple[int, int]] = {}
    for kind, key, words, opened, late in found:
        if kind == "load":
            counts[key] = (opened, late)
        else:
            named[kind].append((key, words.strip()))
    for choices in named.values():
        choices.sort(key=lambda choice: choice[1].casefold())
    everybody = [*named["officer"], ("", "")] if "" in counts else named["officer"]
    loads = [Load(key, name, *counts.get(key, (0, 0))) for key, name in everybody]
    return QueueChoices(named["call"], named["officer"], named["label"], loads)


def officers_of(sections: set[str], on: date | None = None) -> "QuerySet[User]":
    """Return who reviews for these sections on a day (today unless it is said), by name."""
    memberships = Membership.objects.current(on or calendar.today()).filter(
        role=MembershipRole.OFFICER, structure__section__in=sections
    )
    return User.objects.filter(is_active=True, pk__in=memberships.values("user")).order_by("last_name", "first_name")


def sections_examined_by(user: Any) -> set[str]:
    """Return the sections for which she reviews or decides."""
    return sections_of(user, Role.OFFICER, Role.DECIDER)
