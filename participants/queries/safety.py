"""The signs of life of the groups that are away: the last one heard, and when the next is hoped for."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db.models import Max

from ofqj_portal.core.calendar import PARIS
from participants.models import CheckIn, SilenceRule
from projects.models import Project


def silence_rule() -> SilenceRule:
    """Return how often a group gives a sign of life, as the team set it."""
    return SilenceRule.objects.first() or SilenceRule()


def last_signs(away: Iterable[Project]) -> dict[int, datetime]:
    """Return the last sign of life of each group that left, by the id of its project; leaving at noon counts as one."""
    projects = list(away)
    heard = dict(
        CheckIn.objects.filter(project__in=projects).order_by().values_list("project").annotate(Max("made_at"))
    )
    return {project.pk: heard.get(project.pk) or _departure(project) for project in projects}


def next_check_ins(away: Iterable[Project]) -> list[tuple[Project, datetime]]:
    """List each group that left with the instant by which it gives its next sign of life."""
    projects, rule = list(away), silence_rule()
    signs = last_signs(projects)
    return [(project, signs[project.pk] + timedelta(hours=rule.check_in_hours)) for project in projects]


def _departure(project: Project) -> datetime:
    return datetime.combine(project.departed_on, time(12), PARIS)
