"""Who may become what: a person in a project, and what she asks. The database refuses every other move."""

from participants.data_enums import RequestState as R
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
    "person_request": {
        R.RECEIVED: frozenset({R.IN_PROGRESS, R.FULFILLED, R.REFUSED, R.CANCELLED}),
        R.IN_PROGRESS: frozenset({R.FULFILLED, R.REFUSED, R.CANCELLED}),
        R.FULFILLED: frozenset(),
        R.REFUSED: frozenset(),
        R.CANCELLED: frozenset(),
    },
}
