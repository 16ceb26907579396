"""The home of whoever leads a group that is away: its next sign of life, two taps from here, and its people."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ofqj_portal.core.roles import led_project_ids
from ofqj_portal.core.shores import format_instant
from ofqj_portal.dashboard.queries.home.parts import Home, Link, Task
from participants.queries.safety import next_check_ins
from projects.enums import ProjectState
from projects.models import Project


def add_to(home: Home, user: Any, now: datetime) -> None:
    """Ask for the next sign of life of each group she leads, and lead to its people."""
    led = Project.objects.filter(pk__in=led_project_ids(user), state=ProjectState.ONGOING).order_by("pk")
    for project, due_at in next_check_ins(led):
        home.tasks.append(
            Task(
                what=_("Tout le monde va bien ? · « %s »") % project.title,
                url=reverse("participants:group_safety", args=[project.number]),
                action=_("Donner un signe de vie"),
                when=_("avant %s") % format_instant(due_at),
                due_at=due_at,
                late=due_at < now,
            )
        )
        group = reverse("participants:group", args=[project.number])
        home.links.append(Link(_("Le groupe de « %s »") % project.title, group))
