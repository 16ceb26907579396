"""The structure learns of the answer: once the undo window is closed, letters are made and leave in one mail."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ofqj_portal.core import files, outbox
from ofqj_portal.core.journal import record
from projects.access import LETTER
from projects.emails.decision import DecisionMail, DecisionToHostsMail
from projects.enums import DECIDED, DecisionState
from projects.models import Decision, Project
from projects.services.drafting import lock


def decisions_to_announce(project: Project, planned_at: datetime) -> list[Decision]:
    """Return the decisions the structure has not read, if the announcement planned for that instant still stands.

    A worker that was away for long still announces: a group that left meanwhile has its letter all the same.
    """
    if project.announced_at != planned_at or project.state not in DECIDED:
        return []
    waiting = project.decisions.filter(announced_at__isnull=True).exclude(state=DecisionState.PENDING)
    return list(waiting.select_related("project__carrier", "decided_by").order_by("section"))


@transaction.atomic
def announce_decisions(
    *, project: Project, planned_at: datetime, letters: Mapping[int, bytes], now: datetime
) -> list[Decision]:
    """Keep the letters (by decision) and mail them to the carriers; nothing if a decision was taken back meanwhile.

    `planned_at` and `now` are on the real clock.
    """
    project = lock(project)
    decisions = decisions_to_announce(project, planned_at)
    if {decision.pk for decision in decisions} != set(letters) or not decisions:
        return []
    for decision in decisions:
        decision.letter = files.store(
            letters[decision.pk],
            kind=LETTER.code,
            name=f"{project.number} {decision.get_section_display()}.pdf",
            attached_to=decision,
            by=None,
            now=now,
        )
        decision.announced_at = now
        decision.save(update_fields=["letter", "announced_at"])
    outbox.queue(DecisionMail(project, decisions))
    outbox.queue(DecisionToHostsMail(project, decisions))
    record(project, "project.decisions_announced", by=None, decisions=[decision.pk for decision in decisions])
    return decisions
