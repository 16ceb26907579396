"""Votes of the committee, recorded as they were taken: one voice a party, no quorum no vote (R25b)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from conventions.enums import Ballot, ConsultationState, PlanState, ReportState, VoteOutcome
from conventions.models import (
    ActionPlan,
    AnnualReport,
    Committee,
    Consultation,
    Mandate,
    Meeting,
    PartyBallot,
    Resolution,
    Vote,
)
from conventions.services.building import request_build
from conventions.services.indicators import choose_set
from conventions.services.moves import lock, move
from conventions.workflow import PLAN, REPORT
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from partners.enums import Party

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


Subject = ActionPlan | AnnualReport | Resolution


class VoteRefused(DomainError):
    """The vote as written down is not one the committee could take."""


@dataclass(frozen=True)
class Voice:
    """What one party says, by whom; for the OFQJ, with the agreement of the other section's member."""

    party: str
    choice: str
    cast_by: Mandate
    agreed_by: Mandate | None = None
    reserve: str = ""


@transaction.atomic
def record_vote(
    *, meeting: Meeting, subject: Subject, present: Sequence[Mandate], voices: Sequence[Voice],
    by: "User", now: datetime,
) -> Vote:  # fmt: skip
    """Record the vote of a meeting on a proposed plan, a presented report or a resolution, which follows it.

    Carried with the voices the committee's rules ask for; lost, the subject goes back to its authors; without every
    party present nothing moves. Raises VoteRefused if a voice is missing, double or not its member's; WrongState.
    """
    subject = lock(subject)
    refuse_wrong_state(subject)
    refuse_asked_in_writing(subject)
    _refuse_wrong_voices(meeting, present, voices, now)
    meeting.present.set(present)
    return write_vote(
        subject, taken_in=meeting, parties={mandate.party for mandate in present}, voices=voices, by=by, now=now
    )


def write_vote(
    subject: Subject, *, taken_in: Meeting | Consultation, parties: Collection[str], voices: Sequence[Voice],
    by: "User | None", now: datetime,
) -> Vote:  # fmt: skip
    """Write a vote down and have `subject` (locked) follow it; `parties` are those that took part, for the quorum."""
    where = {"meeting": taken_in} if isinstance(taken_in, Meeting) else {"consultation": taken_in}
    vote = Vote.objects.create(
        outcome=_outcome(taken_in.committee, parties, voices), parties_present=len(parties), recorded_at=now,
        recorded_by=by, **where, **named(subject),
    )  # fmt: skip
    PartyBallot.objects.bulk_create(
        PartyBallot(vote=vote, party=voice.party, choice=voice.choice, cast_by=voice.cast_by,
                    agreed_by=voice.agreed_by, reserve=voice.reserve)
        for voice in voices
    )  # fmt: skip
    _follow(subject, vote, by, now)
    record(taken_in, "vote.recorded", by=by, vote=vote.pk, outcome=vote.outcome, figures=vote.figures_hash)
    return vote


def refuse_asked_in_writing(subject: Subject) -> None:
    """Raise WrongState while a written consultation asks the parties about it: they would answer twice."""
    key = next(name for name in ("plan", "report", "resolution") if name in named(subject))
    asked = Consultation.objects.filter(state=ConsultationState.OPEN, **{f"items__{key}": subject}).first()
    if asked is not None:
        raise WrongState(
            _("« %(consultation)s » est ouverte sur ce sujet : attendez qu’elle se close, ou retirez-la.")
            % {"consultation": asked}
        )


def refuse_wrong_state(subject: Subject) -> None:
    """Raise WrongState unless the committee may vote on it now."""
    if isinstance(subject, Resolution):
        if subject.is_settled:
            raise WrongState(_("Cette résolution est déjà tranchée."))
        return
    expected = PlanState.PROPOSED if isinstance(subject, ActionPlan) else ReportState.DRAFTED
    if subject.state != expected:
        raise WrongState(
            _("Le comité vote sur un plan proposé ou un bilan présenté ; l’état est maintenant « %(state)s ».")
            % {"state": subject.get_state_display()}
        )


