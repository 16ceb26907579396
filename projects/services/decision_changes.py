"""What may still happen to a decision: conditions lifted or not met, taken back, a partial plan confirmed."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar, outbox
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.money import Money
from projects.emails.decision import ConditionsLiftedMail, DecisionReopenedMail
from projects.enums import DECIDED_NO, DECIDED_YES, SAYS_YES, DecisionState, ProjectState
from projects.models import Decision, Payment, Project
from projects.queries.held import held_lines
from projects.services.agreement import write_agreements
from projects.services.conditions import judge_conditions, lift_all
from projects.services.decision import MotiveMissing, check_decider
from projects.services.drafting import lock, touch
from projects.services.ledger import keep_only, put_back_to_pending
from projects.services.outcome import settle

REVERSIBLE = DECIDED_YES | DECIDED_NO | {ProjectState.UNDER_REVIEW}


class AlreadyPaid(DomainError):
    """Money has left on this decision: it can no longer be taken back."""


class ReasonMissing(DomainError):
    """Taking something back needs a reason."""


@transaction.atomic
def lift_condition(*, project: Project, section: str, by: User, now: datetime) -> Decision:
    """Turn a conditional yes into a plain one: the structure did what was asked.

    Raises WrongState unless that section's decision is conditional, SelfDecision.
    """
    project = lock(project)
    decision = _conditional(project, section)
    check_decider(project, by)
    return _make_plain(project, decision, by=by, now=now)


@transaction.atomic
def answer_conditions(
    *, project: Project, section: str, met: Collection[int], missing: Mapping[int, str], by: User, now: datetime
) -> Decision:
    """Lift the conditions `met`, send the `missing` ones back with words; once none waits, the yes becomes plain.

    Both name conditions by key. Raises WrongState, ConditionRefused, SelfDecision.
    """
    project = lock(project)
    decision = _conditional(project, section)
    check_decider(project, by)
    if judge_conditions(decision, met=met, missing=missing, by=by, now=now):
        touch(project, now, fields=[])
        return decision
    return _make_plain(project, decision, by=by, now=now)


def _make_plain(project: Project, decision: Decision, *, by: User, now: datetime) -> Decision:
    lift_all(decision, by=by, now=now)
    decision.state = DecisionState.YES
    decision.save(update_fields=["state"])
    left = project.decisions.filter(state=DecisionState.CONDITIONAL_YES).exists()
    if project.state == ProjectState.CONDITIONALLY_ACCEPTED and not left:
        project.state = ProjectState.ACCEPTED
        touch(project, now, fields=["state"])
    if decision.announced_at:
        outbox.queue(ConditionsLiftedMail(decision))
    write_agreements(project=project, now=now)
    record(project, "project.condition_lifted", by=by, decision=decision.pk, section=decision.section)
    return decision


@transaction.atomic
def condition_not_met(*, project: Project, section: str, motive: str, by: User, now: datetime) -> Decision:
    """Turn a conditional yes into a no: the condition was not met in time; its money goes back to the envelope.

    Raises WrongState unless that section's decision is conditional, MotiveMissing, AlreadyPaid, SelfDecision.
    """
    project = lock(project)
    decision = _conditional(project, section)
    check_decider(project, by)
    if not motive.strip():
        raise MotiveMissing(_("Dites quelle condition n’est pas remplie : la structure lira ce motif."))
    _refuse_if_paid(decision)
    decision.condition_rows.drop(now)
    decision.cuts.all().delete()
    keep_only(decision, Money.zero(decision.currency), by=by, now=now)
    decision.grant.delete()
    decision.state, decision.motive = DecisionState.NO, motive.strip()
    decision.envelope = decision.amount = decision.announced_at = decision.letter = None
    decision.currency = ""
    decision.decided_by, decision.decided_at = by, now
    decision.save()
    settle(project, now=now)
    record(project, "project.condition_not_met", by=by, decision=decision.pk, section=section)
    return decision


@transaction.atomic
def undo_decision(*, project: Project, section: str, reason: str, by: User, now: datetime) -> Decision:
    """Take one section's decision back, inside the undo window or later; its commitment is released.

    Once the structure had read it, it is told that the dossier is open again. Raises WrongState once the group has
    left or if there is nothing to take back, AlreadyPaid, ReasonMissing, SelfDecision.
    """
    project = lock(project)
    decision = project.decisions.filter(section=section).exclude(state=DecisionState.PENDING).first()
    if project.state not in REVERSIBLE or decision is None:
        raise WrongState(_("Il n’y a plus de décision à reprendre : relisez le dossier."))
    check_decider(project, by)
    if not reason.strip():
        raise ReasonMissing(_("Dites pourquoi vous reprenez cette décision : cela reste dans l’historique."))
    _refuse_if_paid(decision)
    was_read = decision.announced_at is not None
    put_back_to_pending(decision, by=by, now=now)
    project.change_requests.drop(now)
    settle(project, now=now)
    if was_read:
        outbox.queue(DecisionReopenedMail(project, section))
    facts = {"decision": decision.pk, "section": section, "announced": was_read}
    record(project, "project.decision_undone", by=by, personal={"reason": reason.strip()}, **facts)
    return decision


@transaction.atomic
def confirm_partial_plan(*, project: Project, by: User, now: datetime) -> Project:
    """Let the carrier go on with less than it asked: the plan holds with what was awarded.

    Raises WrongState unless the dossier is partially accepted and the structure has been told.
    """
    project = lock(project)
    untold = project.announced_at is not None and project.announced_at > calendar.real_now()
    if project.state != ProjectState.PARTIALLY_ACCEPTED or untold:
        raise WrongState(_("Ce dossier n’attend pas votre confirmation : relisez-le avant d’aller plus loin."))
    conditional = project.decisions.filter(state=DecisionState.CONDITIONAL_YES).exists()
    project.state = ProjectState.CONDITIONALLY_ACCEPTED if conditional else ProjectState.ACCEPTED
    touch(project, now, fields=["state"])
    write_agreements(project=project, now=now)
    record(project, "project.partial_plan_confirmed", by=by, state=project.state)
    return project


def _conditional(project: Project, section: str) -> Decision:
    decision = project.decisions.filter(section=section, state=DecisionState.CONDITIONAL_YES).first()
    if decision is None or project.state not in REVERSIBLE:
        raise WrongState(_("Cette décision n’attend plus de condition : relisez le dossier."))
    return decision


def _refuse_if_paid(decision: Decision) -> None:
    if held_lines(decision).exists():
        raise AlreadyPaid(_("Un ordre de paiement est en cours sur cette décision : parlez-en à la finance."))
    if decision.state in SAYS_YES and Payment.objects.filter(grant__decision=decision).exists():
        raise AlreadyPaid(
            _("Un versement est déjà noté sur cette décision : elle ne peut plus être reprise. Parlez-en à la finance.")
        )
