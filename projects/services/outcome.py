"""From the sections' decisions to the state of the dossier (domain §5)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings

from ofqj_portal.core import calendar, jobs
from projects.enums import DECIDED_NO, DECIDED_YES, SAYS_YES, DecisionState, ProjectState
from projects.models import Decision, Project
from projects.services.drafting import touch


def open_decisions(project: Project) -> list[Decision]:
    """Return one decision per section that is asked for aid, opening those that are missing."""
    sections = list(project.aid_requests.values_list("section", flat=True))
    for section in sections:
        Decision.objects.get_or_create(project=project, section=section)
    return list(project.decisions.filter(section__in=sections).order_by("section"))


def outcome_of(states: Collection[str]) -> ProjectState:
    """Derive the state of a dossier from the decisions of all the sections asked; at least one is expected."""
    if not states or DecisionState.PENDING in states:
        return ProjectState.UNDER_REVIEW
    yes = [state for state in states if state in SAYS_YES]
    if yes and len(yes) < len(states):
        return ProjectState.PARTIALLY_ACCEPTED
    if yes:
        conditional = DecisionState.CONDITIONAL_YES in yes
        return ProjectState.CONDITIONALLY_ACCEPTED if conditional else ProjectState.ACCEPTED
    return ProjectState.REFUSED if DecisionState.NO in states else ProjectState.CLOSED_WITHOUT_ACTION


def settle(project: Project, *, now: datetime, together_at: datetime | None = None) -> None:
    """Give the locked dossier the state its decisions call for, and plan or call off their announcement.

    `together_at` (real clock) is when the caller will announce it with others; without it, it is announced alone.
    """
    decisions = open_decisions(project)
    project.state = outcome_of([decision.state for decision in decisions])
    if project.state in DECIDED_YES | DECIDED_NO:
        project.decided_at = now
        _plan_announcement(project, decisions, together_at)
    else:
        project.decided_at = project.announced_at = None
    touch(project, now, fields=["state", "decided_at", "announced_at"])


def end_of_undo_window() -> datetime:
    """Return the instant, on the real clock, before which a decision taken now is told to nobody."""
    return calendar.real_now() + timedelta(seconds=settings.DECISION_UNDO_SECONDS)


def _plan_announcement(project: Project, decisions: list[Decision], together_at: datetime | None) -> None:
    """Let the letters leave once the undo window closes; the window runs on the real clock."""
    if all(decision.announced_at for decision in decisions):
        return
    project.announced_at = together_at or end_of_undo_window()
    if together_at:
        return
    jobs.enqueue(
        "projects.announce_decisions",
        args={"project": project.pk, "announced_at": project.announced_at.isoformat()},
        unique_key=f"announce:{project.pk}:{project.announced_at.isoformat()}",
        run_after=project.announced_at,
    )
