"""A decision session: answers are tried on the envelope, then confirmed in one act (R9, R16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import files, jobs
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.models import StoredFile
from ofqj_portal.core.money import Money
from projects.enums import DECIDED, SAYS_YES, DecisionState
from projects.file_access import MINUTES
from projects.models import Call, Decision, DecisionSession, Envelope, Project, Trial
from projects.services.cuts import Cut
from projects.services.decision import Answer, decide
from projects.services.outcome import end_of_undo_window

MINUTES_JOB = "projects.session_minutes"
TOGETHER_JOB = "projects.announce_together"


class NothingTried(DomainError):
    """A session without an answer has nothing to confirm."""


@dataclass(frozen=True)
class Tried:
    """What a decider tries on one dossier; an empty answer takes what was tried away."""

    answer: str = ""
    amount: Money | None = None
    motive: str = ""
    conditions: str = ""
    due_on: date | None = None
    cuts: Sequence[Cut] = ()


@dataclass
class Confirmed:
    """What came of a session: the decisions given, and the reason for each dossier that stays undecided."""

    done: list[Decision] = field(default_factory=list)
    refused: list[tuple[Project, str]] = field(default_factory=list)


@transaction.atomic
def open_session(*, call: Call, section: str, by: User, now: datetime) -> DecisionSession:
    """Return the open session of this section on this call, a new one if there is none."""
    envelope = Envelope.objects.select_for_update().get(call=call, section=section)
    found = DecisionSession.objects.filter(call=call, section=section, confirmed_at=None).first()
    if found is not None:
        return found
    session = DecisionSession.objects.create(call=envelope.call, section=section, opened_by=by, opened_at=now)
    record(session, "session.opened", by=by, call=call.code, section=section)
    return session


@transaction.atomic
def keep_trials(
    *, session: DecisionSession, tried: Mapping[int, Tried], seen: int, by: User, now: datetime
) -> DecisionSession:
    """Keep what is tried, by key of dossier; nothing is committed. A dossier left out keeps what it had.

    Raises WrongState once the session is over, EditedMeanwhile if another screen saved since version `seen`.
    """
    session = _lock(session)
    if session.version != seen:
        raise EditedMeanwhile(
            _("Un autre écran a enregistré la séance entre-temps : comparez avec ce qui suit, puis enregistrez encore.")
        )
    for project, what in tried.items():
        if not what.answer:
            session.trials.filter(project=project, decided_at=None).delete()
            continue
        money = what.amount if what.answer in SAYS_YES else None
        said: dict[str, Any] = {
            "answer": what.answer,
            "motive": what.motive.strip(),
            "conditions": what.conditions.strip(),
        }
        said["due_on"] = what.due_on if what.answer == DecisionState.CONDITIONAL_YES else None
        said["cuts"] = [_as_data(cut) for cut in what.cuts] if money else []
        said |= {"amount": money and money.amount, "currency": money.currency if money else ""}
        if not session.trials.filter(project=project).exclude(decided_at=None).exists():
            Trial.objects.update_or_create(session=session, project_id=project, defaults=said)
    session.version += 1
    session.save(update_fields=["version"])
    record(session, "session.tried", by=by, trials=session.trials.filter(decided_at=None).count())
    return session


@transaction.atomic
def confirm_session(*, session: DecisionSession, order: Sequence[int], by: User, now: datetime) -> Confirmed:
    """Turn what was tried into decisions, in the order of the ranking, each whole or not at all.

    `order` names dossiers by key; those it leaves out come last. A dossier that cannot be decided keeps its trial and
    says why; once none is left the session is over. The letters leave together. Raises WrongState, NothingTried.
    """
    session, outcome, together_at = _lock(session), Confirmed(), end_of_undo_window()
    trials = list(session.trials.filter(decided_at=None).select_related("project__carrier"))
    if not trials:
        raise NothingTried(_("Aucune réponse n’est essayée : choisissez-en une avant de confirmer."))
    rank = {pk: place for place, pk in enumerate(order)}
    for trial in sorted(trials, key=lambda trial: (rank.get(trial.project_id, len(rank)), trial.pk)):
        _confirm(trial, session, outcome, by=by, now=now, together_at=together_at)
    if not outcome.refused:
        session.confirmed_by, session.confirmed_at = by, now
        session.save(update_fields=["confirmed_by", "confirmed_at"])
    if outcome.done:
        _follow(session, outcome, together_at)
    decided = [decision.pk for decision in outcome.done]
    record(session, "session.confirmed", by=by, decisions=decided, refused=[p.number for p, _why in outcome.refused])
    return outcome


def _confirm(
    trial: Trial, session: DecisionSession, outcome: Confirmed, *, by: User, now: datetime, together_at: datetime
) -> None:
    said = trial.money, trial.motive, trial.conditions, trial.due_on, cuts_of(trial)
    answer = Answer(DecisionState(trial.answer), *said)
    try:
        if answer.state in SAYS_YES and answer.amount is None:
            raise DomainError(_("Dites combien vous accordez."))
        with transaction.atomic():
            facts = {"by": by, "now": now, "together_at": together_at}
            outcome.done.append(decide(trial.project, session.section, answer, **facts))  # type: ignore[arg-type]
    except DomainError as refusal:
        outcome.refused.append((trial.project, str(refusal)))
        return
    trial.decided_at = now
    trial.save(update_fields=["decided_at"])


def cuts_of(trial: Trial) -> list[Cut]:
    """Read the reductions tried on a dossier."""
    return [Cut(cut["line"], Decimal(cut["amount"]), cut["reason"]) for cut in trial.cuts]


def _as_data(cut: Cut) -> dict[str, Any]:
    return {"line": cut.line, "amount": str(cut.amount), "reason": cut.reason.strip()}


def _follow(session: DecisionSession, outcome: Confirmed, together_at: datetime) -> None:
    """Plan one announcement for the dossiers that are now answered, and the paper to sign."""
    answered = Project.objects.filter(pk__in=[row.project_id for row in outcome.done], state__in=sorted(DECIDED))
    keys = sorted(answered.filter(announced_at=together_at).values_list("pk", flat=True))
    if keys:
        args = {"projects": keys, "announced_at": together_at.isoformat()}
        unique_key = f"together:{session.pk}:{together_at.isoformat()}"
        jobs.enqueue(TOGETHER_JOB, args=args, unique_key=unique_key, run_after=together_at)
    jobs.enqueue(
        MINUTES_JOB,
        args={"session": session.pk},
        unique_key=f"minutes:{session.pk}:{together_at.isoformat()}",
    )


@transaction.atomic
def close_session(*, session: DecisionSession, by: User, now: datetime) -> DecisionSession:
    """End a session; what was tried and not confirmed is forgotten. Raises WrongState once it is over."""
    session = _lock(session)
    session.trials.filter(decided_at=None).delete()
    session.confirmed_by, session.confirmed_at = by, now
    session.save(update_fields=["confirmed_by", "confirmed_at"])
    record(session, "session.closed", by=by)
    return session


@transaction.atomic
def keep_minutes(*, session: DecisionSession, paper: bytes, now: datetime) -> StoredFile:
    """Keep the list to sign with its session, in the place of an earlier one."""
    name = f"{session.call.code} {session.get_section_display()}.pdf"
    stored = files.store(paper, kind=MINUTES.code, name=name, attached_to=session, by=None, now=now)
    DecisionSession.objects.filter(pk=session.pk).update(paper=stored)
    return stored


def _lock(session: DecisionSession) -> DecisionSession:
    session = DecisionSession.objects.select_for_update().get(pk=session.pk)
    if session.confirmed_at is not None:
        raise WrongState(_("Cette séance est close : ouvrez-en une autre pour la suite."))
    return session
