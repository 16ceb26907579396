"""The budget of a dossier."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from ofqj_portal.core.shores import format_money
from projects.enums import BudgetSide
from projects.forms.budget import AidForm, line_formset
from projects.models import BudgetAccount, Project
from projects.queries.calls import aid_currencies
from projects.queries.openness import open_fields
from projects.queries.snapshot import fingerprint
from projects.rules.facts import Budget
from projects.sections import BUDGET, DossierSection
from projects.services.budgeting import save_budget
from projects.views.clashes import ShownClash, knowing, shown_clashes, yielded_fields
from projects.views.frame import after_saving, frame
from projects.views.keeping import keep_key, keep_whole_budget, saves_by_itself


def budget_section(request: HttpRequest, project: Project, spec: DossierSection) -> HttpResponse:
    """Show or save the lines and the aid; totals, balance and rates are the server's."""
    data: Any = request.POST or None
    formsets, aid, status = build_formsets(project, data), build_aid(project, data), 200
    if saves_by_itself(request):
        return keep_whole_budget(request, project, spec, formsets=formsets, aid=aid, draw=draw_totals)
    clashes: list[ShownClash] = []
    forms = [*formsets.values(), aid]
    checked = [form.is_valid() for form in forms]
    if request.method == "POST" and all(checked):
        try:
            save(request, project, formsets, aid)
        except EditedMeanwhile as refusal:
            clashes, status = shown_clashes(refusal.clashes), refusal.status
            aid = build_aid(project, knowing(request.POST, refusal.clashes))
            aid.add_error(None, str(refusal))
        except DomainError as refusal:
            aid.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Budget enregistré."))
            wish = request.POST.get("suite", "")
            return redirect(request.path if wish == "rester" else after_saving(project, BUDGET, wish))
    context = frame(project, request.user, current=BUDGET)
    summed = context["facts"].budget
    context |= {"formsets": formsets, "aid": aid, "clashes": clashes, "budget": summed, "totals": totals(summed)}
    context["keep"] = keep_key(request.user, project, BUDGET)
    return render(request, "projects/section_budget.html", context, status=status)


def build_formsets(project: Project, data: Any) -> dict[str, Any]:
    """Build the lines of both sides from what is stored, or from what was posted."""
    accounts = list(BudgetAccount.objects.filter(country=project.carrier.country))
    lines = list(project.budget_lines.select_related("account"))
    is_open = "budget" in open_fields(project)
    return {
        side: line_formset(
            project,
            side,
            data,
            lines=[line for line in lines if line.side == side],
            accounts=[account for account in accounts if account.side == side],
            is_open=is_open,
        )
        for side in BudgetSide.values
    }


def build_aid(project: Project, data: Any) -> AidForm:
    """Build the amounts asked from the sections that fund the call."""
    asked = {f"aid_{aid.section}": aid.requested_amount for aid in project.aid_requests.all()}
    return AidForm(
        data,
        currencies=aid_currencies(project.call),
        is_open="aid" in open_fields(project),
        seen=fingerprint(project, BUDGET),
        initial=asked,
    )


def save(request: HttpRequest, project: Project, formsets: dict[str, Any], aid: AidForm) -> None:
    """Hand the budget to its service."""
    entries = [form.entry for formset in formsets.values() for form in formset.forms]
    save_budget(
        project=project,
        lines=[entry for entry in entries if entry],
        aids=aid.amounts,
        seen=aid.cleaned_data.get("seen", ""),
        yielded=yielded_fields(request.POST),
        by=request.user,
        now=calendar.now(),
    )


def draw_totals(context: dict[str, Any]) -> dict[str, str]:
    """Draw again what the saved budget adds up to."""
    summed = context["facts"].budget
    shown = {"budget": summed, "totals": totals(summed)}
    return {"bilan-budget": render_to_string("projects/budget_totals.html", shown)}


def totals(budget: Budget) -> list[dict[str, str]]:
    """Say what the saved budget adds up to."""
    gap = budget.gap
    words = _("Il manque") if gap.amount > 0 else _("Il y a en trop")
    rest = [{"label": words, "value": format_money(gap if gap.amount > 0 else -gap)}] if gap else []
    return [
        {"label": _("Total des charges"), "value": format_money(budget.charges)},
        {"label": _("Aide de l’OFQJ"), "value": format_money(budget.aid)},
        {"label": _("Autres ressources"), "value": format_money(budget.incomes)},
        {"label": _("Total des ressources"), "value": format_money(budget.resources)},
        *rest,
    ]
