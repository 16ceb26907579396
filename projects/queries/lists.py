"""The list of dossiers: which ones, and what each row says to its reader."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.money import Money, total
from ofqj_portal.core.roles import Role, led_project_ids, structure_ids
from ofqj_portal.core.shores import format_date, format_money, reader_zone
from ofqj_portal.core.templatetags.portal import civil_date, plural
from partners.models import Structure
from projects.enums import AFTER_DEPARTURE, DECIDED, SAYS_YES, HostingState, ProjectState, Side
from projects.labels import Reader, StateLabel, state_label
from projects.models import ChangeRequest, InformationRequest, Project, ProjectStructure
from projects.models.project_indexes import YearOf
from projects.queries.agreements import money_wait
from projects.queries.changes import change_that_holds
from projects.queries.conditions import awaits_lifting, conditions_due
from projects.queries.counted import Counted, counted_rows
from projects.queries.deadlines import deadline_of
from projects.queries.next_step import holder_label, holder_of, host_may_answer
from projects.queries.readers import reads_for_ofqj, shown_state, shown_state_expression


@dataclass(frozen=True)
class ListFilters:
    """What the reader asked for; an empty value keeps everything."""

    text: str = ""
    state: str = ""
    call: Any = None
    year: int | None = None
    direction: str = ""
    structure: str = ""
    counted: Counted | None = None


@dataclass(frozen=True)
class ProjectRow:
    """One line of a list of dossiers, in the words of its reader."""

    project: Project
    hosts: str
    label: StateLabel
    holder: str
    is_mine: bool
    due_at: datetime | None
    due: str
    late: bool
    aids: list[Money]
    is_awarded: bool
    may_open: bool
    awarded_by: dict[str, Money] = field(default_factory=dict)  # by section, as far as the reader may know

    @property
    def facts(self) -> str:
        """The line under its title: its number, who carries it, who hosts."""
        return " · ".join(word for word in (self.project.number, self.project.carrier.name, self.hosts) if word)

    @property
    def stay(self) -> str:
        """How many go, and when."""
        project, words = self.project, []
        if project.places:
            words.append(plural(project.places, "place,places"))
        if project.departs_on:
            days = {"from": civil_date(project.departs_on, "short"), "to": civil_date(project.returns_on, "short")}
            words.append(_("du %(from)s au %(to)s") % days)
        return " · ".join(words)

    @property
    def amounts(self) -> list[str]:
        """Its aids as the reader's shore writes them."""
        return [format_money(aid) for aid in self.aids]


def project_list_rows(
    user: Any, filters: ListFilters | None = None, *, real_now: datetime | None = None
) -> "QuerySet[Project]":
    """Return the dossiers `user` sees in lists, the last changed first; `rows_of` puts a page of them in words."""
    return with_row_facts(listed_rows(user, filters or ListFilters(), real_now or calendar.real_now()), user)


def listed_rows(user: Any, filters: ListFilters, real_now: datetime) -> Any:
    """Return the dossiers of a list without what its rows say."""
    return _filtered(Project.objects.listed_to(user), filters, user, real_now)


def with_row_facts(rows: Any, user: Any) -> Any:
    """Bring along what a row says of each dossier; the last changed first."""
    hosts = (
        ProjectStructure.objects.filter(project=OuterRef("pk"), side=Side.HOST)
        .exclude(state=HostingState.REFUSED)
        .order_by()
        .values("project")
        .annotate(names=StringAgg("structure__name", ", ", order_by=["structure__name"]))
        .values("names")
    )
    due = InformationRequest.objects.open().filter(project=OuterRef("pk")).order_by().values("due_at")[:1]
    change = ChangeRequest.objects.open().filter(project=OuterRef("pk")).order_by().values("state")[:1]
    return (
        rows.select_related("call", "carrier")
        .prefetch_related("aid_requests", "decisions")
        .annotate(
            host_names=Coalesce(Subquery(hosts), Value(""), output_field=TextField()),
            open_change_state=Subquery(change),
            asked_due_at=Case(
                When(state=ProjectState.INCOMPLETE, then=Subquery(due)),
                When(state=ProjectState.CONDITIONALLY_ACCEPTED, then=conditions_due()),
            ),
            awaits_lifting=Case(
                When(state=ProjectState.CONDITIONALLY_ACCEPTED, then=awaits_lifting()), default=Value(False)
            ),
            **_of_ours(structure_ids(user, Role.ADVISER, Role.MANAGER)),
        )
        .order_by("-updated_at", "-pk")
    )


def _of_ours(ours: Collection[int]) -> dict[str, Any]:
    """Build what only the structures of a dossier are told; whoever is of none does not make the database look."""
    if not ours:
        no = Value(False)
        return {"money_wait": Value(""), "we_carry": no, "we_host": no, "we_are_asked": no}
    mine = ProjectStructure.objects.filter(project=OuterRef("pk"), structure__in=ours)
    return {
        "money_wait": money_wait(),
        "we_carry": Exists(mine.filter(side=Side.CARRIER)),
        "we_host": Exists(mine.filter(side=Side.HOST).exclude(state=HostingState.REFUSED)),
        "we_are_asked": Exists(mine.filter(side=Side.HOST, state=HostingState.INVITED)),
    }


