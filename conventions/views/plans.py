"""The action plan of a year: planned, done, gap; and the acts that prepare it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conventions import access
from conventions.enums import Measure, PlanState
from conventions.forms import ActionForm, DeedForm, PlanYearForm
from conventions.models import Vote
from conventions.periods import read_period
from conventions.queries.plans import plan_rows, planned_money
from conventions.services.plans import add_action, open_plan, propose_plan, record_deed
from conventions.views.acts import act, move
from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from ofqj_portal.core.journal import history_of
from ofqj_portal.core.money import Money


@signed_in
@require_safe
def plan(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Show the actions of a year with what was done of each, counted on what they are tied to."""
    found = access.get_plan(request.user, slug, year)
    period = read_period(str(found.year))
    may_keep = access.can_keep(request.user)
    money = [(row["funder"], Money(row["amount"], row["currency"])) for row in planned_money(found)]
    context = {
        "plan": found,
        "rows": plan_rows(found, period.starts_on, period.ends_on),
        "money": money,
        "votes": Vote.objects.filter(plan=found).select_related("meeting").order_by("-recorded_at"),
        "history": history_of(found),
        "may_add": may_keep and found.state == PlanState.DRAFT,
        "may_note": may_keep,
        "deeds": Measure.DEEDS,
    }
    return render(request, "conventions/plan.html", context)


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
def action_new(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Add an action to a plan in preparation."""
    found = access.get_plan(request.user, slug, year, may=access.can_keep, states={PlanState.DRAFT})
    form = ActionForm(request.POST or None, plan=found)

    def add(data: dict) -> str:
        add_action(plan=found, by=request.user, now=calendar.now(), **data)
        return found.get_absolute_url()

    return act(
        request, form, add, done=_("L’action est dans le plan."), heading=_("Ajouter une action"),
        lead=_("Chaque action sert un des cinq objectifs de l’article 3."), submit_label=_("Ajouter l’action"),
        cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def deed_new(request: HttpRequest, slug: str, year: int, number: int) -> HttpResponse:
    """Note something done for an action that no project holds."""
    action = access.get_action(request.user, slug, year, number, may=access.can_keep)
    form = DeedForm(request.POST or None, initial={"done_on": calendar.today()})

    def note(data: dict) -> str:
        record_deed(action=action, by=request.user, now=calendar.now(), **data)
        return action.plan.get_absolute_url()

    return act(
        request, form, note, done=_("C’est noté."), heading=_("Noter une réalisation"), lead=str(action),
        submit_label=_("Noter"), cancel_url=action.plan.get_absolute_url(),
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
