"""The plan of a person's return: which steps, by when, and which are done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from participants.enums import HAS_LEFT, ReturnStepKind
from participants.models import Participation, ReturnStep
from participants.queries.return_plan import plan_mark, steps_by_kind
from participants.services.moves import lock_participation


class NotDoneYet(DomainError):
    """A step is done on a day that has come."""


@dataclass(frozen=True)
class PlannedReturn:
    """A step by its day; `done_on` is None while it is still to do."""

    due_on: date
    done_on: date | None = None


@transaction.atomic
def write_return_plan(
    *,
    participation: Participation,
    steps: Mapping[ReturnStepKind, PlannedReturn],
    seen: str,
    by: User,
    now: datetime,
) -> list[ReturnStep]:
    """Write the whole plan of a person who left; a kind that is absent is taken out of it.

    `seen` is the mark of the plan that the reader had before her. Raises WrongState before she left; EditedMeanwhile;
    NotDoneYet for a day to come.
    """
    participation = lock_participation(participation)
    if participation.state not in HAS_LEFT:
        raise WrongState(_("Le plan de retour s’écrit une fois la personne partie."))
    was = steps_by_kind(participation)
    if plan_mark(was) != seen:
        raise EditedMeanwhile(_("Quelqu’un a modifié ce plan pendant votre saisie : relisez-le d’abord."))
    if any(step.done_on and step.done_on > now.astimezone(PARIS).date() for step in steps.values()):
        raise NotDoneYet(_("Une étape se note faite le jour où elle l’est : cette date n’est pas encore passée."))
    kinds = [kind for kind in ReturnStepKind if kind in was or kind in steps]
    changed = sorted(kind for kind in kinds if _days(was.get(kind)) != _days(steps.get(kind)))
    if changed:
        participation.return_steps.exclude(kind__in=list(steps)).delete()
        _write(participation, {kind: step for kind, step in steps.items() if kind in changed}, by=by, now=now)
        facts = {"steps": changed, "done": sum(step.done_on is not None for step in steps.values())}
        record(participation, "participation.return_planned", by=by, **facts)
    return list(participation.return_steps.all())


def _write(
    participation: Participation, steps: Mapping[ReturnStepKind, PlannedReturn], *, by: User, now: datetime
) -> None:
    said = {"participation": participation, "planned_at": now, "planned_by": by}
    ReturnStep.objects.bulk_create(
        [ReturnStep(kind=kind, due_on=step.due_on, done_on=step.done_on, **said) for kind, step in steps.items()],
        update_conflicts=True,
        unique_fields=["participation", "kind"],
        update_fields=["due_on", "done_on", "planned_at", "planned_by"],
    )


def _days(step: PlannedReturn | ReturnStep | None) -> tuple[date, date | None] | None:
    return (step.due_on, step.done_on) if step else None
