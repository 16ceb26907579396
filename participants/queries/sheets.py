"""What the pages of a group show: each person with her verdict, and how many stand where."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ofqj_portal.core.shores import format_date
from participants.eligibility import Eligibility, eligibility_of, stays_in_words
from participants.enums import BEFORE_DEPARTURE, HAS_LEFT, ParticipationState
from participants.models import Participation
from participants.queries.people import past_stays
from participants.queries.preparation import (
    Preparation,
    asked_hours,
    judge_preparation,
    preparation_in,
    with_attendance,
)
from participants.rule_book import RuleBook, rule_book
from projects.enums import DECIDED_YES
from projects.models import Project

S = ParticipationState
KINDS = {
    S.WAITING: "neutral",
    S.REGISTERED: "you",
    S.CONFIRMED: "ok",
    S.DEPARTED: "with",
    S.RETURNED: "ok",
    S.INTERRUPTED: "late",
    S.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class PersonLine:
    """One person of a group. `eligibility` is None once the question no longer arises; `url` is empty for a reader."""

    participation: Participation
    name: str
    structure: str
    state: str
    kind: str
    state_label: str
    eligibility: Eligibility | None
    verdict: str
    missing: tuple[str, ...]
    next_step: str
    url: str
    past: str = ""
    preparation: Preparation | None = None

    @property
    def may_leave(self) -> bool:
        """Say whether nothing stands in the way of somebody who has not left."""
        return self.eligibility is not None and self.eligibility.may_leave


@dataclass(frozen=True)
class GroupCounts:
    """How many people stand where."""

    places: int
    waiting: int
    registered: int
    confirmed: int
    left: int
    back: int
    interrupted: int
    withdrawn: int

    @property
    def expected(self) -> int:
        """How many hold a place before the departure."""
        return self.registered + self.confirmed


def person_line(
    participation: Participation,
    project: Project,
    *,
    is_own: bool,
    book: RuleBook,
    stays_done: int = 0,
    preparation: Preparation | None = None,
) -> PersonLine:
    """Lay out one person; asks nothing of the database once her person and structure are at hand.

    `stays_done` is how often she left before, anywhere; `preparation` what she attended.
    """
    state = S(participation.state)
    waits = state in BEFORE_DEPARTURE
    judged = eligibility_of(participation, project, book=book, stays_done=stays_done) if waits else None
    if judged and preparation and (prepared := judge_preparation(participation, preparation)):
        judged = Eligibility((*judged.verdicts, prepared))
    missing = tuple(verdict.reason for verdict in judged.blocking) if judged else ()
    url = reverse("participants:participation", args=[project.number, participation.pk]) if is_own else ""
    return PersonLine(
        participation=participation,
        name=str(participation.participant),
        structure=str(participation.participant.structure),
        state=str(state),
        kind=KINDS[state] if is_own or state != S.REGISTERED else "with",
        state_label=str(state.label),
        eligibility=judged,
        verdict=_verdict_in_words(participation, judged),
        missing=missing,
        next_step=_next_of(state, judged, project),
        url=url,
        past=stays_in_words(stays_done) if is_own and stays_done and waits else "",
        preparation=preparation,
    )


def group_lines(
    rows: QuerySet[Participation], project: Project, own_structures: Iterable[int] = ()
) -> list[PersonLine]:
    """Lay out a group: people who leave or left first, then the waiting list, then who withdrew."""
    own, book, people = set(own_structures), rule_book(project), list(with_attendance(rows))
    done, asked = past_stays([row.participant for row in people], project), asked_hours(project)
    lines = [
        person_line(
            row,
            project,
            is_own=row.participant.structure_id in own,
            book=book,
            stays_done=done.get(row.participant.identity_hash, 0),
            preparation=preparation_in(row, asked),
        )
        for row in people
    ]
    order = {S.WAITING: 1, S.WITHDRAWN: 2}
    return sorted(lines, key=lambda line: order.get(S(line.state), 0))


def count_group(lines: Iterable[PersonLine], project: Project) -> GroupCounts:
    """Count the people of a group that is already laid out."""
    states = [line.state for line in lines]
    return GroupCounts(
        places=project.places or 0,
        waiting=states.count(S.WAITING),
        registered=states.count(S.REGISTERED),
        confirmed=states.count(S.CONFIRMED),
        left=sum(state in HAS_LEFT for state in states),
        back=states.count(S.RETURNED),
        interrupted=states.count(S.INTERRUPTED),
        withdrawn=states.count(S.WITHDRAWN),
    )


def _verdict_in_words(participation: Participation, judged: Eligibility | None) -> str:
    if judged is not None:
        return _("Peut partir") if judged.may_leave else _("Ne peut pas encore partir")
    if participation.state == S.WITHDRAWN:
        return str(participation.get_withdrawal_reason_display())
    if participation.state == S.INTERRUPTED and participation.returned_on:
        day = format_date(participation.returned_on)
        return _("%(reason)s, le %(day)s") % {"reason": participation.get_interruption_reason_display(), "day": day}
    if participation.returned_on:
        return _("De retour le %s") % format_date(participation.returned_on)
    return _("Parti·e le %s") % format_date(participation.departed_on) if participation.departed_on else ""


def _next_of(state: ParticipationState, judged: Eligibility | None, project: Project) -> str:
    if state == S.WAITING:
        return _("Attend une place.")
    if judged is None:
        return ""
    if judged.blocking:
        return judged.blocking[0].fix
    if state == S.CONFIRMED:
        return _("Rien : tout est en ordre.")
    return _("À confirmer.") if project.state in DECIDED_YES else _("À confirmer une fois le projet accepté.")
