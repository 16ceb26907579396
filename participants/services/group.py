"""Who is in the group: added, waiting, let in, gone, replaced."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from participants.enums import OrderReason, ParticipationState, WithdrawalReason
from participants.models import Participant, Participation
from participants.queries.groups import places_taken
from participants.queries.primacy import next_in_line
from participants.services.moves import lock_participation, lock_project, move
from participants.services.paid_person import drop_payments
from projects.enums import AFTER_DEPARTURE, DECIDED_NO, FOR_PROFESSIONALS, ProjectState, Side
from projects.models import Project

CLOSED_TO_NEWCOMERS = AFTER_DEPARTURE | DECIDED_NO | {ProjectState.CANCELLED, ProjectState.WITHDRAWN}


class GroupFull(DomainError):
    """Every place is taken."""


class AlreadyInGroup(DomainError):
    """The person is in the group."""


class OutOfOrder(DomainError):
    """Somebody else is next, by the principle of primacy."""


class NotCarriers(DomainError):
    """The person is followed by a structure that does not carry the project."""


class OnlyProfessionals(DomainError):
    """A mission takes professionals, no young people."""


@transaction.atomic
def add_participant(
    *, project: Project, participant: Participant, by: User, now: datetime, first_time_abroad: bool | None = None
) -> Participation:
    """Put a person in the group: registered while places are left, else on the waiting list.

    Raises WrongState once the group has left or the project will not take place; NotCarriers; OnlyProfessionals;
    AlreadyInGroup. Whether she may leave is not asked here: it is shown, and checked when she is confirmed.
    """
    project = lock_project(project)
    open_to_newcomers(project)
    if not project.structures.filter(side=Side.CARRIER, structure=participant.structure_id).exists():
        raise NotCarriers(_("Cette personne n’est pas suivie par une structure qui porte le projet."))
    state = ParticipationState.WAITING if _is_full(project) else ParticipationState.REGISTERED
    participation = Participation(
        project=project,
        participant=participant,
        state=state,
        first_time_abroad=first_time_abroad,
        registered_at=now,
        state_changed_at=now,
        state_changed_by=by,
    )
    _insert(participation)
    record(participation, f"participation.{state.value}", by=by, project=project.pk)
    return participation


@transaction.atomic
def admit_from_waiting_list(
    *, participation: Participation, by: User, now: datetime, order_reason: str = ""
) -> Participation:
    """Give a place to somebody who was waiting, in the order of primacy or with the reason why not.

    Raises GroupFull; WrongState if she waits no more; OutOfOrder if somebody else is next and no reason is given.
    """
    project = lock_project(participation.project)
    participation = lock_participation(participation)
    _refuse_closed(project)
    if _is_full(project):
        raise GroupFull(_("Toutes les places sont prises. Un désistement en libère une."))
    facts = _order_facts(participation, order_reason)
    move(participation, ParticipationState.REGISTERED, by=by, now=now)
    record(participation, "participation.registered", by=by, project=project.pk, **facts)
    return participation


@transaction.atomic
def withdraw_participation(
    *,
    participation: Participation,
    reason: WithdrawalReason,
    by: User,
    now: datetime,
    replacement: Participation | None = None,
    order_reason: str = "",
) -> Participation:
    """Note that a person will not leave; her place is free, and goes to `replacement` if one is named.

    The replacement must be waiting in the same group. Raises WrongState if either has moved on; OutOfOrder if somebody
    else is next and no reason is given.
    """
    project = lock_project(participation.project)
    participation = lock_participation(participation)
    if project.state in AFTER_DEPARTURE:
        raise WrongState(_("Le groupe est déjà parti : notez plutôt un retour anticipé."))
    held_a_place = participation.state != ParticipationState.WAITING
    move(participation, ParticipationState.WITHDRAWN, by=by, now=now, withdrawn_at=now, withdrawal_reason=reason)
    if replacement and held_a_place:
        _replace(participation, replacement, order_reason, by=by, now=now)
    drop_payments([participation], by=by, now=now)
    facts = {"replaced_by": replacement.pk} if replacement and held_a_place else {}
    record(participation, "participation.withdrawn", by=by, project=project.pk, reason=str(reason), **facts)
    return participation


def _replace(gone: Participation, replacement: Participation, order_reason: str, *, by: User, now: datetime) -> None:
    replacement = lock_participation(replacement)
    if replacement.project_id != gone.project_id or replacement.state != ParticipationState.WAITING:
        raise WrongState(_("La personne choisie n’est plus sur la liste d’attente."))
    facts = _order_facts(replacement, order_reason)
    move(replacement, ParticipationState.REGISTERED, by=by, now=now)
    gone.replaced_by = replacement
    gone.save(update_fields=["replaced_by"])
    record(replacement, "participation.registered", by=by, project=gone.project_id, replaces=gone.pk, **facts)


def _order_facts(participation: Participation, order_reason: str) -> dict[str, str]:
    """Return what the journal says of the order: nothing when it is followed, the reason when it is not."""
    following = next_in_line(participation.project)
    if following is None or following.pk == participation.pk:
        return {}
    if order_reason not in OrderReason.values:
        raise OutOfOrder(
            _("Une autre personne est la suivante (principe de primauté) : dites pourquoi vous passez avant elle.")
        )
    return {"out_of_order": str(order_reason)}


def _is_full(project: Project) -> bool:
    return project.places is not None and places_taken(project) >= project.places


def open_to_newcomers(project: Project) -> None:
    """Go on if young people may still join the group of `project`. Raises WrongState; OnlyProfessionals."""
    _refuse_closed(project)
    if project.call.programme in FOR_PROFESSIONALS:
        raise OnlyProfessionals(_("Une mission réunit des professionnels : ajoutez-les plus bas, à l’équipe."))


def _refuse_closed(project: Project) -> None:
    if project.state in CLOSED_TO_NEWCOMERS:
        raise WrongState(_("Le groupe de ce projet ne change plus."))


def _insert(participation: Participation) -> None:
    try:
        participation.save(force_insert=True)
    except IntegrityError as refusal:
        if "participation_once_per_project" in str(refusal):
            raise AlreadyInGroup(_("Cette personne est déjà dans le groupe.")) from refusal
        raise
