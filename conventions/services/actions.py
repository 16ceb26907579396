"""The actions of a plan: written while it is in preparation, carried over to the next year, done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from conventions.enums import DeedKind, Measure, PlanState
from conventions.models import Action, ActionDeed, ActionFunding, ActionPlan, ActionTarget, Objective
from conventions.services.moves import lock
from conventions.services.plans import PlanRefused
from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.money import Money
from projects.models import Call, Project

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

CARRIED_FIELDS = ("objective", "title", "aim", "owner", "partners", "other_partners", "measure", "target")


@dataclass(frozen=True)
class Ties:
    """What an action is tied to: calls and projects, (funder, amount), and further measures with their target."""

    calls: Iterable[Call] = ()
    projects: Iterable[Project] = ()
    fundings: Iterable[tuple[str, Money]] = ()
    targets: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def add_action(
    *, plan: ActionPlan, objective: Objective, title: str, owner: str, measure: str, target: int, starts_on: date,
    ends_on: date, by: "User | None", now: datetime, aim: str = "", partners: Iterable[str] = (),
    other_partners: str = "", calls: Iterable[Call] = (), projects: Iterable[Project] = (),
    fundings: Iterable[tuple[str, Money]] = (), targets: Mapping[str, int] | None = None,
) -> Action:  # fmt: skip
    """Add an action to a plan in preparation: it serves an objective of article 3 and is tied to calls and projects.

    `fundings` are (funder, amount), `targets` the further measures with their target. Raises WrongState once the plan
    is proposed; PlanRefused for another convention's objective or dates outside the plan's year.
    """
    plan = _in_preparation(plan)
    columns = {
        "objective": objective, "title": title, "aim": aim, "owner": owner, "partners": list(partners),
        "other_partners": other_partners, "measure": measure, "target": target, "starts_on": starts_on,
        "ends_on": ends_on,
    }  # fmt: skip
    action = _new_action(plan, columns, Ties(calls, projects, fundings, targets or {}))
    record(plan, "plan.action_added", by=by, action=action.pk, measure=measure, target=target)
    return action


@transaction.atomic
def change_action(
    *, action: Action, ties: Ties, seen_version: int, by: "User", now: datetime, **columns: Any
) -> Action:  # fmt: skip
    """Write an action of a plan in preparation anew, with all it is tied to.

    Raises WrongState once the plan is proposed, EditedMeanwhile if somebody wrote since, PlanRefused as `add_action`.
    """
    plan = _in_preparation(action.plan)
    action = _lock_seen(action, seen_version)
    _refuse_wrong_action(plan, columns)
    for name, value in columns.items():
        setattr(action, name, value)
    action.version += 1
    action.save()
    action.fundings.all().delete()
    action.targets.all().delete()
    _tie(action, ties)
    record(plan, "plan.action_changed", by=by, action=action.pk, version=action.version)
    return action


@transaction.atomic
def tie_action(
    *, action: Action, calls: Iterable[Call], projects: Iterable[Project], seen_version: int, by: "User", now: datetime
) -> Action:
    """Say anew which calls and projects an action counts on, whatever the state of its plan.

    What the committee voted (aim, target, money) stays: a tie says what was done. Raises EditedMeanwhile.
    """
    plan = lock(action.plan)
    action = _lock_seen(action, seen_version)
    action.version += 1
    action.save(update_fields=["version"])
    action.calls.set(calls)
    action.projects.set(projects)
    record(plan, "plan.action_tied", by=by, action=action.pk, version=action.version)
    return action


@transaction.atomic
def remove_action(*, action: Action, by: "User", now: datetime) -> ActionPlan:
    """Take an action out of a plan in preparation. Raises WrongState; PlanRefused once something was done of it."""
    plan = _in_preparation(action.plan)
    if action.deeds.exists():
        raise PlanRefused(_("Une réalisation est notée pour cette action : elle reste dans le plan."))
    number = action.pk
    action.delete()
    record(plan, "plan.action_removed", by=by, action=number)
    return plan


@transaction.atomic
def carry_over(*, plan: ActionPlan, actions: Iterable[Action], by: "User | None", now: datetime) -> list[Action]:
    """Take actions of an earlier year into a plan in preparation: same aim, people, measures and funders, new dates.

    Their ties to calls and projects stay with the year they were for. Raises WrongState; PlanRefused for an action
    that is already carried over, or of a plan that is not an earlier one of the same convention.
    """
    plan, carried = _in_preparation(plan), []
    for former in Action.objects.filter(pk__in=[action.pk for action in actions]).select_related("plan").order_by("pk"):
        if former.plan.convention_id != plan.convention_id or former.plan.year >= plan.year:
            raise PlanRefused(_("Une action se reprend d’une année d’avant, dans la même convention."))
        if Action.objects.filter(carried_from=former).exists():
            raise PlanRefused(_("L’action « %(title)s » est déjà reprise.") % {"title": former.title})
        columns = {name: getattr(former, name) for name in CARRIED_FIELDS}
        columns |= {
            "starts_on": date(plan.year, 1, 1), "ends_on": date(plan.year, 12, 31), "carried_from": former,
        }  # fmt: skip
        fundings = [(row.funder, Money(row.amount, row.currency)) for row in former.fundings.all()]
        targets = dict(former.targets.values_list("measure", "target"))
        carried.append(_new_action(plan, columns, Ties(fundings=fundings, targets=targets)))
    record(plan, "plan.actions_carried_over", by=by, actions=[action.pk for action in carried])
    return carried


@transaction.atomic
def record_deed(
    *, action: Action, title: str, done_on: date, by: "User | None", now: datetime, url: str = "",
    kind: str = DeedKind.OTHER,
) -> ActionDeed:  # fmt: skip
    """Note something done that no project holds. Raises PlanRefused unless the action counts deeds."""
    if action.measure != Measure.DEEDS and not action.targets.filter(measure=Measure.DEEDS).exists():
        raise PlanRefused(_("Cette action se compte sur ses projets ou ses ententes : il n’y a rien à noter."))
    deed = ActionDeed.objects.create(action=action, kind=kind, done_on=done_on, title=title, url=url, recorded_by=by)
    record(action.plan, "plan.deed_recorded", by=by, action=action.pk, deed=deed.pk)
    return deed


def _in_preparation(plan: ActionPlan) -> ActionPlan:
    plan = lock(plan)
    if plan.state != PlanState.DRAFT:
        raise WrongState(_("Le plan est proposé ou validé : il ne se modifie plus."))
    return plan


def _lock_seen(action: Action, seen_version: int) -> Action:
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.version != seen_version:
        raise EditedMeanwhile(
            _("Cette action a été modifiée pendant que vous écriviez. Votre saisie est gardée : relisez-la.")
        )
    return action


def _refuse_wrong_action(plan: ActionPlan, columns: Mapping[str, Any]) -> None:
    if columns["objective"].convention_id != plan.convention_id:
        raise PlanRefused(_("L’action sert un objectif de la convention de son plan."))
    if columns["starts_on"].year != plan.year or columns["ends_on"].year != plan.year:
        raise PlanRefused(_("Les dates de l’action tombent dans l’année du plan."))


def _new_action(plan: ActionPlan, columns: Mapping[str, Any], ties: Ties) -> Action:
    _refuse_wrong_action(plan, columns)
    number = (plan.actions.aggregate(last=Max("number"))["last"] or 0) + 1
    action = Action.objects.create(plan=plan, number=number, **columns)
    _tie(action, ties)
    return action


def _tie(action: Action, ties: Ties) -> None:
    action.calls.set(ties.calls)
    action.projects.set(ties.projects)
    ActionFunding.objects.bulk_create(
        ActionFunding(action=action, funder=funder, amount=money.amount, currency=money.currency)
        for funder, money in ties.fundings
    )
    ActionTarget.objects.bulk_create(
        ActionTarget(action=action, measure=measure, target=target)
        for measure, target in ties.targets.items()
        if measure != action.measure
    )
