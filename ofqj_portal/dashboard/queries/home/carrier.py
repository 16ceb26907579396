"""The home of a structure's people and of the leaders: their dossiers, what each waits for, what is ahead."""

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Q
from django.db.models.functions import ExtractYear, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ofqj_portal.core import calendar
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.roles import structure_ids
from ofqj_portal.core.row_by_row import AmongFound
from ofqj_portal.core.shores import format_both_shores, format_date
from ofqj_portal.dashboard.queries.home.counting import count_of
from ofqj_portal.dashboard.queries.home.parts import Coming, Figure, Home, Task
from ofqj_portal.dashboard.queries.home.years import stays_by_year, years_to
from participants.models import Participant, Participation
from partners.models import Agreement, Structure
from projects.access import can_create
from projects.advice_access import can_ask
from projects.enums import DECIDED_YES
from projects.models import AdviceRequest, Call, Project
from projects.models.visibility import FILING_ROLES
from projects.queries import NextStep, next_step, rows_of
from projects.queries.advice import advice_waiting
from projects.queries.list_pages import home_page_rows, with_shares, with_steps
from projects.queries.lists import waiting_for_her
from projects.queries.money_step import bring_money

SHOWN = 8
STEPS_SHOWN = 6


def add_to(home: Home, user: Any, now: datetime) -> None:
    """Add the next steps that are hers, her dossiers under way, the year in figures, and what comes."""
    found = home_page_rows(user)
    shown, mine = found[:SHOWN], waiting_for_her(found, user, now=now)
    with_steps(with_shares(mine))
    bring_money(mine, user)
    steps = [(project, next_step(project, user, now=now)) for project in mine]
    tasks = sorted((_task(project, step) for project, step in steps if not step.idle), key=lambda task: task.rank)
    home.tasks += tasks[:STEPS_SHOWN]
    home.more_tasks = len(tasks[STEPS_SHOWN:])
    home.tasks += [_answered(request) for request in advice_waiting(user)[:3]] if can_ask(user) else []
    home.projects += rows_of(with_shares(shown), user, now=now)
    home.has_projects_table = True
    home.may_file = can_create(user)
    home.coming += _departures(found, user, now)
    _add_figures(home, user, now)


def _task(project: Project, step: NextStep) -> Task:
    return Task(
        what=_("%(what)s · « %(title)s »") % {"what": step.what, "title": project.title},
        url=step.url or project.get_absolute_url(),
        action=step.action or _("Ouvrir"),
        when=step.when,
        due_at=step.due_at,
        blocks=step.blocks,
        late=step.late,
    )


def _answered(request: AdviceRequest) -> Task:
    return Task(
        what=_("L’OFQJ a répondu : « %s »") % request.subject,
        url=reverse("projects:advice", args=[request.pk]),
        action=_("Lire la réponse"),
    )


def _add_figures(home: Home, user: Any, now: datetime) -> None:
    """Add the year in figures, the young people of the last years as a chart, and the calls that close next."""
    if not structure_ids(user, *FILING_ROLES):
        home.coming += [_closing(call) for call in _next_to_close(now)]
        return
    today = calendar.day_of(now)
    stays, active, calls = _counted(user, now)
    home.coming += [_closing(call) for call in calls]
    left, people = stays.get(today.year, (0, 0))
    home.figures += [
        Figure(str(left), ngettext("jeune parti", "jeunes partis", left), detail=_people(left, people)),
        Figure(str(active), ngettext("entente active", "ententes actives", active), url=reverse("partners:agreements")),
    ]
    if chart := stays_by_year({year: count for year, (count, _people) in stays.items()}, last=today.year):
        home.charts.append(chart)


def _counted(user: Any, now: datetime) -> tuple[dict[int, tuple[int, int]], int, Any]:
    """Count the stays of the last years with the people who made them, and the agreements that hold; name the calls
    that close next. All in one query.
    """
    rows = _COUNTS.of(user, now.year, now=now, today=calendar.day_of(now)).all()
    by_year, active, calls = rows[0] if rows else ((), 0, ())
    return {row["year"]: (row["stays"], row["people"]) for row in by_year}, active, calls


def _counts(user: Any, year: int, *, now: datetime, today: date) -> Any:
    ours, years = structure_ids(user, *FILING_ROLES), years_to(year)
    days = (date(years[0], 1, 1), date(years[-1], 12, 31))
    people = Participant.objects.filter(structure__in=ours).values("pk")
    left = Participation.objects.filter(AmongFound(people, of="participant"), departed_on__range=days)
    by_year = left.order_by().annotate(year=ExtractYear("departed_on")).values("year")
    counted = by_year.annotate(stays=Count("pk"), people=Count("participant", distinct=True))
    agreements = Agreement.objects.active_on(today).filter(Q(first_structure__in=ours) | Q(second_structure__in=ours))
    return (
        Structure.objects.filter(pk__in=ours)
        .order_by()
        .values_list(
            ArraySubquery(counted.values(row=JSONObject(year="year", stays="stays", people="people"))),
            count_of(agreements),
            ArraySubquery(_next_to_close(now)),
        )[:1]
    )


_COUNTS = PreparedRows(_counts, now=datetime, today=date)


def _next_to_close(now: datetime) -> Any:
    """Tell the open calls that close next."""
    calls = Call.objects.published().open_at(now).order_by("closes_at", "code")
    return calls.values_list(JSONObject(code="code", title="title", closes_at="closes_at"), flat=True)[:3]


def _people(stays: int, people: int) -> str:
    """Say how many persons made these stays, when somebody left twice."""
    return "" if people == stays else ngettext("%d personne", "%d personnes", people) % people


def _departures(found: list[Any], user: Any, now: datetime) -> list[Coming]:
    """Say which groups leave next, once their answer is told."""
    today = calendar.day_of(now)
    ahead = [project for project in found if project.state in DECIDED_YES and project.departs_on >= today]
    told = [row.project for row in rows_of(with_shares(ahead), user, now=now) if row.is_awarded]
    return [
        Coming(
            what=_("Départ de « %s »") % project.title,
            when=format_date(project.departs_on),
            url=project.get_absolute_url(),
        )
        for project in sorted(told, key=lambda project: project.departs_on)[:3]
    ]


def _closing(call: dict[str, str]) -> Coming:
    """Say when an open call closes."""
    closes_at = format_both_shores(datetime.fromisoformat(call["closes_at"]))
    return Coming(_("Clôture : %s") % call["title"], closes_at, url=reverse("projects:call", args=[call["code"]]))