def _filtered(rows: Any, filters: ListFilters, user: Any, real_now: datetime) -> Any:
    if filters.text.strip():
        rows = rows.matching(filters.text)
    if filters.state and reads_for_ofqj(user):
        rows = rows.filter(state=filters.state)
    elif filters.state:
        rows = rows.alias(shown=shown_state_expression(real_now)).filter(shown=filters.state)
    if filters.call:
        rows = rows.filter(call=filters.call)
    if filters.year:
        rows = rows.alias(year=YearOf("departs_on")).filter(year=filters.year)
    if filters.direction:
        rows = rows.filter(direction=filters.direction)
    if filters.counted:
        ofqj = reads_for_ofqj(user)
        rows = counted_rows(rows, filters.counted, real_now=real_now, for_ofqj=ofqj)
    if filters.structure.strip():
        named = ProjectStructure.objects.filter(
            structure__in=Structure.objects.matching(filters.structure).values("pk")
        )
        rows = rows.filter(pk__in=named.exclude(state=HostingState.REFUSED).values("project"))
    return rows


def rows_of(projects: Iterable[Project], user: Any, *, now: datetime) -> list[ProjectRow]:
    """Put a page of `project_list_rows` into words, without a query a row."""
    ofqj, led, real_now = reads_for_ofqj(user), led_project_ids(user), calendar.real_now()
    return [_row(project, _reader(project, ofqj, led), now, real_now) for project in projects]


def waiting_for_her(projects: Iterable[Any], user: Any, *, now: datetime) -> list[Any]:
    """Keep, of `project_list_rows`, the dossiers that wait for the side of `user`: those whose row `is_mine`."""
    ofqj, led, real_now = reads_for_ofqj(user), led_project_ids(user), calendar.real_now()
    kept = []
    for project in projects:
        reader = _reader(project, ofqj, led)
        state = shown_state(project, reader, real_now)
        if _is_mine(project, reader, state, holder_of(project, state, now), now):
            kept.append(project)
    return kept


def _is_mine(project: Any, reader: Reader, state: str, holder: str, now: datetime) -> bool:
    return holder == reader or _must_answer(project, reader, state, now) or _owes_for_money(project, reader, now)


def _reader(project: Any, ofqj: bool, led: set[int]) -> Reader:
    if project.we_carry:
        return Reader.CARRIER
    if project.we_host or project.pk in led:
        return Reader.HOST
    return Reader.OFQJ if ofqj else Reader.OTHER


def _row(project: Any, reader: Reader, now: datetime, real_now: datetime) -> ProjectRow:
    state = shown_state(project, reader, real_now)
    due_at = deadline_of(project, project.asked_due_at) if state == project.state else None
    late = bool(due_at and due_at < now and state != "draft")
    holder = holder_of(project, state, now)
    told = _told(project, reader, real_now)
    awarded_by = {decision.section: Money(decision.amount, decision.currency) for decision in told}
    awarded = _by_currency(awarded_by.values())
    return ProjectRow(
        project=project,
        hosts=project.host_names,
        label=state_label(state, reader, late=late),
        holder=holder_label(project, holder),
        is_mine=_is_mine(project, reader, state, holder, now),
        due_at=due_at,
        due=_due_words(due_at, late),
        late=late,
        aids=awarded or _asked(project),
        is_awarded=bool(awarded),
        may_open=reader != Reader.OTHER,
        awarded_by=awarded_by,
    )


def _must_answer(project: Any, reader: Reader, state: str, now: datetime) -> bool:
    """Say whether the reader's structure is invited and has not said yet whether it takes part."""
    return reader == Reader.HOST and project.we_are_asked and host_may_answer(project, state, now)


def _owes_for_money(project: Any, reader: Reader, now: datetime) -> bool:
    """Say whether the money waits for the reader's structure; a change that is open comes first, as in `next_step`."""
    return reader == Reader.CARRIER and bool(project.money_wait) and not change_that_holds(project, now)


def _due_words(due_at: datetime | None, late: bool) -> str:
    if due_at is None:
        return ""
    day = format_date(due_at.astimezone(reader_zone()).date(), "day")
    return _("depuis le %s") % day if late else _("avant le %s") % day


def _asked(project: Project) -> list[Money]:
    return _by_currency(Money(aid.requested_amount, aid.currency) for aid in _at_hand(project, "aid_requests"))


def _told(project: Any, reader: Reader, real_now: datetime) -> list[Any]:
    """The sections' yeses, as `reader` may know them: the structures learn them when the letters leave."""
    given = [decision for decision in _at_hand(project, "decisions") if decision.state in SAYS_YES]
    if reader == Reader.OFQJ or project.state in AFTER_DEPARTURE:  # a group that has left knows its aid, letter or not
        return given
    return [d for d in given if d.announced_at and d.announced_at <= real_now and state_is_answered(project)]


def _at_hand(project: Project, name: str) -> Iterable[Any]:
    """Return rows that came with the dossier, without the manager that Django makes for each dossier to hand them."""
    came = getattr(project, "_prefetched_objects_cache", {}).get(name)
    return getattr(project, name).all() if came is None else came


def state_is_answered(project: Project) -> bool:
    """Say whether the whole dossier is answered, and not only one section's share."""
    return project.state in DECIDED


def hosts_of(project: Project) -> str:
    """Name the structures that host, or were asked to; for one dossier whose structures are at hand."""
    rows = [row for row in project.structures.all() if row.side == Side.HOST and row.state != HostingState.REFUSED]
    return ", ".join(sorted(row.structure.name for row in rows))


def _by_currency(amounts: Iterable[Money]) -> list[Money]:
    """Add what shares a currency; euros and dollars stand side by side."""
    amounts = list(amounts)
    if len(amounts) < 2:
        return amounts
    return [
        total([m for m in amounts if m.currency == c], c) for c in sorted({m.currency for m in amounts}, reverse=True)
    ]
