"""The structure learns of the answer: once the undo window is closed, letters are made and leave in one mail.

An answer may be announced without them, as those of a past that is told; `keep_letters` brings its papers later.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from ofqj_portal.core import calendar, files, outbox
from ofqj_portal.core.journal import record
from ofqj_portal.core.outbox import Recipient
from projects.emails.decision import DecisionMail, DecisionsMail, DecisionToHostsMail
from projects.emails.filing import carriers_of, hosts_of, people_of
from projects.enums import DECIDED, DecisionState
from projects.file_access import LETTER
from projects.models import Decision, Project
from projects.services.agreement import write_agreements
from projects.services.drafting import lock


def decisions_to_announce(project: Project, planned_at: datetime) -> list[Decision]:
    """Return the decisions the structure has not read, if the announcement planned for that instant still stands.

    A worker that was away for long still announces: a group that left meanwhile has its letter all the same.
    """
    if project.announced_at != planned_at or project.state not in DECIDED:
        return []
    waiting = project.decisions.filter(announced_at__isnull=True).exclude(state=DecisionState.PENDING)
    return list(waiting.select_related("project__carrier", "decided_by").order_by("section"))


def letters_to_make(project: Project) -> list[Decision]:
    """Return the decisions that the structure has read and that still have no letter."""
    told = project.decisions.filter(announced_at__isnull=False, letter=None)
    return list(told.select_related("project__carrier", "decided_by").order_by("section"))


@transaction.atomic
def announce_decisions(
    *,
    project: Project,
    planned_at: datetime,
    letters: Mapping[int, bytes] | None,
    now: datetime,
    by_mail: bool = True,
) -> list[Decision]:
    """Keep the letters (by decision) and mail them to the carriers; nothing if a decision was taken back meanwhile.

    `planned_at` and `now` are on the real clock. Without `letters` (None) no mail leaves: it would promise them; nor
    without `by_mail`, when the caller tells of several dossiers at once.
    """
    project = lock(project)
    decisions = decisions_to_announce(project, planned_at)
    if not decisions or (letters is not None and {decision.pk for decision in decisions} != set(letters)):
        return []
    for decision in decisions:
        decision.announced_at = now
        decision.save(update_fields=["announced_at"])
        if letters is not None:
            _keep(decision, letters[decision.pk], now)
    if now < planned_at:  # told before its hour, as those of a past: nothing waits for that hour any more
        Project.objects.filter(pk=project.pk).update(announced_at=now)
    if letters is not None and by_mail:
        outbox.queue(DecisionMail(project, decisions))
        outbox.queue(DecisionToHostsMail(project, decisions))
    write_agreements(project=project, now=now + calendar.clock_offset())
    record(project, "project.decisions_announced", by=None, decisions=[decision.pk for decision in decisions])
    return decisions


@transaction.atomic
def tell_together(announced: Sequence[tuple[Project, list[Decision]]]) -> int:
    """Write to each person once about all the dossiers announced together; return how many messages were queued.

    Whoever has one dossier among them reads the ordinary message.
    """
    sent = 0
    for carriers in (True, False):
        by_person: dict[str, tuple[Recipient, list[tuple[Project, list[Decision]]]]] = {}
        for project, decisions in announced:
            places = carriers_of(project) if carriers else hosts_of(project)
            for person in people_of(places, on=calendar.today()):
                by_person.setdefault(person.email, (person, []))[1].append((project, decisions))
        for person, answers in by_person.values():
            sent += len(outbox.queue(DecisionsMail(person, answers, carriers)))
    return sent


@transaction.atomic
def keep_letters(*, project: Project, letters: Mapping[int, bytes], now: datetime) -> list[Decision]:
    """Give announced decisions the letters they lacked; one that was taken back or has its letter is passed over."""
    project = lock(project)
    decisions = [decision for decision in letters_to_make(project) if decision.pk in letters]
    for decision in decisions:
        _keep(decision, letters[decision.pk], now)
    return decisions


def _keep(decision: Decision, letter: bytes, now: datetime) -> None:
    name = f"{decision.project.number} {decision.get_section_display()}.pdf"
    decision.letter = files.store(letter, kind=LETTER.code, name=name, attached_to=decision, by=None, now=now)
    decision.save(update_fields=["letter"])
