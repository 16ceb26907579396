"""Every legal move of a dossier, of a section's decision and of a change. Data only: services and triggers read it."""

from projects.enums import (
    DECIDED_NO,
    DECIDED_YES,
    AdviceState,
    AgreementState,
    ChangeState,
    DecisionState,
    ExternalState,
    LineOutcome,
    ProjectState,
    RecoveryState,
    RunState,
)

PROJECT = "project"
DECISION = "decision"
CHANGE = "change"
AGREEMENT = "grant_agreement"
PAYMENT_RUN, PAYMENT_LINE, RECOVERY = "payment_run", "payment_run_line", "recovery"
ADVICE, EXTERNAL_OPINION = "advice", "external_opinion"

_P = ProjectState
_D = DecisionState
_C = ChangeState
_A = AgreementState
_R, _L, _V = RunState, LineOutcome, RecoveryState
_Q, _E = AdviceState, ExternalState

NEXT_STATES: dict[str, dict[str, frozenset[str]]] = {
    PROJECT: {
        _P.DRAFT: frozenset({_P.SUBMITTED}),
        _P.SUBMITTED: frozenset({_P.UNDER_REVIEW, _P.WITHDRAWN}),
        _P.UNDER_REVIEW: frozenset({_P.INCOMPLETE, _P.WITHDRAWN}) | DECIDED_YES | DECIDED_NO,
        _P.INCOMPLETE: frozenset({_P.UNDER_REVIEW, _P.WITHDRAWN}),
        _P.WITHDRAWN: frozenset({_P.DRAFT}),
        _P.ACCEPTED: frozenset({_P.ONGOING, _P.UNDER_REVIEW, _P.CANCELLED}),
        # A condition that is not met leaves a yes beside a no when the other section had said yes.
        _P.CONDITIONALLY_ACCEPTED: frozenset(
            {_P.ACCEPTED, _P.REFUSED, _P.PARTIALLY_ACCEPTED, _P.UNDER_REVIEW, _P.CANCELLED},
        ),
        # Refused when the one yes was conditional and its condition is not met.
        _P.PARTIALLY_ACCEPTED: frozenset(
            {_P.ACCEPTED, _P.CONDITIONALLY_ACCEPTED, _P.REFUSED, _P.WITHDRAWN, _P.UNDER_REVIEW, _P.CANCELLED},
        ),
        _P.REFUSED: frozenset({_P.UNDER_REVIEW}),
        _P.CLOSED_WITHOUT_ACTION: frozenset({_P.UNDER_REVIEW}),
        _P.ONGOING: frozenset({_P.REPORT_DUE, _P.CANCELLED}),
        _P.REPORT_DUE: frozenset({_P.REPORT_SUBMITTED}),
        _P.REPORT_SUBMITTED: frozenset({_P.REPORT_INCOMPLETE, _P.CLOSED}),
        _P.REPORT_INCOMPLETE: frozenset({_P.REPORT_SUBMITTED}),
        _P.CLOSED: frozenset(),
        _P.CANCELLED: frozenset(),
    },
    DECISION: {
        _D.PENDING: frozenset({_D.YES, _D.CONDITIONAL_YES, _D.NO, _D.NO_ACTION}),
        _D.YES: frozenset({_D.PENDING}),
        _D.CONDITIONAL_YES: frozenset({_D.YES, _D.NO, _D.PENDING}),
        _D.NO: frozenset({_D.PENDING}),
        _D.NO_ACTION: frozenset({_D.PENDING}),
    },
    CHANGE: {
        _C.ASKED: frozenset({_C.GRANTED, _C.REFUSED, _C.SENT_BACK, _C.DROPPED}),
        _C.SENT_BACK: frozenset({_C.ASKED, _C.DROPPED}),
        _C.GRANTED: frozenset(),
        _C.REFUSED: frozenset(),
        _C.NOTED: frozenset(),
        _C.DROPPED: frozenset(),
    },
    AGREEMENT: {
        _A.WAITING_CARRIER: frozenset({_A.WAITING_OFQJ, _A.REFUSED, _A.VOID}),
        _A.WAITING_OFQJ: frozenset({_A.SIGNED, _A.REFUSED, _A.VOID}),
        _A.SIGNED: frozenset({_A.VOID}),
        _A.REFUSED: frozenset({_A.VOID}),
        _A.VOID: frozenset(),
    },
    RECOVERY: {
        _V.DRAFTED: frozenset({_V.SENT, _V.WAIVED}),
        _V.SENT: frozenset({_V.RECEIVED, _V.WAIVED}),
        _V.RECEIVED: frozenset(),
        _V.WAIVED: frozenset(),
    },
    PAYMENT_RUN: {
        _R.PREPARED: frozenset({_R.CONFIRMED, _R.CANCELLED}),
        _R.CONFIRMED: frozenset(),
        _R.CANCELLED: frozenset(),
    },
    PAYMENT_LINE: {
        _L.PENDING: frozenset({_L.PAID, _L.REJECTED, _L.DROPPED}),
        _L.PAID: frozenset(),
        _L.REJECTED: frozenset(),
        _L.DROPPED: frozenset(),
    },
    EXTERNAL_OPINION: {
        _E.WAITING: frozenset({_E.GIVEN, _E.TIED, _E.WITHDRAWN}),
        _E.GIVEN: frozenset(),
        _E.TIED: frozenset(),
        _E.WITHDRAWN: frozenset(),
    },
    ADVICE: {
        _Q.ASKED: frozenset({_Q.ANSWERED, _Q.CLOSED}),
        _Q.ANSWERED: frozenset({_Q.ASKED, _Q.CLOSED}),
        _Q.CLOSED: frozenset(),
    },
}


def can_move(machine: str, old: str, new: str) -> bool:
    """Say whether `machine` may go from `old` to `new`."""
    return new in NEXT_STATES[machine].get(old, frozenset())
