"""Leaders hold their role from the stay they lead, for as long as it lasts."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F
from django.db.models.functions import Coalesce

from ofqj_portal.core.account_facts import fact_of, register_account_fact
from ofqj_portal.core.roles import Role, RoleGrant, register_role_source
from participants.enums import ProfessionalDuty, ProfessionalState
from participants.models import ProfessionalParticipation
from projects.enums import ProjectState

STAY_IS_ON = (ProjectState.ACCEPTED, ProjectState.ONGOING)
LED = "projects_led"


def projects_led(user: Any, on: date) -> ArraySubquery:
    """Build the ids of the projects whose group `user` leads on that day, first and last day of the stay included.

    Her own dates count where she has some. A departure that the adviser has not recorded yet does not lock her out.
    """
    rows = ProfessionalParticipation.objects.filter(
        user=user,
        duty=ProfessionalDuty.LEADER,
        state__in=(ProfessionalState.PLANNED, ProfessionalState.DEPARTED),
        project__state__in=STAY_IS_ON,
    ).annotate(
        first_day=Coalesce("starts_on", F("project__departed_on"), F("project__departs_on")),
        last_day=Coalesce("ends_on", F("project__returns_on")),
    )
    return ArraySubquery(rows.filter(first_day__lte=on, last_day__gte=on).order_by("pk").values("project_id"))


@register_role_source
def stays_led(user: Any, on: date) -> Iterator[RoleGrant]:
    """Grant LEADER over each project whose group `user` leads on that day."""
    for project_id in fact_of(user, LED):
        yield RoleGrant(Role.LEADER, project_id=project_id)


register_account_fact(LED, projects_led)
