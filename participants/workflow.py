"""Who may become what: the moves of a person in a project. The database refuses every other one."""

from participants.enums import ParticipationState as S
from participants.enums import ProfessionalState as P

NEXT_STATES: dict[str, dict[str, frozenset[str]]] = {
    "participation": {
        S.WAITING: frozenset({S.REGISTERED, S.WITHDRAWN}),
        S.REGISTERED: frozenset({S.CONFIRMED, S.WITHDRAWN}),
        S.CONFIRMED: frozenset({S.DEPARTED, S.WITHDRAWN}),
        S.DEPARTED: frozenset({S.RETURNED, S.INTERRUPTED}),
        S.RETURNED: frozenset(),
        S.INTERRUPTED: frozenset(),
        S.WITHDRAWN: frozenset(),
    },
    "professional": {
        P.PLANNED: frozenset({P.DEPARTED, P.WITHDRAWN}),
        P.DEPARTED: frozenset({P.RETURNED}),
        P.RETURNED: frozenset(),
        P.WITHDRAWN: frozenset(),
    },
}