def named(subject: Subject) -> dict[str, Any]:
    """Give the columns that name a subject, with the figures of a report."""
    if isinstance(subject, ActionPlan):
        return {"plan": subject}
    if isinstance(subject, Resolution):
        return {"resolution": subject}
    return {"report": subject, "figures_hash": subject.snapshot.figures_hash}


def _refuse_wrong_voices(meeting: Meeting, present: Sequence[Mandate], voices: Sequence[Voice], now: datetime) -> None:
    """Raise VoteRefused unless every party present speaks once, by its own members, present and in office."""
    if meeting.cancelled_at or meeting.meets_at > now:
        raise VoteRefused(_("Cette réunion n’a pas encore eu lieu."))
    day = meeting.meets_at.astimezone(PARIS).date()
    in_office = set(meeting.committee.mandates.current(day).values_list("pk", flat=True))
    if {mandate.pk for mandate in present} - in_office:
        raise VoteRefused(_("Une personne notée présente n’avait pas de mandat ce jour-là."))
    parties = [voice.party for voice in voices]
    if sorted(parties) != sorted({mandate.party for mandate in present}):
        raise VoteRefused(_("Chaque partie présente a une voix, une seule."))
    for voice in voices:
        _refuse_wrong_voice(voice, {mandate.pk for mandate in present}, in_office)


def _refuse_wrong_voice(voice: Voice, present: set[int], in_office: set[int]) -> None:
    if voice.cast_by.party != voice.party or voice.cast_by.pk not in present:
        raise VoteRefused(_("La voix d’une partie est portée par un de ses membres, présent à la réunion."))
    if voice.party != Party.OFQJ:
        return
    other = voice.agreed_by
    if other is None or other.party != Party.OFQJ or other.pk not in in_office:
        raise VoteRefused(_("La voix de l’OFQJ est portée par une section avec l’accord de l’autre : dites de qui."))
    if other.section == voice.cast_by.section:
        raise VoteRefused(_("L’accord doit venir de l’autre section de l’OFQJ."))


def _outcome(committee: Committee, parties: Collection[str], voices: Sequence[Voice]) -> str:
    if len(parties) < committee.quorum_parties:
        return VoteOutcome.NO_QUORUM
    yes = sum(voice.choice == Ballot.YES for voice in voices)
    return VoteOutcome.CARRIED if yes >= committee.yes_needed else VoteOutcome.LOST


def _follow(subject: Subject, vote: Vote, by: "User | None", now: datetime) -> None:
    """Move the subject as the vote says; without quorum there was no vote."""
    if vote.outcome == VoteOutcome.NO_QUORUM:
        return
    carried = vote.outcome == VoteOutcome.CARRIED
    if isinstance(subject, Resolution):
        subject.is_settled = True
        subject.save(update_fields=["is_settled"])
        if carried:
            choose_set(resolution=subject, by=by, now=now)
        record(subject, "resolution.carried" if carried else "resolution.lost", by=by, vote=vote.pk)
        return
    if isinstance(subject, ActionPlan):
        move(PLAN, subject, PlanState.VALIDATED if carried else PlanState.DRAFT)
        subject.save(update_fields=["state"])
        record(subject, "plan.validated" if carried else "plan.returned", by=by, vote=vote.pk)
        return
    move(REPORT, subject, ReportState.ADOPTED if carried else ReportState.CONTRIBUTIONS_IN)
    if carried:
        subject.adopted_at, subject.paper = now, None
    subject.save(update_fields=["state", "adopted_at", "paper"])
    record(subject, "report.adopted" if carried else "report.returned", by=by, vote=vote.pk)
    if carried:
        request_build(report=subject, by=by, now=now)
