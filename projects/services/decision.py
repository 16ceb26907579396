"""What each section answers: yes, yes under conditions, no, or no action (domain §5, R4, R8, R9, R16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.money import Money
from projects.enums import DECIDABLE, SAYS_YES, DecisionState, HostingState, RateMoment, Side
from projects.models import Decision, Envelope, Project
from projects.models.visibility import is_tied
from projects.services.award_limits import check_amount
from projects.services.conditions import write_conditions
from projects.services.cuts import Cut, keep_cuts
from projects.services.drafting import lock
from projects.services.ledger import commit_award, locked_envelope
from projects.services.outcome import open_decisions, settle
from projects.services.rates import freeze_rate


class NotReadyToDecide(DomainError):
    """Something that must come before a decision is missing: a review, or a confirmed host."""


class SelfDecision(DomainError):
    """Nobody decides what they reviewed, or what their own structure files."""


class NoSuchShare(DomainError):
    """This section is not asked for anything."""


class MotiveMissing(DomainError):
    """A decision that is not a plain yes says why (R16)."""


class AlreadyDecided(WrongState):
    """Somebody decided this share first."""


@dataclass(frozen=True)
class Answer:
    """What a decider says: the state, and what goes with it."""

    state: DecisionState
    amount: Money | None = None
    motive: str = ""
    conditions: str = ""
    conditions_due_on: date | None = None
    cuts: Sequence[Cut] = ()


def award_share(
    *,
    project: Project,
    section: str,
    amount: Money,
    by: User,
    now: datetime,
    motive: str = "",
    cuts: Sequence[Cut] = (),
) -> Decision:
    """Say yes for one section and commit its grant on that section's envelope.

    `amount` is in the envelope's currency. Raises WrongState or AlreadyDecided if the dossier moved, NotReadyToDecide
    without a review or a confirmed host, SelfDecision if `by` reviewed it or belongs to one of its structures,
    AwardRefused beyond what is asked or what the call allows, NoEnvelope, EnvelopeExhausted if less is left, CutRefused
    if the reductions, line by line, do not make up what is not awarded of what is asked.
    """
    return decide(project, section, Answer(DecisionState.YES, amount, motive, cuts=cuts), by=by, now=now)


def award_conditionally(
    *,
    project: Project,
    section: str,
    amount: Money,
    conditions: str,
    motive: str,
    by: User,
    now: datetime,
    due_on: date | None = None,
    cuts: Sequence[Cut] = (),
) -> Decision:
    """Say yes under written conditions, one a line, to be met by the end of `due_on`; its money is committed at once.

    Without a day, by the eve of the departure. Raises as `award_share`, and MotiveMissing, ConditionRefused.
    """
    answer = Answer(DecisionState.CONDITIONAL_YES, amount, motive, conditions, due_on, cuts)
    return decide(project, section, answer, by=by, now=now)


def refuse_share(*, project: Project, section: str, motive: str, by: User, now: datetime) -> Decision:
    """Say no for one section. Raises like `award_share`, money aside, and MotiveMissing."""
    return decide(project, section, Answer(DecisionState.NO, motive=motive), by=by, now=now)


def close_share_without_action(*, project: Project, section: str, motive: str, by: User, now: datetime) -> Decision:
    """Answer that one section does not follow up. Raises like `refuse_share`."""
    return decide(project, section, Answer(DecisionState.NO_ACTION, motive=motive), by=by, now=now)


VERBS = {
    DecisionState.YES: "project.share_awarded",
    DecisionState.CONDITIONAL_YES: "project.share_awarded_conditionally",
    DecisionState.NO: "project.share_refused",
    DecisionState.NO_ACTION: "project.share_closed_without_action",
}


@transaction.atomic
def decide(
    project: Project, section: str, answer: Answer, *, by: User, now: datetime, together_at: datetime | None = None
) -> Decision:
    """Give one section's answer, whatever it is; see the acts above for what it raises, `settle` for `together_at`."""
    project = lock(project)
    decision = _share_to_decide(project, section)
    check_decider(project, by)
    _check_ready(project, answer)
    envelope = None
    if answer.amount is not None:
        envelope = locked_envelope(project=project, section=section)
        check_amount(project=project, section=section, amount=answer.amount, currency=envelope.currency)
    _write(decision, answer, envelope, by=by, now=now)
    if answer.amount is not None:
        freeze_rate(decision=decision, moment=RateMoment.DECISION, now=now)
    settle(project, now=now, together_at=together_at)
    record(project, VERBS[answer.state], by=by, decision=decision.pk, section=section, **_facts(answer))
    return decision


def _share_to_decide(project: Project, section: str) -> Decision:
    if project.state not in DECIDABLE:
        raise WrongState(_("Ce dossier n’est plus en instruction : relisez-le avant d’aller plus loin."))
    for decision in open_decisions(project):
        if decision.section != section:
            continue
        if decision.state != DecisionState.PENDING:
            raise AlreadyDecided(
                _("%(who)s a déjà répondu pour cette section : « %(what)s ». Votre saisie n’a pas été enregistrée.")
                % {"who": decision.decided_by, "what": decision.get_state_display()}
            )
        return decision
    raise NoSuchShare(_("Ce dossier ne demande rien à cette section."))


def check_decider(project: Project, by: User) -> None:
    """Raise SelfDecision if `by` reviewed the dossier, belongs to one of its structures or declared a tie with it."""
    if project.reviews.filter(reviewer=by).exists():
        raise SelfDecision(_("Vous avez donné votre avis sur ce dossier : quelqu’un d’autre doit décider."))
    if is_tied(by, project):
        raise SelfDecision(_("Vous avez un lien avec ce dossier : quelqu’un d’autre doit décider."))


def _check_ready(project: Project, answer: Answer) -> None:
    if not project.reviews.standing().exists():
        raise NotReadyToDecide(_("Il manque un avis : une décision vient après au moins un avis d’instruction."))
    hosts = project.structures.filter(side=Side.HOST, state=HostingState.CONFIRMED)
    if answer.state in SAYS_YES and not hosts.exists():
        raise NotReadyToDecide(
            _("Aucun partenaire d’accueil n’a confirmé : demandez sa confirmation avant d’accorder une aide.")
        )
    if answer.state != DecisionState.YES and not answer.motive.strip():
        raise MotiveMissing(_("Dites pourquoi : la structure lira ce motif dans son courrier."))
    if answer.state == DecisionState.CONDITIONAL_YES and not answer.conditions.strip():
        raise MotiveMissing(_("Écrivez les conditions que la structure doit remplir."))


def _write(decision: Decision, answer: Answer, envelope: Envelope | None, *, by: User, now: datetime) -> None:
    decision.state = answer.state
    decision.motive, decision.conditions = answer.motive.strip(), answer.conditions.strip()
    decision.decided_by, decision.decided_at = by, now
    if answer.amount is not None:
        decision.envelope = envelope
        decision.amount, decision.currency = answer.amount.amount, answer.amount.currency
    decision.save()
    keep_cuts(decision, answer.cuts)
    if answer.state == DecisionState.CONDITIONAL_YES:
        write_conditions(decision, due_on=answer.conditions_due_on, now=now)
    if envelope is not None:
        commit_award(decision=decision, envelope=envelope, by=by, now=now)


def _facts(answer: Answer) -> dict[str, str]:
    if answer.amount is None:
        return {}
    return {"amount": str(answer.amount.amount), "currency": answer.amount.currency}
