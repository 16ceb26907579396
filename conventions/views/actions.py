"""One action of a plan: what it is tied to, what was done of it, its years; and the acts that write it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conventions import access
from conventions.enums import Measure, PlanState
from conventions.forms import ActionForm, DeedForm
from conventions.forms.plan import TiesForm, ties_of, values_of
from conventions.queries.actions import chain_of, granted_money, tied_by_programme, tied_projects
from conventions.services.actions import Ties, add_action, change_action, record_deed, remove_action, tie_action
from conventions.views.acts import act, move
from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from projects.enums import Programme

PROJECTS_SHOWN = 50
ACTION_FORM = "conventions/action_form.html"
_TIES = ("calls", "projects", "fundings", "targets")


@signed_in
@require_safe
def action(request: HttpRequest, slug: str, year: int, number: int) -> HttpResponse:
    """Show one action: planned, done, gap; its ties; the same action the years before and after."""
    found = access.get_action(request.user, slug, year, number)
    chain = chain_of(found)
    row = next(row for row in chain if row.action.pk == found.pk)
    may_keep = access.can_keep(request.user)
    counts_deeds = Measure.DEEDS in {gauge.measure for gauge in row.gauges}
    context = {
        "action": row.action,
        "row": row,
        "chain": chain if len(chain) > 1 else (),
        "fundings": [
            (funding.funder, money) for funding, money in zip(row.action.fundings.all(), row.fundings, strict=True)
        ],
        "granted": granted_money(found),
        "calls": found.calls.order_by("closes_at", "code"),
        "programmes": [(Programme(tied["programme"]).label, tied) for tied in tied_by_programme(found)],
        "projects": tied_projects(found).listed_to(request.user)[:PROJECTS_SHOWN],
        "deeds": found.deeds.order_by("-done_on", "-pk") if counts_deeds else (),
        "may_note": may_keep and counts_deeds,
        "may_tie": may_keep,
        "may_write": may_keep and row.action.plan.state == PlanState.DRAFT,
    }
    return render(request, "conventions/action.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def action_new(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Add an action to a plan in preparation."""
    found = access.get_plan(request.user, slug, year, may=access.can_keep, states={PlanState.DRAFT})
    form = ActionForm(request.POST or None, plan=found)

    def add(data: dict) -> str:
        data.pop("seen_version")
        add_action(plan=found, by=request.user, now=calendar.now(), **data)
        return found.get_absolute_url()

    return act(
        request, form, add, done=_("L’action est dans le plan."), heading=_("Ajouter une action"),
        lead=_("Chaque action sert un des cinq objectifs de l’article 3."), submit_label=_("Ajouter l’action"),
        cancel_url=found.get_absolute_url(), template=ACTION_FORM,
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def action_change(request: HttpRequest, slug: str, year: int, number: int) -> HttpResponse:
    """Write an action of a plan in preparation anew."""
    found = access.get_action(request.user, slug, year, number, may=access.can_keep, states={PlanState.DRAFT})
    form = ActionForm(request.POST or None, plan=found.plan, action=found, initial=values_of(found))

    def change(data: dict) -> str:
        ties = Ties(**{name: data.pop(name) for name in _TIES})
        change_action(action=found, ties=ties, by=request.user, now=calendar.now(), **data)
        return found.get_absolute_url()

    return act(
        request, form, change, done=_("L’action est modifiée."), heading=_("Modifier l’action"), lead=str(found),
        submit_label=_("Enregistrer"), cancel_url=found.get_absolute_url(), template=ACTION_FORM,
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def action_tie(request: HttpRequest, slug: str, year: int, number: int) -> HttpResponse:
    """Tie an action to the calls and dossiers it counts on, which often come after the vote."""
    found = access.get_action(request.user, slug, year, number, may=access.can_keep)
    form = TiesForm(request.POST or None, action=found, initial=ties_of(found))
    return act(
        request, form,
        lambda data: tie_action(action=found, by=request.user, now=calendar.now(), **data),
        done=_("C’est rattaché : ce qui est fait se compte tout seul."), heading=_("Rattacher appels et dossiers"),
        lead=str(found), submit_label=_("Enregistrer"), cancel_url=found.get_absolute_url(),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def action_remove(request: HttpRequest, slug: str, year: int, number: int) -> HttpResponse:
    """Take an action out of a plan in preparation."""
    found = access.get_action(request.user, slug, year, number, may=access.can_keep, states={PlanState.DRAFT})
    return move(
        request, lambda: remove_action(action=found, by=request.user, now=calendar.now()),
        done=_("L’action n’est plus dans le plan."), back=found.plan.get_absolute_url(),
        heading=_("Retirer « %(title)s » du plan") % {"title": found.title},
        question=_("L’action disparaît de ce plan, avec ce qui lui était rattaché."),
        consequences=[_("Reprise d’une autre année, elle y reste.")], submit_label=_("Retirer l’action"),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def deed_new(request: HttpRequest, slug: str, year: int, number: int) -> HttpResponse:
    """Note something done for an action that no project holds."""
    found = access.get_action(request.user, slug, year, number, may=access.can_keep)
    form = DeedForm(request.POST or None, initial={"done_on": calendar.today()})

    def note(data: dict) -> str:
        record_deed(action=found, by=request.user, now=calendar.now(), **data)
        return found.plan.get_absolute_url()

    return act(
        request, form, note, done=_("C’est noté."), heading=_("Noter une réalisation"), lead=str(found),
        submit_label=_("Noter"), cancel_url=found.plan.get_absolute_url(),
    )  # fmt: skip
