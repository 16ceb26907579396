"""What somebody who leaves passes on: the dossiers she follows in her structure, or has in charge at the OFQJ."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.handover import Handover, Held, Holding, register_holding
from ofqj_portal.core.shores import format_both_shores, format_date
from partners.enums import MembershipRole
from partners.models import Structure
from projects.enums import FINISHED
from projects.models import InformationRequest, Project
from projects.queries.deadlines import deadline_of
from projects.queries.readers import shown_state_expression
from projects.services.assignment import take_over_dossiers
from projects.services.following import pass_dossiers_on


def _members(structure: Structure, on: date, *roles: str) -> list[User]:
    rows = User.objects.filter(is_active=True, memberships__in=structure.memberships.filter(role__in=roles).current(on))
    return list(rows.distinct().order_by("last_name", "first_name", "pk"))


def _held(rows: QuerySet[Project], *, for_ofqj: bool) -> list[Held]:
    """Describe dossiers: their number, their state, the next day to keep; two queries, whatever their number.

    An answer that is not announced is read by the OFQJ alone.
    """
    if not for_ofqj:
        rows = rows.annotate(shown=shown_state_expression(calendar.real_now())).exclude(shown__in=FINISHED)
    else:
        rows = rows.exclude(state__in=FINISHED)
    projects = list(rows.select_related("call", "carrier").order_by("number"))
    for project in projects:
        project.state = getattr(project, "shown", project.state)
    asked: dict[int, Any] = {}
    for request in InformationRequest.objects.open().filter(project__in=projects).order_by("-due_at"):
        asked[request.project_id] = request.due_at
    return [
        Held(
            project,
            _("%(number)s · %(title)s") % {"number": project.number, "title": project.title},
            " · ".join(_details(project, asked.get(project.pk))),
            project.get_absolute_url(),
        )
        for project in projects
    ]


def _details(project: Project, due_at: Any) -> Iterable[str]:
    yield str(project.get_state_display())
    if deadline := deadline_of(project, due_at):
        yield _("échéance : %s") % format_both_shores(deadline)
    elif project.departs_on:
        yield _("départ le %s") % format_date(project.departs_on)


def _followed(structure: Structure, person: User, on: date) -> list[Held]:
    here = Project.objects.filter(followed_by=person, structures__structure=structure).values("pk")
    return _held(Project.objects.filter(pk__in=here), for_ofqj=False)


def _in_charge(structure: Structure, person: User, on: date) -> list[Held]:
    return _held(Project.objects.filter(officer=person), for_ofqj=True) if structure.section else []


def _pass_followed(handover: Handover, objects: list[Any]) -> None:
    pass_dossiers_on(projects=objects, taker=handover.taker, by=handover.by, now=handover.now)


def _pass_in_charge(handover: Handover, objects: list[Any]) -> None:
    take_over_dossiers(projects=objects, officer=handover.taker, by=handover.by, now=handover.now)


register_holding(
    Holding(
        code="1_dossiers",
        label=gettext_lazy("Dossiers suivis, avec leurs échéances"),
        find=_followed,
        takers=lambda structure, on: _members(structure, on, MembershipRole.ADVISER, MembershipRole.MANAGER),
        hand=_pass_followed,
    )
)
register_holding(
    Holding(
        code="2_in_charge",
        label=gettext_lazy("Dossiers chargés d’instruction"),
        find=_in_charge,
        takers=lambda structure, on: _members(structure, on, MembershipRole.OFFICER),
        hand=_pass_in_charge,
    )
)
