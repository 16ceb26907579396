"""One step of a person in a project; every service that changes a state goes through here."""

from datetime import datetime

from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import WrongState
from participants.enums import ParticipationState
from participants.models import Participation
from participants.workflow import NEXT_STATES
from projects.models import Project


def lock_project(project: Project) -> Project:
    """Return the dossier as it stands now, locked: its places, dates and state hold still meanwhile."""
    return Project.objects.select_for_update(of=("self",)).select_related("call", "carrier").get(pk=project.pk)


def lock_participation(participation: Participation) -> Participation:
    """Return the row as it stands now, locked, with the person and her structure."""
    rows = Participation.objects.select_for_update(of=("self",)).select_related("participant__structure")
    return rows.get(pk=participation.pk)


def move(
    participation: Participation, to: ParticipationState, *, by: User | None, now: datetime, **values: object
) -> None:
    """Give a locked participation its next state and what comes with it. Raises WrongState if the move is illegal."""
    if to not in NEXT_STATES["participation"][participation.state]:
        raise WrongState(
            _("%(name)s a changé d’état entre-temps (%(state)s). Relisez le groupe avant de continuer.")
            % {"name": participation.participant, "state": participation.get_state_display()}
        )
    for name, value in values.items():
        setattr(participation, name, value)
    participation.state = to
    participation.state_changed_at = now
    participation.state_changed_by = by
    moved = ["state", "state_changed_at", "state_changed_by"]
    participation.save(update_fields=[*values, *moved])
