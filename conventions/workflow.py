"""Every legal move of the things that have states. Data only: services and database triggers both read it."""

from conventions.enums import AmendmentState, ConsultationState, DataRequestState, NoticeState, PlanState, ReportState

PLAN = "plan"
REPORT = "report"
AMENDMENT = "amendment"
NOTICE = "notice"
CONSULTATION = "consultation"
DATA_REQUEST = "data request"

NEXT_STATES: dict[str, dict[str, frozenset[str]]] = {
    PLAN: {
        PlanState.DRAFT: frozenset({PlanState.PROPOSED}),
        PlanState.PROPOSED: frozenset({PlanState.VALIDATED, PlanState.DRAFT}),
        PlanState.VALIDATED: frozenset({PlanState.CLOSED}),
        PlanState.CLOSED: frozenset(),
    },
    REPORT: {
        ReportState.OPEN: frozenset({ReportState.CONTRIBUTIONS_IN}),
        ReportState.CONTRIBUTIONS_IN: frozenset({ReportState.DRAFTED}),
        ReportState.DRAFTED: frozenset({ReportState.ADOPTED, ReportState.CONTRIBUTIONS_IN}),
        ReportState.ADOPTED: frozenset({ReportState.PUBLISHED}),
        ReportState.PUBLISHED: frozenset({ReportState.SUPERSEDED}),
        ReportState.SUPERSEDED: frozenset(),
    },
    AMENDMENT: {
        AmendmentState.DRAFT: frozenset({AmendmentState.PROPOSED, AmendmentState.VOID}),
        AmendmentState.PROPOSED: frozenset({AmendmentState.IN_FORCE, AmendmentState.VOID}),
        AmendmentState.IN_FORCE: frozenset(),
        AmendmentState.VOID: frozenset(),
    },
    NOTICE: {
        NoticeState.DRAFT: frozenset({NoticeState.SENT, NoticeState.WITHDRAWN}),
        NoticeState.SENT: frozenset({NoticeState.EFFECTIVE, NoticeState.WITHDRAWN}),
        NoticeState.EFFECTIVE: frozenset(),
        NoticeState.WITHDRAWN: frozenset(),
    },
    CONSULTATION: {
        ConsultationState.DRAFT: frozenset({ConsultationState.OPEN, ConsultationState.WITHDRAWN}),
        ConsultationState.OPEN: frozenset({ConsultationState.CLOSED, ConsultationState.WITHDRAWN}),
        ConsultationState.CLOSED: frozenset(),
        ConsultationState.WITHDRAWN: frozenset(),
    },
    DATA_REQUEST: {
        DataRequestState.ASKED: frozenset(
            {DataRequestState.PREPARED, DataRequestState.REFUSED, DataRequestState.WITHDRAWN}
        ),
        DataRequestState.PREPARED: frozenset(
            {DataRequestState.ANSWERED, DataRequestState.REFUSED, DataRequestState.WITHDRAWN}
        ),
        DataRequestState.ANSWERED: frozenset({DataRequestState.RECEIVED, DataRequestState.PURGED}),
        DataRequestState.RECEIVED: frozenset({DataRequestState.PURGED}),
        DataRequestState.PURGED: frozenset(),
        DataRequestState.REFUSED: frozenset(),
        DataRequestState.WITHDRAWN: frozenset(),
    },
}


def can_move(machine: str, old: str, new: str) -> bool:
    """Say whether `machine` may go from `old` to `new`."""
    return new in NEXT_STATES[machine].get(old, frozenset())
