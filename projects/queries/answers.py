"""What came after the filing, for the page of a dossier: each section's answer, the group, the report."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from ofqj_portal.core.roles import led_project_ids
from projects import access
from projects.enums import AFTER_DEPARTURE, AFTER_RETURN, DECIDED, DECIDED_NO, DECIDED_YES, HostingState
from projects.models import Project
from projects.queries.decisions import Share, shares_at_hand
from projects.queries.readers import shown_state


@dataclass(frozen=True)
class Answers:
    """The shares she may read, and the pages that open from there; an empty address for none."""

    shares: tuple[Share, ...] = ()
    decision_url: str = ""
    group_url: str = ""
    report_url: str = ""
    changes_url: str = ""

    def __bool__(self) -> bool:
        return bool(self.decision_url or self.group_url or self.report_url)


def answers_for(project: Project, user: Any, reader: str, *, real_now: datetime) -> Answers:
    """Gather what was answered and what followed, as far as this reader may know it today."""
    state = shown_state(project, reader, real_now)
    answered = state in DECIDED and access.can_read_history(user, project)
    reported = state in AFTER_RETURN and access.can_read_report(user, project)
    return Answers(
        shares=tuple(shares_at_hand(project, reader, real_now=real_now)) if answered else (),
        decision_url=reverse("projects:decision", args=[project.number]) if answered else "",
        group_url=f"/projets/{project.number}/groupe/" if _may_open_group(project, user, state) else "",
        report_url=reverse("projects:report", args=[project.number]) if reported else "",
        changes_url=reverse("projects:changes", args=[project.number]) if answered and state not in DECIDED_NO else "",
    )


def _may_open_group(project: Project, user: Any, state: str) -> bool:
    """Say whether the group has a page for her: its own people, its leaders, its host once the answer is yes."""
    if state not in DECIDED_YES | AFTER_DEPARTURE:
        return False
    if access.is_carrier(user, project) or project.pk in led_project_ids(user):
        return True
    row = access.host_row(user, project)
    return row is not None and row.state == HostingState.CONFIRMED
