"""The days of the dossiers somebody follows, for her calendar: of hers, of one structure, of one dossier."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.roles import Role, led_project_ids, structure_ids
from partners.models import Structure
from projects.enums import DECIDED_NO, FINISHED
from projects.labels import Reader
from projects.models import InformationRequest, Project
from projects.queries.deadlines import deadline_of
from projects.queries.readers import reads_for_ofqj, shown_state

MOST = 500


@dataclass(frozen=True)
class Day:
    """One thing in a calendar: whole days (`starts_on` to `ends_on` included), or an instant (`at`)."""

    key: str
    title: str
    path: str
    starts_on: date | None = None
    ends_on: date | None = None
    at: datetime | None = None


def dossiers_of(target: User | Structure | Project, reader: User) -> QuerySet[Project]:
    """Return the dossiers a calendar shows: those of `target` that `reader` may open today."""
    rows = Project.objects.visible_to(reader)
    match target:
        case Project():
            return rows.filter(pk=target.pk)
        case Structure():
            return rows.filter(structures__structure=target).distinct()
    own = Q(structures__structure__in=structure_ids(reader, Role.ADVISER, Role.MANAGER))
    return rows.filter(own | Q(officer=reader) | Q(pk__in=led_project_ids(reader))).distinct()


def days_of(rows: QuerySet[Project], reader: User, *, real_now: datetime) -> list[Day]:
    """List the stays and the next deadline of each dossier that is not over; two queries, whatever their number.

    An answer that is not announced shows to the OFQJ alone.
    """
    projects = list(rows.select_related("call", "carrier").order_by("-updated_at", "-pk")[:MOST])
    asked = dict(InformationRequest.objects.open().filter(project__in=projects).values_list("project", "due_at"))
    side = Reader.OFQJ if reads_for_ofqj(reader) else Reader.CARRIER
    found: list[Day] = []
    for project in projects:
        project.state = shown_state(project, side, real_now)
        if project.state not in FINISHED | DECIDED_NO:
            found += _of_dossier(project, asked.get(project.pk))
    return found


def _of_dossier(project: Project, due_at: datetime | None) -> Iterable[Day]:
    path, name = project.get_absolute_url(), f"{project.number} · {project.title}"
    if project.departs_on and project.returns_on:
        yield Day(f"sejour-{project.pk}", _("Séjour : %s") % name, path, project.departs_on, project.returns_on)
    if deadline := deadline_of(project, due_at):
        yield Day(f"echeance-{project.pk}", _("À faire : %s") % name, path, at=deadline)
