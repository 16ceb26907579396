"""The life of an action plan, up to the committee's vote and after it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from conventions.enums import PlanState
from conventions.models import ActionPlan, Convention
from conventions.services.agenda_of_meetings import forget_bundles_to_come
from conventions.services.moves import lock, move
from conventions.workflow import PLAN
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.journal import record

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User


class PlanRefused(DomainError):
    """The plan, or the action, is not one the convention allows."""


@transaction.atomic
def open_plan(*, convention: Convention, year: int, by: "User | None", now: datetime) -> ActionPlan:
    """Open the plan of a year of the convention. Raises PlanRefused outside its years, or if it is already open."""
    if not convention.signed_on.year <= year <= convention.ends_on.year:
        raise PlanRefused(_("La convention ne couvre pas cette année."))
    plan, created = ActionPlan.objects.get_or_create(convention=convention, year=year)
    if not created:
        raise PlanRefused(_("Le plan de cette année est déjà ouvert."))
    record(plan, "plan.opened", by=by, year=year)
    return plan


@transaction.atomic
def propose_plan(*, plan: ActionPlan, by: "User | None", now: datetime) -> ActionPlan:
    """Put the plan before the committee. Raises WrongState; PlanRefused without any action."""
    plan = lock(plan)
    move(PLAN, plan, PlanState.PROPOSED)
    if not plan.actions.exists():
        raise PlanRefused(_("Ajoutez au moins une action avant de proposer le plan."))
    plan.proposed_at = now
    plan.save(update_fields=["state", "proposed_at"])
    forget_bundles_to_come(plan.convention, now)
    record(plan, "plan.proposed", by=by)
    return plan


@transaction.atomic
def close_plan(*, plan: ActionPlan, by: "User | None", now: datetime) -> ActionPlan:
    """Close a validated plan once its year is over. Raises WrongState; PlanRefused during its year."""
    plan = lock(plan)
    if now.astimezone(PARIS).year <= plan.year:
        raise PlanRefused(_("L’année de ce plan n’est pas finie."))
    move(PLAN, plan, PlanState.CLOSED)
    plan.closed_at = now
    plan.save(update_fields=["state", "closed_at"])
    record(plan, "plan.closed", by=by)
    return plan
