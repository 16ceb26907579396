"""The action plan of a year: planned, done, gap; and the acts that prepare it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conventions import access
from conventions.enums import Measure, PlanState
from conventions.forms import CarryForm, PlanYearForm
from conventions.models import Vote
from conventions.periods import read_period
from conventions.queries.actions import carried_candidates
from conventions.queries.plans import plan_rows, planned_money, rows_over_years
from conventions.services.actions import carry_over
from conventions.services.plans import open_plan, propose_plan
from conventions.views.acts import act, move
from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from ofqj_portal.core.journal import history_of


@signed_in
@require_safe
def plan(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Show the actions of a year with what was done of each, counted on what they are tied to."""
    found = access.get_plan(request.user, slug, year)
    period = read_period(str(found.year))
    may_keep = access.can_keep(request.user)
    rows = plan_rows(found, period.starts_on, period.ends_on)
    context = {
        "plan": found,
        "rows": rows,
        "money": planned_money(rows),
        "votes": Vote.objects.filter(plan=found).select_related("meeting", "consultation").order_by("-recorded_at"),
        "history": history_of(found),
        "may_add": may_keep and found.state == PlanState.DRAFT,
        "may_carry": may_keep and found.state == PlanState.DRAFT and carried_candidates(found).exists(),
        "may_note": may_keep,
        "deeds": Measure.DEEDS,
    }
    return render(request, "conventions/plan.html", context)


@signed_in
@require_safe
def plans_over_years(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the actions of all the years of the convention, objective by objective: the plan of several years."""
    convention = access.get_convention(request.user, slug)
    rows = rows_over_years(convention)
    objectives = [
        (objective, [row for row in rows if row.action.objective_id == objective.pk])
        for objective in convention.objectives.order_by("number")
    ]
    plans = convention.plans.select_related("convention").order_by("year")
    context = {"convention": convention, "objectives": objectives, "plans": plans}
    return render(request, "conventions/plans_over_years.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def plan_carry(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Take actions of the year before into a plan in preparation."""
    found = access.get_plan(request.user, slug, year, may=access.can_keep, states={PlanState.DRAFT})
    form = CarryForm(request.POST or None, plan=found)

    def carry(data: dict) -> str:
        carry_over(plan=found, by=request.user, now=calendar.now(), **data)
        return found.get_absolute_url()

    return act(
        request, form, carry, done=_("Les actions sont reprises : rattachez-leur les appels de l’année."),
        heading=_("Reprendre des actions de %(year)s") % {"year": found.year - 1},
        submit_label=_("Reprendre"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the plan of a year."""
    convention = access.get_convention(request.user, slug, may=access.can_keep)
    form = PlanYearForm(request.POST or None, initial={"year": calendar.today().year})
    return act(
        request, form,
        lambda data: open_plan(convention=convention, by=request.user, now=calendar.now(), **data),
        done=_("Le plan est ouvert. Ajoutez ses actions."), heading=_("Ouvrir un plan d’action"),
        submit_label=_("Ouvrir le plan"), cancel_url=convention.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def plan_propose(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Put the plan before the committee."""
    found = access.get_plan(request.user, slug, year, may=access.can_keep, states={PlanState.DRAFT})
    return move(
        request, lambda: propose_plan(plan=found, by=request.user, now=calendar.now()),
        done=_("Le plan est proposé : le comité vote à sa prochaine réunion."), back=found.get_absolute_url(),
        heading=_("Proposer le plan %(year)s au comité") % {"year": found.year},
        question=_("Le plan ne se modifie plus jusqu’au vote."),
        consequences=[_("Adopté, il devient le plan de l’année."), _("Rejeté, il redevient modifiable.")],
        submit_label=_("Proposer au comité"),
    )  # fmt: skip
