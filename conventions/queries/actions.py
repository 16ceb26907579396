"""One action of a plan by itself: what it is tied to, what it was granted, and what became of it from year to year."""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, prefetch_related_objects
from django.db.models.functions import Coalesce

from conventions.models import Action, ActionPlan
from conventions.queries.plans import ActionRow, parts_to_fetch, rows_of_own_year
from ofqj_portal.core.money import Money
from projects.enums import AFTER_DEPARTURE, DECIDED_YES, SAYS_YES
from projects.models import Grant, Project

LONGEST_CHAIN = 12


def chain_of(action: Action) -> list[ActionRow]:
    """List an action over the years, the oldest first: those it was carried over from, itself, those it became."""
    followed = Exists(Action.objects.filter(carried_from=OuterRef("pk")))
    linked = Q(pk=action.pk) | Q(carried_from__isnull=False) | followed
    rows = Action.objects.filter(linked, plan__convention=action.plan.convention_id)
    known = {row.pk: row for row in rows.select_related("plan__convention", "objective").order_by("pk")}
    links = {row.pk: row.carried_from_id for row in known.values() if row.carried_from_id in known}
    later = {former: pk for pk, former in links.items()}
    found = [action.pk]
    while found[0] in links and len(found) < LONGEST_CHAIN:
        found.insert(0, links[found[0]])
    while found[-1] in later and len(found) < LONGEST_CHAIN:
        found.append(later[found[-1]])
    chain = sorted((known[pk] for pk in found), key=lambda row: (row.plan.year, row.number))
    prefetch_related_objects(chain, *parts_to_fetch())
    return rows_of_own_year(chain)


def tied_projects(action: Action) -> QuerySet[Project]:
    """Keep the projects accepted or gone that are tied to an action, by name or by their call, one row each."""
    named = Action.projects.through.objects.filter(action=action).values("project")
    called = Action.calls.through.objects.filter(action=action).values("call")
    rows = Project.objects.filter(state__in=DECIDED_YES | AFTER_DEPARTURE)
    return (rows.filter(pk__in=named) | rows.filter(call__in=called)).order_by("departs_on", "pk")


def nameable_projects(numbers: list[str]) -> dict[str, Project]:
    """Return, by number, those of `numbers` that an action may be tied to: accepted, or gone."""
    rows = Project.objects.filter(number__in=numbers, state__in=DECIDED_YES | AFTER_DEPARTURE)
    return {project.number: project for project in rows.order_by("number")}


def tied_by_programme(action: Action) -> list[Any]:
    """Count the projects tied to an action by programme: dicts of `programme`, `accepted`, `gone`."""
    rows = tied_projects(action).order_by().values(programme=F("call__programme"))
    return list(rows.annotate(accepted=Count("pk"), gone=Count("departed_on")).order_by("programme"))


def carried_candidates(plan: ActionPlan) -> QuerySet[Action]:
    """List the actions of the plan of the year before, those already carried over left out."""
    rows = Action.objects.filter(plan__convention=plan.convention_id, plan__year=plan.year - 1)
    taken = Action.objects.filter(carried_from=OuterRef("pk"))
    return rows.exclude(Exists(taken)).select_related("objective", "plan").order_by("number")


def granted_money(action: Action) -> list[Money]:
    """Sum what the sections granted to the projects tied to an action, at today's worth, one amount a currency."""
    projects = tied_projects(action).order_by().values("pk")
    grants = Grant.objects.filter(decision__project__in=projects, decision__state__in=SAYS_YES).order_by()
    rows = grants.values("currency").annotate(amount=Sum(Coalesce("recomputed_amount", "awarded_amount")))
    return [Money(row["amount"], row["currency"]) for row in rows.order_by("currency")]
