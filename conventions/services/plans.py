"""The life of an action plan, up to the committee's vote and after it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from conventions.enums import Measure, PlanState
from conventions.models import Action, ActionDeed, ActionFunding, ActionPlan, Convention, Objective
from conventions.services.moves import lock, move
from conventions.workflow import PLAN
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.money import Money
from projects.models import Call, Project

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
def add_action(
    *, plan: ActionPlan, objective: Objective, title: str, owner: str, measure: str, target: int, starts_on: date,
    ends_on: date, by: "User | None", now: datetime, aim: str = "", calls: Iterable[Call] = (),
    projects: Iterable[Project] = (), fundings: Iterable[tuple[str, Money]] = (),
) -> Action:  # fmt: skip
    """Add an action to a plan in preparation: it serves an objective of article 3 and is tied to calls and projects.

    `fundings` are (funder, amount). Raises WrongState once the plan is proposed; PlanRefused for another convention's
    objective or dates outside the plan's year.
    """
    plan = lock(plan)
    if plan.state != PlanState.DRAFT:
        raise WrongState(_("Le plan est proposé ou validé : il ne se modifie plus."))
    if objective.convention_id != plan.convention_id:
        raise PlanRefused(_("L’action sert un objectif de la convention de son plan."))
    if starts_on.year != plan.year or ends_on.year != plan.year:
        raise PlanRefused(_("Les dates de l’action tombent dans l’année du plan."))
    action = Action.objects.create(
        plan=plan, objective=objective, number=plan.actions.count() + 1, title=title, aim=aim, owner=owner,
        measure=measure, target=target, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    action.calls.set(calls)
    action.projects.set(projects)
    ActionFunding.objects.bulk_create(
        ActionFunding(action=action, funder=funder, amount=money.amount, currency=money.currency)
        for funder, money in fundings
    )
    record(plan, "plan.action_added", by=by, action=action.pk, measure=measure, target=target)
    return action


@transaction.atomic
def record_deed(
    *, action: Action, title: str, done_on: date, by: "User | None", now: datetime, url: str = ""
) -> ActionDeed:
    """Note something done that no project holds. Raises PlanRefused unless the action counts deeds."""
    if action.measure != Measure.DEEDS:
        raise PlanRefused(_("Cette action se compte sur ses projets ou ses ententes : il n’y a rien à noter."))
    deed = ActionDeed.objects.create(action=action, done_on=done_on, title=title, url=url, recorded_by=by)
    record(action.plan, "plan.deed_recorded", by=by, action=action.pk, deed=deed.pk)
    return deed


@transaction.atomic
def propose_plan(*, plan: ActionPlan, by: "User | None", now: datetime) -> ActionPlan:
    """Put the plan before the committee. Raises WrongState; PlanRefused without any action."""
    plan = lock(plan)
    move(PLAN, plan, PlanState.PROPOSED)
    if not plan.actions.exists():
        raise PlanRefused(_("Ajoutez au moins une action avant de proposer le plan."))
    plan.proposed_at = now
    plan.save(update_fields=["state", "proposed_at"])
    record(plan, "plan.proposed", by=by)
    return plan


@transaction.atomic
def close_plan(*, plan: ActionPlan, by: "User | None", now: datetime) -> ActionPlan:
    """Close a validated plan once its year is over. Raises WrongState; PlanRefused during its year."""
    plan = lock(plan)
    if now.year <= plan.year:
        raise PlanRefused(_("L’année de ce plan n’est pas finie."))
    move(PLAN, plan, PlanState.CLOSED)
    plan.closed_at = now
    plan.save(update_fields=["state", "closed_at"])
    record(plan, "plan.closed", by=by)
    return plan
