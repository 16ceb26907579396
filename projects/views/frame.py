"""What stands around every page of a dossier: its header, its steps with what is missing, the rules of its call."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from projects import access
from projects.models import Project
from projects.queries.lists import hosts_of
from projects.queries.openness import open_fields
from projects.queries.readers import label_for, reader_of
from projects.rules import check_rules, gather
from projects.rules.result import linked_only
from projects.sections import BOOKINGS, SECTIONS, STAY
from projects.views.steps import next_empty_field, plan_steps


def frame(project: Project, user: Any, *, current: str = "") -> dict[str, Any]:
    """Return the context common to the pages of the section `current` of a dossier that is being written."""
    on = calendar.today(project.carrier.zone)
    facts = gather(project, on)
    rules = check_rules(project, on, facts=facts)
    writable = open_fields(project) if access.can_edit(user, project) else set()
    steps = plan_steps(facts, rules, current)
    return {
        "project": project,
        "label": label_for(project, reader_of(user, project), real_now=calendar.real_now()),
        "hosts": hosts_of(project),
        "steps": steps,
        "next_field": next_empty_field(facts, current),
        "rules": linked_only(rules, writable),
        "facts": facts,
        "trail": [
            {"label": _("Projets"), "url": reverse("projects:list")},
            {"label": project.number, "url": project.get_absolute_url()},
        ],
        "section": next((spec for spec in SECTIONS if spec.code == current), None),
        "position": next((n for n, step in enumerate(steps, start=1) if step.current), 0),
        "may_edit": access.can_edit(user, project),
        "request_fields": open_fields(project) if project.state == "incomplete" else None,
    }


def next_section_url(project: Project, current: str) -> str:
    """Return the address of the step after `current`; while complements are asked, the page that sends them.

    What is booked comes after the stay, as in the list of steps.
    """
    if project.state == "incomplete":
        return reverse("projects:complements", args=[project.number])
    if current == STAY:
        return reverse("projects:bookings", args=[project.number])
    current = STAY if current == BOOKINGS else current
    codes = [spec.code for spec in SECTIONS]
    following = SECTIONS[min(codes.index(current) + 1, len(SECTIONS) - 1)]
    return reverse("projects:section", args=[project.number, following.slug])


def after_saving(project: Project, current: str, wish: str) -> str:
    """Return where a saved section leads: on to the next step, or out to the dossier."""
    return project.get_absolute_url() if wish == "quitter" else next_section_url(project, current)
