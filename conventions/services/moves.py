"""How a plan, a report, an amendment or a notice changes state: locked, along its table, and nowhere else."""

from typing import TypeVar

from django.db.models import Manager
from django.utils.translation import gettext as _

from conventions.models import ActionPlan, Amendment, AnnualReport, Consultation, DataRequest, FormalNotice, Resolution
from conventions.workflow import can_move
from ofqj_portal.core.errors import WrongState

M = TypeVar("M", bound=ActionPlan | AnnualReport | Amendment | FormalNotice | Resolution | Consultation | DataRequest)
S = TypeVar("S", bound=ActionPlan | AnnualReport | Amendment | FormalNotice | Consultation | DataRequest)


def lock(row: M) -> M:
    """Take the row for this transaction, as it stands now."""
    manager: Manager[M] = type(row)._default_manager  # type: ignore[assignment]
    return manager.select_for_update(of=("self",)).get(pk=row.pk)


def move(machine: str, row: S, state: str) -> None:
    """Put `row` into `state`, unsaved. Raises WrongState if the table of `machine` does not allow it."""
    if not can_move(machine, row.state, state):
        raise WrongState(
            _("Cette étape n’est plus possible : l’état est maintenant « %(state)s ».")
            % {"state": row.get_state_display()}
        )
    row.state = state
