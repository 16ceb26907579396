"""The home of a structure's people and of the leaders: their dossiers, what each waits for, what is ahead."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ofqj_portal.core.calendar import in_both_shores
from ofqj_portal.core.roles import Role, structure_ids
from ofqj_portal.core.shores import format_date, format_instant
from ofqj_portal.dashboard.queries.home.parts import Coming, Figure, Home, Task
from participants.models import Participation
from partners.models import Agreement
from projects.access import can_create
from projects.enums import DECIDED_YES
from projects.models import Call, Project
from projects.queries import next_step, project_list_rows, rows_of
from projects.queries.lists import ProjectRow

SHOWN = 8
STEPS_SHOWN = 6


def add_to(home: Home, user: Any, now: datetime) -> None:
    """Add the next steps that are hers, her latest dossiers, the year in figures, and what comes."""
    rows = rows_of(list(project_list_rows(user)[:40]), user, now=now)
    home.tasks += [_task(row, user, now) for row in [row for row in rows if row.is_mine][:STEPS_SHOWN]]
    home.projects += rows[:SHOWN]
    home.has_projects_table = True
    home.may_file = can_create(user)
    home.figures += _figures(user, now.date())
    home.coming += _coming(user, now)


def _task(row: ProjectRow, user: Any, now: datetime) -> Task:
    step = next_step(row.project, user, now=now)
    return Task(
        what=_("« %(title)s » : %(what)s") % {"what": step.what, "title": row.project.title},
        url=step.url or row.project.get_absolute_url(),
        action=step.action or _("Ouvrir"),
        when=step.when,
        due_at=step.due_at,
        blocks=step.blocks,
        late=step.late,
    )


def _figures(user: Any, today: date) -> list[Figure]:
    ours = structure_ids(user, Role.ADVISER, Role.MANAGER)
    if not ours:
        return []
    counts = Participation.objects.filter(participant__structure__in=ours, departed_on__year=today.year).aggregate(
        stays=Count("pk"), people=Count("participant", distinct=True)
    )
    agreements = Agreement.objects.active_on(today).filter(Q(first_structure__in=ours) | Q(second_structure__in=ours))
    return [
        Figure(str(counts["stays"]), _("jeunes partis"), detail=_("%d personnes distinctes") % counts["people"]),
        Figure(str(agreements.count()), _("ententes actives"), url=reverse("partners:agreements")),
    ]


def _coming(user: Any, now: datetime) -> list[Coming]:
    coming = [
        Coming(
            what=_("Départ de « %s »") % project.title,
            when=format_date(project.departs_on),
            url=project.get_absolute_url(),
        )
        for project in Project.objects.visible_to(user)
        .filter(state__in=DECIDED_YES, departs_on__gte=now.date())
        .order_by("departs_on")[:3]
    ]
    calls = Call.objects.published().open_at(now).order_by("closes_at", "code")[:3]
    return coming + [
        Coming(_("Clôture : %s") % call.title, _clocks(call.closes_at), url=call.get_absolute_url()) for call in calls
    ]


def _clocks(instant: datetime) -> str:
    """Write a closing instant on both shores: "15 février 2027 à 23:59 · Montréal 17:59"."""
    local = [f"{label} {moment:%H:%M}" for label, moment in in_both_shores(instant)]
    return f"{format_instant(instant)} ({' · '.join(local)})"
